import { describe, expect, test } from "vitest";
import { queryPartition } from "../../core/aws/dynamodb.ts";
import { config } from "../../core/base/config.ts";
import { entryOf } from "../../core/events/derive.ts";
import { parseEvent } from "../../core/events/packing.ts";
import type { Outcome } from "../../core/moving/importing.ts";
import { importAll } from "../../core/moving/pipeline.ts";
import type { Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { create, outcome, pathOf, stored, unique, useStack } from "../support/service.ts";
import { importRows, runOf, told } from "./support.ts";

const stack = useStack();

const email = () => `${unique("row")}@acme.com`;
const pro = { code: "pro", name: "Pro", prices: [{ billingInterval: "monthly", price: 4900, trialDays: 7 }] };

describe("A field's rules are the API's own", () => {
  test.each<[string, Record<string, unknown>]>([
    ["no email", {}],
    ["an email that is none", { email: "a@" }],
    ["an email with a sign around it", { email: "a@example.com," }],
    ["a number for a text", { fullName: 5 }],
    ["a text too long", { fullName: "x".repeat(256) }],
    ["a time zone that is none", { timezone: "IST" }],
    ["an incomplete address", { address: { line1: "1 Main St", country: "DE" } }],
    ["a field that is misspelt", { external_id: "u1" }],
    ["an id with a slash", { id: "a/b" }],
    ["two ids that differ", { id: "a", externalId: "b" }],
    ["metadata that is none", { metadata: "gold" }],
    ["a control character in a key", { metadata: { "a\u0000b": 1 } }],
    ["an invisible character in an id", { id: "user_1\u200b" }],
    ["several at once", { email: "a@", timezone: "IST", address: { postal_code: "1" } }],
  ])("%s: what it refuses is refused with the same words", async (_, fields) => {
    const row = { ...("email" in fields || Object.keys(fields).length === 0 ? {} : { email: email() }), ...fields };
    const { body } = await stack.client.post("/api/customers", row);
    const [refused] = await importRows(runOf(stack.client), [row]);
    expect(refused).toMatchObject({ outcome: "refused", code: body.error.code, problems: body.error.details });
  });
});

describe("A row's own fields", () => {
  test("a plan that there is not, and an archived customer with an active subscription, are refused with their codes", async () => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, [pro]);
    const rows = [
      { email: email(), planCode: "gold" },
      { email: email(), planCode: "pro", isActive: false },
    ];
    expect((await importRows(runOf(client), rows)).map(told)).toEqual([
      "plan_not_found: planCode Plan not found.",
      "customer_has_active_subscription: Cancel the active subscription before archiving the customer.",
    ]);
    expect((await client.get("/api/customers")).body.data).toEqual([]);
  });

  test("times and the archived state are kept; an archived one without a time is archived now", async () => {
    const client = await stack.newOrganization();
    const times = {
      createdAt: "2021-03-04T05:06:07.008Z",
      updatedAt: "2022-01-01",
      archivedAt: "2021-12-31T10:00:00+01:00",
    };
    await importRows(runOf(client), [
      { id: "kept", email: email(), ...times },
      { id: "now", email: email(), isActive: false },
      { id: "active", email: email(), isActive: true, organizationId: "org_other" },
    ]);
    expect((await stored(client, "kept")).customer).toMatchObject({
      createdAt: times.createdAt,
      updatedAt: "2022-01-01T00:00:00.000Z",
      archivedAt: "2021-12-31T09:00:00.000Z",
      isActive: false,
    });
    const { customer } = await stored(client, "now");
    expect([customer.isActive, customer.archivedAt]).toEqual([false, customer.updatedAt]);
    expect((await stored(client, "active")).customer).toMatchObject({
      isActive: true,
      organizationId: client.organizationId,
    });
    const archived = (await client.get("/api/customers?isActive=false")).body.data;
    expect(archived.map(({ externalId }: { externalId: string }) => externalId)).toEqual(["now", "kept"]);
  });
});

describe("A row's subscription", () => {
  test("has its plan's default price and the row's dates, and can be canceled earlier than it would end", async () => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, [pro]);
    const dates = { startDate: "2026-01-31", trialEndsAt: "2026-02-10", endDate: "2091-01-31" };
    await importRows(runOf(client), [{ id: "u1", email: email(), planCode: "pro", ...dates }]);

    const { data } = (await client.get("/api/subscriptions/active?customerId=u1")).body;
    expect(data).toMatchObject({
      planName: "Pro",
      plan: { basePrice: 4900 },
      status: "active",
      startDate: "2026-01-31T00:00:00.000Z",
      trialEndsAt: "2026-02-10T00:00:00.000Z",
      endDate: "2091-01-31T00:00:00.000Z",
    });
    const canceled = await client.post(`/api/subscriptions/${data.id}/cancel`, { immediate: true });
    expect([outcome(canceled), canceled.body.data.status]).toEqual(["200", "canceled"]);
  });

  test("without dates begins now, without the plan's trial", async () => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, [pro]);
    await importRows(runOf(client), [{ id: "u1", email: email(), planCode: "pro" }]);
    const { data } = (await client.get("/api/subscriptions/active?customerId=u1")).body;
    expect(data).toMatchObject({ status: "active", trialEndsAt: null, endDate: null });
  });

  test("is in customer.created, the only event", async () => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, [pro]);
    const row = {
      email: email(),
      createdAt: "2021-01-01",
      updatedAt: "2022-01-01",
      planCode: "pro",
      endDate: "2023-01-01",
    };
    const [imported] = await importRows(runOf(client), [{ ...row, archivedAt: "2023-02-01" }]);

    const pk = `${client.organizationId}#${imported?.customerId}`;
    const call = { signal: new AbortController().signal, units: 0 };
    const [item] = await queryPartition(call, config.customersTable(), pk);
    const entry = entryOf({ dynamodb: { NewImage: item, ApproximateCreationDateTime: 1_800_000_000 } } as never, 60);
    const event = parseEvent(entry?.event?.body ?? "");
    expect(event).toMatchObject({
      event: "customer.created",
      sequence: 1,
      timestamp: "2022-01-01T00:00:00.000Z",
      actor: { command: "npm run customers -- import" },
      data: { isActive: false, archivedAt: "2023-02-01T00:00:00.000Z", subscription: { planName: "Pro" } },
      previous: {},
    });
  });
});

