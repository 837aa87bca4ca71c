import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, sharedApi } from "../support/api.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { pushPlans } from "../support/plans.ts";

let api: Api;
beforeAll(async () => {
  api = await sharedApi();
});
afterAll(() => api.stop());

const smoke = (args: readonly string[], env: Record<string, string> = {}) =>
  runCommand("smoke", ["--url", api.url, ...args], { ...onlyDataDir(api.dataDir), COMMET_API_KEY: undefined, ...env });

test("The tour succeeds on a new organization and again on the same one, and leaves nothing more there", async () => {
  const first = await smoke([]);
  expect(first.stdout).toContain("11 requests, all answered as the README says.");
  const { code, stdout } = await smoke(["--json"]);

  const { ok, steps } = JSON.parse(stdout);
  expect([first.code, code, ok]).toEqual([0, 0, true]);
  expect(steps.map(({ status }: { status: number }) => status)).toEqual([
    200, 200, 200, 412, 200, 200, 200, 409, 200, 200, 200,
  ]);
  expect(steps[0]).toEqual({
    request: "POST /api/customers",
    status: 200,
    milliseconds: expect.any(Number),
    isRight: true,
  });
});

test("A key of one's own is used without a stack, and what fails is named, with exit code 1", async () => {
  const client = await api.newOrganization();
  await pushPlans(client.organizationId);
  const own = { COMMET_API_KEY: client.key, DATA_DIR: "/nowhere" };
  expect((await smoke([], own)).code).toBe(0);

  const { code, stdout } = await smoke([], { ...own, COMMET_API_KEY: "ck_nobody000000000000000000000000000" });

  expect(code).toBe(1);
  expect(stdout).toContain("401     ");
  expect(stdout).toContain("POST /api/customers  <- not as the README says");
  expect(stdout).toContain("11 of 11 requests were not answered as the README says.");
});

test("An API that does not answer is named so", async () => {
  const { code, stdout } = await runCommand("smoke", ["--url", "http://127.0.0.1:9", "--json"], {
    COMMET_API_KEY: "ck_nobody000000000000000000000000000",
  });

  const { ok, steps } = JSON.parse(stdout);
  expect([code, ok, steps[0].status, steps[0].isRight]).toEqual([1, false, 0, false]);
});
