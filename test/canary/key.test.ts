import { expect, test } from "vitest";

test("The canary's key is the one that the stack links to its functions", async () => {
  process.env.SST_RESOURCE_App = '{"name":"clientela","stage":"test"}';
  process.env.SST_RESOURCE_CanaryKey = '{"secret":"ck_canary0000000000000000000000000000"}';
  const { canaryKey } = await import("../../core/canary/key.ts");

  expect(canaryKey()).toBe("ck_canary0000000000000000000000000000");
});