describe("A customer that exists", () => {
  test("stays as it is, and is told by its id; with updates it gets the row's fields, and keeps the others", async () => {
    const client = await stack.newOrganization();
    const { customer, etag } = await create(client, { id: "u1", industry: "anvils" });
    const row = { id: "u1", email: "new@acme.com", createdAt: "2020-01-01", metadata: { tier: "gold" } };

    expect(await importRows(runOf(client), [row])).toMatchObject([{ outcome: "exists", customerId: customer.id }]);
    expect((await stored(client, "u1")).etag).toBe(etag);

    const updates = runOf(client, { updates: true });
    expect((await importRows(updates, [row])).map(told)).toEqual(["updated"]);
    expect((await stored(client, "u1")).customer).toMatchObject({
      email: "new@acme.com",
      industry: "anvils",
      createdAt: customer.createdAt,
      metadata: { tier: "gold" },
    });
    expect((await importRows(runOf(client, { updates: true }), [row])).map(told)).toEqual(["exists"]);
    expect((await importRows(updates, [row])).map(told)).toEqual(["updated"]);
    expect((await stored(client, "u1")).etag).toBe('"2"');
  });

  test("that is archived takes no update, and a row that says so is no change", async () => {
    const client = await stack.newOrganization();
    await create(client, { id: "u1" });
    const updates = runOf(client, { updates: true });
    expect((await importRows(updates, [{ id: "u1", email: "a@acme.com", isActive: false }])).map(told)).toEqual([
      "updated",
    ]);
    const again = runOf(client, { updates: true });
    const rows = (fields: object) => [{ id: "u1", email: "b@acme.com", ...fields }];
    expect((await importRows(again, rows({ isActive: false }))).map(told)).toEqual(["exists"]);
    expect((await importRows(again, rows({}))).map(told)).toEqual([
      "customer_archived: The customer is archived: it cannot be changed or reactivated.",
    ]);
  });

  test("with a value that no new one can have stays, although the row says it", async () => {
    const client = await stack.newOrganization();
    await create(client, { id: "u1" });
    const row = { email: "a@example.com," };
    expect((await importRows(runOf(client), [{ ...row, id: "u1" }])).map(told)).toEqual(["exists"]);
    expect((await importRows(runOf(client), [{ ...row, id: "u2" }]))[0]?.outcome).toBe("refused");
    expect((await client.get(pathOf("u2"))).status).toBe(404);
  });
});

describe("All rows of a file", () => {
  async function all(client: Client, rows: readonly object[], run = runOf(client)): Promise<Outcome[]> {
    async function* sources() {
      for (const [index, row] of rows.entries()) yield { line: index + 1, fields: { ...row } };
    }
    const outcomes: Outcome[] = [];
    for await (const outcome of importAll(run, sources())) outcomes.push(outcome);
    return outcomes;
  }

  test("are told in their order, and of those with one id the first one wins", async () => {
    const client = await stack.newOrganization();
    const rows = Array.from({ length: 120 }, (_, i) => ({
      ...(i % 3 === 0 ? { id: `u${i % 12}` } : {}),
      ...(i % 10 === 1 ? { id: `cus_Own${i % 4}`, externalId: `own${i % 4}` } : {}),
      email: i % 17 === 5 ? "wrong" : `line${i + 1}@acme.com`,
    }));

    const outcomes = await all(client, rows);

    expect(outcomes.map(({ row }) => row.line)).toEqual(rows.map((_, i) => i + 1));
    for (const { id } of rows.flatMap((row) => ("id" in row && row.id !== undefined ? [row as { id: string }] : []))) {
      const first = outcomes.find((it) => it.row.fields.id === id && it.outcome !== "refused");
      expect(first?.outcome).toBe("created");
      expect((await stored(client, id)).customer).toMatchObject({
        id: first?.customerId,
        email: first?.row.fields.email,
      });
    }
  });

  test("imported again by the same run are those that it has created; by another one they exist", async () => {
    const client = await stack.newOrganization();
    const rows = Array.from({ length: 60 }, (_, i) => ({ email: `again${i}@acme.com` }));
    const run = runOf(client);
    const outcomes = async (it = run) => [...new Set((await all(client, rows, it)).map(told))];
    expect([await outcomes(), await outcomes(), await outcomes({ ...run, id: "other" })]).toEqual([
      ["created"],
      ["created"],
      ["exists"],
    ]);
    expect(await outcomes({ ...run, file: "other", isDryRun: true })).toEqual(["created"]);
    expect((await client.get("/api/customers?limit=100")).body.data).toHaveLength(60);
  });
});
