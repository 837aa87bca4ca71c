import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { getById } from "../../core/customers/store.ts";
import type { CustomerState } from "../../core/events/event.ts";
import {
  endsOf,
  keepPastOfAll,
  type PastProblem,
  problemsOfPast,
  repairPast,
} from "../../core/events/repair/pastSubscriptions.ts";
import { contextIn } from "../../core/events/repair/states.ts";
import { correctPast, getPast } from "../../core/subscriptions/store.ts";
import type { Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { untilPublished } from "../support/pump.ts";
import { throttled } from "./faults.ts";
import { call, useEvents } from "./support.ts";

const events = useEvents({ realTime: true, publishes: true });

let client: Client;
beforeAll(async () => {
  client = await events.api.newOrganization();
  await pushPlans(client.organizationId);
});
/** Each test leaves everything kept. */
afterEach(async () => expect(await problems()).toEqual([]));

const list = async (customerId: string) => (await client.get(`/api/subscriptions?customerId=${customerId}`)).text;

/** A customer with two past subscriptions and one that is active: eight changes. */
async function subscribedThrice(): Promise<{ customerId: string; past: string[] }> {
  const { id } = (await client.post("/api/customers", { email: "a@acme.com" })).body.data;
  const past: string[] = [];
  for (const fields of [{ planCode: "pro", initialSeats: { team_members: 3 } }, { planCode: "free" }]) {
    const { body } = await client.post("/api/subscriptions", { customerId: id, ...fields });
    past.push(body.data.id);
    if (fields.planCode === "pro")
      await client.post(`/api/subscriptions/${body.data.id}/cancel`, { reason: "too dear" });
    await client.post(`/api/subscriptions/${body.data.id}/cancel`, { immediate: true });
    await client.put(`/api/customers/${id}`, { metadata: { plan: fields.planCode } });
  }
  await client.post("/api/subscriptions", { customerId: id, planCode: "pro", billingInterval: "yearly" });
  await untilPublished(events.api.dataDir);
  return { customerId: id, past };
}

const keyOf = (customerId: string) => `${client.organizationId}#${customerId}`;

const remove = (TableName: string | undefined, customerId: string, sk: string) =>
  dynamodbClient().send(new DeleteItemCommand({ TableName, Key: { pk: { S: keyOf(customerId) }, sk: { S: sk } } }));

/** As before the table was there. */
const neverKept = (customerId: string, id: string) => remove(process.env.SUBSCRIPTIONS_TABLE, customerId, id);

const forget = (customerId: string, sequence: number) =>
  remove(process.env.EVENTS_TABLE, customerId, String(sequence).padStart(12, "0"));

const problemOf = (customerId: string, subscriptionId: string, problem: PastProblem["problem"]): PastProblem => ({
  organizationId: client.organizationId,
  customerId,
  subscriptionId,
  problem,
});

const problems = async (): Promise<PastProblem[]> => (await events.verify()).pastSubscriptions;

const keep = () => keepPastOfAll(call(), () => {});

describe("keeping what only the log has", () => {
  test("brings back what the API showed, to the byte, and writes nothing when done again", async () => {
    const { customerId, past } = await subscribedThrice();
    const before = await list(customerId);
    for (const id of past) await neverKept(customerId, id);
    expect(await list(customerId)).not.toBe(before);

    const first = await keep();
    const second = await keep();

    expect(await list(customerId)).toBe(before);
    expect([first.kept, first.lost, second.kept, second.lost]).toEqual([2, [], 0, []]);
  });

  test("stopped in the middle goes on where it was, and in the end all are kept", async () => {
    const customers = [];
    for (let i = 0; i < 3; i++) customers.push(await subscribedThrice());
    for (const { customerId, past } of customers) for (const id of past) await neverKept(customerId, id);
    let scans = 0;
    events.hooks.dynamodb = async (operation, input, proceed) => {
      if (operation !== "Scan") return proceed();
      if (++scans === 3) throw throttled();
      return proceed({ ...input, Limit: 2 } as typeof input);
    };

    await expect(keep()).rejects.toMatchObject({ code: "service_unavailable" });
    delete events.hooks.dynamodb;
    const seen: number[] = [];
    const { customers: all } = await keepPastOfAll(call(), (keeping) => seen.push(keeping.customers));

    expect([seen[0], seen.at(-1)]).toEqual([4, all]);
    expect((await keep()).customers).toBe(all);
  });

  test("never writes over what was kept in the meantime", async () => {
    const { customerId, past } = await subscribedThrice();
    const before = await list(customerId);
    for (const id of past) await neverKept(customerId, id);

    const results = await Promise.all([keep(), keep(), keep()]);

    expect(results.reduce((sum, { kept }) => sum + kept, 0)).toBe(2);
    expect(await list(customerId)).toBe(before);
  });

  test("names one whose end is no longer in the log, and never shows it as going on", async () => {
    const { customerId, past } = await subscribedThrice();
    const [first = ""] = past;
    const before = await list(customerId);
    const stored = await getPast(contextIn(call(), client.organizationId), customerId, first);
    await neverKept(customerId, first);
    // Its last cancellation, the update after it, and the start of the next one.
    const log = await events.core.readLogFrom(call(), keyOf(customerId), 1);
    for (const sequence of [4, 5, 6]) await forget(customerId, sequence);

    const { kept, lost } = await keep();

    expect([kept, lost]).toEqual([0, [problemOf(customerId, first, "missing")]]);
    expect((await client.get(`/api/subscriptions/${first}`)).status).toBe(404);
    const { customer } = await getById(contextIn(call(), client.organizationId), customerId);
    if (!customer) throw new Error("There is no customer");
    expect(await problemsOfPast(call(), customer, await events.core.readLogFrom(call(), keyOf(customerId), 1))).toEqual(
      lost,
    );
    await events.core.appendToLog(call(), log);
    expect((await keep()).kept).toBe(1);
    expect(await list(customerId)).toBe(before);
    expect(stored?.cancelReason).toBe("too dear");
  });
});

describe("verify", () => {
  test("names exactly what is missing and what differs, and a repair mends it and keeps the mark", async () => {
    const { customerId, past } = await subscribedThrice();
    const [first = "", second = ""] = past;
    const before = await list(customerId);
    const context = contextIn(call(), client.organizationId);
    const stored = await getPast(context, customerId, second);
    if (!stored) throw new Error("It is not kept");
    await neverKept(customerId, first);
    await correctPast(context, customerId, { ...stored, price: 1 }, stored);

    const found = await problems();
    const repaired = await repairPast(call(), found);

    const wanted = [problemOf(customerId, first, "missing"), problemOf(customerId, second, "different")];
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining(wanted));
    expect(repaired).toEqual({ kept: 2, lost: [] });
    expect(await list(customerId)).toBe(before);
    expect((await getPast(context, customerId, second))?.cancelMark).toBe(stored.cancelMark);
  });

  test("finds nothing while subscriptions begin and end", async () => {
    const [, ...found] = await Promise.all([
      Promise.all([subscribedThrice(), subscribedThrice()]),
      problems(),
      problems(),
    ]);
    expect(found).toEqual([[], []]);
  });
});

