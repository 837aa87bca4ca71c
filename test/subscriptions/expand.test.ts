import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../support/api.ts";
import { logLines } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { untilIndexed } from "../support/pump.ts";
import { create, type Json, newCustomer, outcome, pathOf, putSubscription, useStack } from "../support/service.ts";
import { active, at, cancel, plans, subscribe, usePlans } from "./support.ts";

const stack = useStack({ publishes: true });
usePlans(stack);

const list = (client: Client, query: string) => client.get(`/api/customers?${query}`);

/** The units that the last list has logged. */
const lastUnits = () => JSON.parse(logLines.findLast((line) => line.includes('"listCustomers"')) ?? "{}").units;

const subscriptionsIn = ({ body }: { body: Json }): (Json | null)[] =>
  body.data.map(({ subscription }: Json) => subscription);

const DAY = "2026-06-15T09:30:00.000Z";

/** Customers in every state a subscription can be in, each with its subscriptions made on this day. */
async function makeCustomers(client: Client): Promise<void> {
  at("2026-05-01T09:30:00.000Z");
  const made = async (id: string, fields?: object): Promise<string> => {
    await create(client, { id, email: `${id.replaceAll(" ", ".")}@acme.com`, fullName: `Acme ${id}` });
    if (fields === undefined) return "";
    const answer = await subscribe(client, id, fields);
    expect(outcome(answer), answer.text).toBe("201");
    return answer.body.data.id;
  };
  await made("never");
  await made("active", { initialSeats: { team_members: 7 } });
  await made("free", { planCode: "free" });
  await made("trialing", { billingInterval: "yearly", customTrialDays: 90 });
  await made("draft", { startDate: "2026-12-01" });
  await cancel(client, await made("ending", { billingInterval: "yearly", skipTrial: true }), { reason: "too dear" });
  await made("ended by its date", { cancelAtPeriodEnd: true });
  await cancel(client, await made("ended"), { immediate: true });
  await cancel(client, await made("again"), { immediate: true });
  await subscribe(client, "again", { planCode: "every", billingInterval: "weekly" });
  await cancel(client, await made("archived"), { immediate: true });
  await client.put(pathOf("archived"), { isActive: false });
}

describe("expand=subscription", () => {
  let client: Client;
  beforeAll(async () => {
    client = await stack.newOrganization();
    await pushPlans(client.organizationId, plans);
    await makeCustomers(client);
    at("2026-05-02T09:30:00.000Z");
    await untilIndexed(stack.api.dataDir);
  });

  test.each([
    ["the list", ""],
    ["a page", "limit=3"],
    ["active ones", "isActive=true"],
    ["archived ones", "isActive=false"],
    ["a search", "search=acme"],
    ["an address", "email=ending@acme.com"],
    ["your id", "externalId=again"],
    ["either id", "customerId=active"],
    ["nobody", "externalId=nobody"],
  ])("with %s (%s) adds what /subscriptions/active says of each customer, and nothing else", async (_what, query) => {
    at(DAY);
    const plain = await list(client, query);
    const expanded = await list(client, `${query}&expand=subscription`);

    const expected = [];
    for (const customer of plain.body.data)
      expected.push({ ...customer, subscription: (await active(client, customer.id)).body.data });
    expect(JSON.stringify(expanded.body)).toBe(JSON.stringify({ ...plain.body, data: expected }));
  });

  test("shows the state of this moment", async () => {
    at(DAY);
    const { body } = await list(client, "expand=subscription");
    const states = body.data.map(({ externalId, subscription }: Json) => [externalId, subscription?.status ?? null]);
    expect(Object.fromEntries(states)).toEqual({
      ...{ never: null, active: "active", free: "active", trialing: "trialing", draft: "draft", ending: "active" },
      ...{ "ended by its date": null, ended: null, again: "active", archived: null },
    });
  });

  test("goes on at a cursor that was made without it, and the other way round", async () => {
    at(DAY);
    const [plain, expanded] = [await list(client, "limit=4"), await list(client, "limit=4&expand=subscription")];
    expect(plain.body.nextCursor).toBe(expanded.body.nextCursor);
    const next = await list(client, `limit=4&expand=subscription&cursor=${plain.body.nextCursor}`);
    expect(subscriptionsIn(next)).toHaveLength(4);
  });

  test.each([
    "expand=subscription",
    "expand[]=subscription",
    "expand%5B%5D=subscription",
    "expand[0]=subscription",
    "expand=subscription&expand=subscription",
    "expand[]=subscription&expand[]=subscription",
    "expand[0]=subscription&expand[1]=subscription&expand=subscription",
  ])("may be written %s", async (query) => {
    at(DAY);
    const { text } = await list(client, "expand=subscription");
    expect((await list(client, query)).text).toBe(text);
  });

  test.each([
    ["expand=plan", '"plan"'],
    ["expand=", '""'],
    ["expand[]=plan&expand[]=subscription&expand[]=events", '"plan", "events"'],
    ["expand=subscription,plan", '"subscription,plan"'],
    ["expand[0]=data.subscription", '"data.subscription"'],
    ["expand=Subscription", '"Subscription"'],
  ])("alone can be expanded: %s is refused, and told", async (query, named) => {
    const { status, body } = await list(client, query);
    expect([status, body.details]).toEqual([422, [{ field: "expand", message: `must be subscription, not ${named}` }]]);
  });

  test("and every other problem are told at once", async () => {
    const { body } = await list(client, "external_id=x&expand=plan&limit=0");
    expect(body.details.map(({ field }: Json) => field)).toEqual(["external_id", "limit", "expand"]);
  });
});

test("A page that is expanded reads each plan once, whatever the number of customers", async () => {
  const client = await stack.newOrganization();
  await pushPlans(client.organizationId, plans);
  const customers = Array.from({ length: 30 }, (_, i) => newCustomer({ id: `u${i}` }));
  await client.post("/api/customers/batch", { customers });
  const unitsWith = async (query: string) => {
    await list(client, `limit=50${query}`);
    return lastUnits();
  };
  // Nobody has one: nothing more is read.
  expect(await unitsWith("&expand=subscription")).toBe(await unitsWith(""));

  for (let i = 0; i < 30; i++) await subscribe(client, `u${i}`, { planCode: ["free", "pro", "every"][i % 3] });

  const before = await unitsWith("");
  expect(await unitsWith("&expand=subscription")).toBe(before + 3 * 0.5);
});

test("A subscription whose plan cannot be found comes without features, as /subscriptions/active says", async () => {
  const client = await stack.newOrganization();
  const { customer } = await create(client);
  await putSubscription(client, customer.id);
  const [subscription] = subscriptionsIn(await list(client, "expand=subscription"));
  expect(subscription).toMatchObject({ status: "active", features: [] });
  expect(subscription).toEqual((await active(client, customer.id)).body.data);
});
