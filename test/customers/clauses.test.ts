import { expect, test } from "vitest";
import { storedActor } from "../../core/base/actor.ts";
import {
  clauseValues,
  EXISTS,
  HAS_NO_ACTIVE_SUBSCRIPTION,
  IS_NOT_ARCHIVED,
  nextVersion,
  versionName,
} from "../../core/customers/clauses.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const actor = { keyId: "key_1", name: "server" };
const values = clauseValues({ requestId: "request" }, NOW);

test("every write that changes a customer adds 1 to its version, as of now, by its request and whoever sent it", () => {
  expect(nextVersion({})).toBe("#version = #version + :one, updatedAt = :now, requestId = :request");
  expect(nextVersion({ actor })).toBe(`${nextVersion({})}, actor = :actor`);
  const stored = storedActor({ actor, requestId: "request" });
  expect(clauseValues({ actor, requestId: "request" }, NOW)).toEqual({ ...values, ":actor": { S: stored } });
  expect(values).toEqual({ ":one": { N: "1" }, ":now": { S: NOW }, ":request": { S: "request" } });
  expect(versionName).toEqual({ "#version": "version" });
});

test.each([
  [EXISTS, "attribute_exists(#version)"],
  [IS_NOT_ARCHIVED, "attribute_not_exists(archivedAt)"],
  [HAS_NO_ACTIVE_SUBSCRIPTION, "(attribute_not_exists(subscription) OR subscription.endDate <= :now)"],
])("a condition is %s, and all that it names is defined", (clause, condition) => {
  expect(clause).toBe(condition);
  for (const [placeholder] of condition.matchAll(/[:#]\w+/g))
    expect({ ...values, ...versionName }).toHaveProperty(placeholder);
});
