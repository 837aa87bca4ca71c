import { expect, test } from "vitest";
import type { Client } from "../support/api.ts";
import { untilPublished } from "../support/pump.ts";
import { scaled } from "../support/scale.ts";
import {
  create,
  etagOf,
  expectOneWinner,
  type Json,
  newCustomer,
  outcome,
  parallel,
  pathOf,
  stored,
  tally,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack({ publishes: true });

/** The names of a customer's change events, oldest first, once all are published. */
async function eventsOf(client: Client, id: string): Promise<string[]> {
  await untilPublished(stack.api.dataDir);
  const { body } = await client.get(`${pathOf(id)}/events?limit=100`);
  return body.data.map(({ event }: Json) => event).reverse();
}

test("500 creates of one id at once make one customer: one 201, 499 times 200 with its record, one event", async () => {
  const client = await stack.newOrganization();

  const answers = await parallel(500, (i) =>
    client.post("/api/customers", newCustomer({ id: "user_1", fullName: `Racer ${i}` })),
  );

  expectOneWinner(answers, "201", "200");
  const { customer: winner } = await stored(client, "user_1");
  for (const { body } of answers) expect(body.data).toEqual(winner);
  expect((await client.get("/api/customers")).body.data).toEqual([winner]);
  expect(await eventsOf(client, "user_1")).toEqual(["customer.created"]);
});

test("200 archives of one customer at once, by either id, are one: one archivedAt, one version, one event", async () => {
  const { customer } = await create(stack.client, { id: unique() });

  const answers = await parallel(200, (i) =>
    stack.client.put(pathOf(i % 2 ? customer.id : customer.externalId), { isActive: false }),
  );

  expect(tally(answers)).toEqual({ 200: 200 });
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(new Set(answers.map(etagOf))).toEqual(new Set(['"2"']));
  expect(await stored(stack.client, customer.id)).toEqual({ customer: answers[0]?.body.data, etag: '"2"' });
  expect(await eventsOf(stack.client, customer.id)).toEqual(["customer.created", "customer.archived"]);
});

test.each([
  ["a text", { fullName: "Once" }, "customer.updated"],
  ["metadata", { metadata: { seats: 7 } }, "customer.updated"],
  ["an external id", { externalId: "given_once" }, "customer.updated"],
  ["an archive", { isActive: false }, "customer.archived"],
])(
  "60 updates with one Idempotency-Key at once, with %s, are one: one version, one event, 60 times 200",
  async (...given) => {
    const [, json, event] = given;
    const client = await stack.newOrganization();
    const { customer } = await create(client);
    const headers = { "idempotency-key": "one call" };

    const answers = await parallel(60, () =>
      client.request("PATCH", `/api/v1/customers/${customer.id}`, { json, headers }),
    );

    expect(tally(answers)).toEqual({ 200: 60 });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(etagOf))).toEqual(new Set(['"2"']));
    expect(await eventsOf(client, customer.id)).toEqual(["customer.created", event]);
  },
);

test("an external id that ten creates ask for and ten customers are given at once has one owner, and one event", async () => {
  const rounds = scaled(4, 60);
  let createdOnes = 0;
  for (let round = 0; round < rounds; round++) {
    const client = await stack.newOrganization();
    const customers = await parallel(10, () => create(client));
    const give = (i: number) => client.put(pathOf(customers[i]?.customer.id), { externalId: "raced" });
    const make = () => client.post("/api/customers", newCustomer({ id: "raced" }));
    // The first requests have the better chance.
    const first = round % 2 ? parallel(10, give) : parallel(10, make);
    const [gives, makes] =
      round % 2 ? [await first, await parallel(10, make)] : [await parallel(10, give), await first];

    const { customer: owner } = await stored(client, "raced");
    const isCreated = customers.every(({ customer }) => customer.id !== owner.id);
    if (isCreated) createdOnes++;
    if (isCreated) expectOneWinner(makes, "201", "200");
    else expect(tally(makes)).toEqual({ 200: 10 });
    expect(tally(gives)).toEqual(isCreated ? { "409 external_id_taken": 10 } : { 200: 1, "409 external_id_taken": 9 });
    for (const { body } of makes) expect(body.data).toEqual(owner);
    const { data } = (await client.get("/api/customers")).body;
    expect(data.filter(({ externalId }: Json) => externalId === "raced")).toEqual([owner]);
    expect(data).toHaveLength(isCreated ? 11 : 10);
    const events = await Promise.all(data.map(({ id }: Json) => eventsOf(client, id)));
    const given = ["customer.created", "customer.updated"];
    expect(events).toEqual(data.map(({ id }: Json) => (id === owner.id && !isCreated ? given : ["customer.created"])));
  }
  expect([createdOnes > 0, createdOnes < rounds]).toEqual([true, true]);
});

test.each([
  ["a text field", (i: number) => ({ fullName: `Racer ${i}` })],
  ["metadata", (i: number) => ({ metadata: { racer: i } })],
  ["an external id", (i: number) => ({ externalId: `racer_${i}` })],
])("of 100 updates of %s at once with one If-Match one wins, and 99 get 412 with its record", async (_, change) => {
  const { customer, etag } = await create(stack.client);

  const answers = await parallel(100, (i) => stack.client.put(pathOf(customer.id), change(i), { "if-match": etag }));

  const { customer: winner, etag: lastEtag } = await stored(stack.client, customer.id);
  expect(lastEtag).toBe('"2"');
  const winners = answers.filter(({ status }) => status === 200);
  // One that was told 503 at first may have won then.
  expect(winners.length + Number(answers.some(({ isRepeat }) => isRepeat))).toBeGreaterThanOrEqual(1);
  expect(winners.map(({ body }) => body.data)).toEqual(winners.length > 0 ? [winner] : []);
  for (const [i, loser] of answers.entries()) {
    if (loser.status === 200) continue;
    // An existing external id cannot be changed, whatever the version: that conflict is reported first.
    const isImmutable = winner.externalId !== null && winner.externalId !== Object(change(i)).externalId;
    expect(outcome(loser)).toBe(isImmutable ? "409 external_id_immutable" : "412 version_mismatch");
    if (!isImmutable) expect(loser.body.details.customer).toEqual(winner);
  }
  expect(await eventsOf(stack.client, customer.id)).toEqual(["customer.created", "customer.updated"]);
});

test("20 batches at once that each name ten ids ten times make ten customers, and tell the same of each", async () => {
  const client = await stack.newOrganization();
  const customers = () => Array.from({ length: 100 }, (_, i) => newCustomer({ id: `user_${i % 10}` }));

  const answers = await parallel(20, () => client.post("/api/customers/batch", { customers: customers() }));

  const { data } = (await client.get("/api/customers")).body;
  const known = new Map(data.map((customer: Json) => [customer.externalId, customer]));
  expect([data.length, known.size]).toEqual([10, 10]);
  for (const answer of answers) {
    expect(outcome(answer)).toBe("200");
    expect(answer.body.data.failed).toEqual([]);
    expect(answer.body.data.successful).toEqual(Array.from({ length: 100 }, (_, i) => known.get(`user_${i % 10}`)));
  }
  for (const { id } of data) expect(await eventsOf(client, id)).toEqual(["customer.created"]);
});
