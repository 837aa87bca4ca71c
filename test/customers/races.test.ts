import { describe, expect, test } from "vitest";
import { scaled } from "../support/scale.ts";
import {
  create,
  etagOf,
  expectOneWinner,
  newAddress,
  newCustomer,
  outcome,
  parallel,
  pathOf,
  stored,
  tally,
  unique,
  useStack,
  versionOf,
} from "../support/service.ts";

const stack = useStack();

describe("parallel creates", () => {
  test("100 with one Idempotency-Key and no id are one customer: one 201, 99 times 200", async () => {
    const client = await stack.newOrganization();
    const answers = await parallel(100, () =>
      client.post("/api/customers", { email: "a@acme.com" }, { "idempotency-key": "key_1" }),
    );
    expectOneWinner(answers, "201", "200");
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1);
    expect((await client.get("/api/customers")).body.data).toHaveLength(1);
  });

  test("singles and batches of the same ids make each customer once", async () => {
    const client = await stack.newOrganization();
    const ids = Array.from({ length: 10 }, (_, i) => `user_${i}`);
    const batches = parallel(5, () =>
      client.post("/api/customers/batch", { customers: ids.map((id) => newCustomer({ id })) }),
    );
    const singles = await parallel(50, (i) => client.post("/api/customers", newCustomer({ id: ids[i % 10] })));
    const known = new Map(singles.map(({ body }) => [body.data.externalId, body.data]));
    for (const { body } of await batches) {
      expect(body.data.failed).toEqual([]);
      for (const customer of body.data.successful) expect(customer).toEqual(known.get(customer.externalId));
    }
    expect((await client.get("/api/customers?limit=100")).body.data).toHaveLength(10);
  });
});

describe("parallel archives", () => {
  test("against updates: what is answered 200 is kept, and nothing changes after the archive", async () => {
    for (let round = 0; round < scaled(4, 50); round++) {
      const { customer } = await create(stack.client);
      const path = pathOf(customer.id);
      const keys = Array.from({ length: 10 }, (_, i) => `key${i}`);
      const updates = Promise.all(keys.map((key) => stack.client.put(path, { metadata: { [key]: 1 } })));
      const archive = await stack.client.put(path, { isActive: false });
      const answers = await updates;
      expect(outcome(archive)).toBe("200");
      const written = keys.filter((_, i) => answers[i]?.status === 200);
      for (const answer of answers) expect(["200", "409 customer_archived"]).toContain(outcome(answer));
      const after = await stored(stack.client, customer.id);
      expect(after.customer).toEqual(archive.body.data);
      expect(Object.keys(after.customer.metadata ?? {}).sort()).toEqual(written);
      expect(versionOf(after.etag)).toBe(written.length + 2);
    }
  });
});

describe("an external id given later against creates of the same id", () => {
  test("20 customers that are given one id at once: one gets it, 19 get 409 external_id_taken", async () => {
    const id = unique("raced");
    const customers = await parallel(20, () => create(stack.client));
    const answers = await parallel(20, (i) =>
      stack.client.put(pathOf(customers[i]?.customer.id), { externalId: id, metadata: { racer: i } }),
    );
    expect(tally(answers)).toEqual({ 200: 1, "409 external_id_taken": 19 });
    const winner = answers.find(({ status }) => status === 200)?.body.data;
    expect((await stored(stack.client, id)).customer).toEqual(winner);
    for (const { customer } of customers)
      if (customer.id !== winner.id) expect((await stored(stack.client, customer.id)).etag).toBe('"1"');
  });

  test("one customer given 20 ids at once gets one of them, and the others stay free", async () => {
    const ids = Array.from({ length: 20 }, () => unique("raced"));
    const { customer } = await create(stack.client);
    const answers = await parallel(20, (i) => stack.client.put(pathOf(customer.id), { externalId: ids[i] }));
    expect(tally(answers)).toEqual({ 200: 1, "409 external_id_immutable": 19 });
    const { customer: after, etag } = await stored(stack.client, customer.id);
    expect(etag).toBe('"2"');
    for (const id of ids.filter((id) => id !== after.externalId)) await create(stack.client, { id });
  });

  test("one id given to one customer 20 times at once is one step of the version, 200 each time", async () => {
    const [id, { customer }] = [unique("raced"), await create(stack.client)];
    const answers = await parallel(20, () => stack.client.put(pathOf(customer.id), { externalId: id }));
    expect(tally(answers)).toEqual({ 200: 20 });
    expect(new Set(answers.map(etagOf))).toEqual(new Set(['"2"']));
  });
});

describe("parallel updates", () => {
  test("50 of different metadata keys: all keys are there, and the version is exactly 50 higher", async () => {
    const { customer } = await create(stack.client, { metadata: { kept: true } });
    const answers = await parallel(50, (i) =>
      stack.client.put(pathOf(customer.id), { metadata: i ? { [`key${i}`]: i } : { key0: 0, kept: null } }),
    );
    expect(tally(answers)).toEqual({ 200: 50 });
    const after = await stored(stack.client, customer.id);
    const expected = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key${i}`, i]));
    expect(after.customer.metadata).toEqual(expected);
    expect(versionOf(after.etag)).toBe(51);
    for (const [i, { body }] of answers.entries()) expect(body.data.metadata).toMatchObject({ [`key${i}`]: i });
  });

  test("of different fields lose nothing, and each is one step of the version", async () => {
    const { customer } = await create(stack.client);
    const changes: object[] = [
      ...["fullName", "domain", "website", "language", "industry", "employeeCount"].map((name) => ({ [name]: name })),
      { timezone: "UTC" },
      { email: "new@acme.com" },
      { address: newAddress() },
      { metadata: { a: 1 } },
      { metadata: { b: 2 } },
      { externalId: unique("raced") },
    ];
    const answers = await Promise.all(changes.map((change) => stack.client.put(pathOf(customer.id), change)));
    expect(tally(answers)).toEqual({ 200: changes.length });
    const after = await stored(stack.client, customer.id);
    expect(after.customer).toMatchObject({ ...Object.assign({}, ...changes), metadata: { a: 1, b: 2 } });
    expect(versionOf(after.etag)).toBe(changes.length + 1);
  });

  test("to one and the same value are one step of the version", async () => {
    for (const change of [{ fullName: "Same" }, { metadata: { same: true } }, { address: newAddress() }]) {
      const { customer } = await create(stack.client);
      const answers = await parallel(20, () => stack.client.put(pathOf(customer.id), change));
      expect(tally(answers)).toEqual({ 200: 20 });
      expect(new Set(answers.map(etagOf))).toEqual(new Set(['"2"']));
    }
  });
});
