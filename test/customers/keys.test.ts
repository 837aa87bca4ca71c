import { expect, test } from "vitest";
import { customerKey, externalKey, listKey, listSort, splitKey } from "../../core/customers/keys.ts";

test("keys begin with the organization, and tables that exist keep theirs", () => {
  expect(customerKey("org_a", "cus_1")).toBe("org_a#cus_1");
  expect(externalKey("org_a", "user#1")).toBe("org_a#user#1");
  expect([listKey("org_a"), listKey("org_a", 3)]).toEqual(["org_a#0", "org_a#3"]);
  expect(listSort("2026-01-01T00:00:00.000Z", "cus_1")).toBe("2026-01-01T00:00:00.000Z#cus_1");
});

test("a key is parted where the organization ends: at its first #", () => {
  expect(splitKey("org_a#user#1")).toEqual(["org_a", "user#1"]);
});