describe("the ends of past subscriptions", () => {
  const state = (id: string, endDate: string | null = null) =>
    ({ subscription: { id, endDate } }) as Partial<CustomerState> as CustomerState;
  const none = {} as Partial<CustomerState> as CustomerState;
  const ids = (states: [number, CustomerState][]) =>
    [...endsOf(new Map(states))].map(([id, end]) => [id, end?.endDate]);

  test.each<[string, [number, CustomerState][], unknown[]]>([
    [
      "there are none before the second",
      [
        [1, none],
        [2, state("a")],
        [3, state("a", "2026")],
      ],
      [],
    ],
    [
      "the last state before the next",
      [
        [2, state("a")],
        [3, state("a", "2027")],
        [4, state("a", "2026")],
        [5, state("b")],
      ],
      [["a", "2026"]],
    ],
    [
      "whatever the order of the entries",
      [
        [5, state("b")],
        [4, state("a", "2026")],
      ],
      [["a", "2026"]],
    ],
    [
      "of several",
      [
        [2, state("a", "1")],
        [3, state("b", "2")],
        [4, state("c")],
      ],
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    [
      "unknown behind a gap",
      [
        [2, state("a", "2026")],
        [4, state("b")],
      ],
      [["a", undefined]],
    ],
    [
      "unknown without an end",
      [
        [2, state("a")],
        [3, state("b")],
      ],
      [["a", undefined]],
    ],
    [
      "not of the latest, which had the same id before",
      [
        [2, state("a", "1")],
        [3, state("b", "2")],
        [4, state("a")],
      ],
      [["b", "2"]],
    ],
  ])("%s", (_, states, ends) => {
    expect(ids(states)).toEqual(ends);
  });
});
