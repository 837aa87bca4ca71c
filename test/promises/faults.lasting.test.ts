/** What a caller sees while DynamoDB fails for longer than any caller waits. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { scaled } from "../support/scale.ts";
import { outcome, unique } from "../support/service.ts";
import { faultKinds } from "./faults.ts";
import { type ApiCall, useFaultyService } from "./faultsApi.ts";

const service = useFaultyService();
beforeEach(() => service.begin());

/** Longer than a key or an organization is cached. */
const FORGOTTEN_MS = 31_000;

/** More than are created in parallel. */
const BATCH = scaled(30, 100);

const faults = faultKinds.flatMap((kind) => [
  { kind, tookEffect: false },
  { kind, tookEffect: true },
]);

/** Every kind of DynamoDB request that the operations make. */
const callsOn = (id: string, externalId: string): ApiCall[] => [
  { operation: "createCustomer", json: { email: "new@acme.com" } },
  { operation: "createCustomer", json: { email: "new@acme.com", id: unique() } },
  { operation: "createCustomer", json: { email: "new@acme.com" }, headers: { "idempotency-key": unique() } },
  { operation: "getCustomer", id },
  { operation: "getCustomer", id: externalId },
  { operation: "listCustomers" },
  { operation: "listCustomers", query: "isActive=false" },
  { operation: "listCustomers", query: `externalId=${externalId}` },
  { operation: "listCustomerEvents", id },
  { operation: "updateCustomer", id, json: { fullName: "New" } },
  { operation: "updateCustomer", id, json: { fullName: "Newer" }, headers: { "if-match": '"1"' } },
  { operation: "updateCustomer", id, json: { metadata: { plan: "pro" } } },
  { operation: "updateCustomer", id, json: { externalId: unique() } },
  { operation: "updateCustomer", id, json: { isActive: false } },
];

describe("DynamoDB trouble that lasts is a 503 in JSON with Retry-After, within 10 seconds", () => {
  test.each(faults)("$kind, took effect: $tookEffect, on every kind of request", async (fault) => {
    const client = await service.api.newOrganization();
    const externalId = unique();
    await service.call(client, { operation: "createCustomer", json: { email: "old@acme.com", id: externalId } });
    const { body } = await service.call(client, { operation: "createCustomer", json: { email: "old@acme.com" } });
    /** The answer while all requests fail except those for the key and the organization, which are cached. */
    const broken = async (call: ApiCall) => {
      service.dynamodb.heal();
      await service.call(client, { operation: "getCustomer", id: externalId });
      service.dynamodb.strikeAlways(fault);
      return service.call(client, call);
    };

    const outcomes = [];
    for (const call of callsOn(body.data.id, externalId)) outcomes.push(outcome(await broken(call)));
    const customers = Array.from({ length: BATCH }, () => ({ email: "new@acme.com" }));
    const batch = await broken({ operation: "createCustomers", json: { customers } });
    vi.setSystemTime(Date.now() + FORGOTTEN_MS);
    const me = await service.call(client, { operation: "getMe" });
    service.dynamodb.heal();
    const meLater = await service.call(client, { operation: "getMe" });

    expect(outcomes).toEqual(outcomes.map(() => "503 service_unavailable"));
    expect([outcome(batch), batch.body.data.failed.length]).toEqual(["200", BATCH]);
    expect([outcome(me), outcome(meLater)]).toEqual(["503 service_unavailable", "200"]);
  });
});

test("Answers that are good, but so slow that all of them take longer, are a 503 within 10 seconds", async () => {
  const client = await service.api.newOrganization();
  const externalId = unique();
  const { body } = await service.call(client, { operation: "createCustomer", json: { email: "old@acme.com" } });
  await service.call(client, { operation: "updateCustomer", id: body.data.id, json: { externalId } });
  vi.setSystemTime(Date.now() + FORGOTTEN_MS);

  // Six requests, for the key, the organization, the external id's holder, and the merge of the metadata.
  const update = { operation: "updateCustomer", id: externalId, json: { metadata: { plan: "pro" } } };
  service.dynamodb.delayAlways(2_400);
  const slow = await service.call(client, update);
  service.dynamodb.heal();
  const later = await service.call(client, update);

  expect([outcome(slow), outcome(later)]).toEqual(["503 service_unavailable", "200"]);
});
