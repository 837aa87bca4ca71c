import { afterEach, describe, expect, test, vi } from "vitest";
import {
  create,
  expectOneWinner,
  newAddress,
  newCustomer,
  outcome,
  parallel,
  pathOf,
  problemFields,
  stored,
  tally,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();
afterEach(() => vi.useRealTimers());

describe("same Idempotency-Key, other payload", () => {
  const post = (key: string, body: object) => stack.client.post("/api/customers", body, { "idempotency-key": key });

  test("the same key and payload answer 201, then 200 with the same customer", async () => {
    const [key, body] = [unique("key"), newCustomer({ fullName: "Acme" })];
    const first = await post(key, body);
    const again = await post(key, body);
    expect([outcome(first), outcome(again), again.body.data]).toEqual(["201", "200", first.body.data]);
  });

  test("neither the order of keys, the SDKs' name of the email, nulls nor unknown fields make it another payload", async () => {
    const key = unique("key");
    const first = await post(key, { email: "a@acme.com", fullName: "Acme", metadata: { a: 1, b: { c: 2, d: 3 } } });
    const again = await post(key, {
      unknown: true,
      metadata: { b: { d: 3, c: 2 }, a: 1 },
      address: null,
      fullName: "Acme",
      billingEmail: "a@acme.com",
    });
    expect([outcome(again), again.body.data]).toEqual(["200", first.body.data]);
  });

  test.each([
    ["email", { email: "b@acme.com" }],
    ["text field", { fullName: "Other" }],
    ["address", { address: newAddress() }],
    ["metadata", { metadata: { a: 2 } }],
  ])("another %s is 409 idempotency_key_mismatch and leaves the first customer as it was", async (_, change) => {
    const [key, body] = [unique("key"), { email: "a@acme.com", metadata: { a: 1 } }];
    const first = await post(key, body);
    expect(outcome(await post(key, { ...body, ...change }))).toBe("409 idempotency_key_mismatch");
    expect((await stored(stack.client, first.body.data.id)).customer).toEqual(first.body.data);
  });

  test("the binding outlives ten years, an update, an external id and the archive of the customer", async () => {
    const [key, body] = [unique("key"), newCustomer()];
    const { data } = (await post(key, body)).body;
    await stack.client.put(pathOf(data.id), { email: "new@acme.com", externalId: unique(), metadata: { a: 1 } });
    const archive = await stack.client.put(pathOf(data.id), { isActive: false });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10 * 365 * 86_400_000 });
    const again = await post(key, body);
    expect([outcome(again), again.body.data]).toEqual(["200", archive.body.data]);
    expect(outcome(await post(key, newCustomer()))).toBe("409 idempotency_key_mismatch");
  });

  test("with an external id, the external id decides: same key, other id is another customer", async () => {
    const key = unique("key");
    const answers = [
      await post(key, newCustomer({ id: unique() })),
      await post(key, newCustomer({ id: unique() })),
      await post(key, newCustomer()),
    ];
    expect(tally(answers)).toEqual({ 201: 3 });
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(3);
  });

  test("with an external id, the external id decides: same id, other key and payload is the existing record", async () => {
    const id = unique();
    const first = await post(unique("key"), newCustomer({ id }));
    const again = await post(unique("key"), newCustomer({ id }));
    expect([outcome(again), again.body.data]).toEqual(["200", first.body.data]);
  });

  test("with an external id, the same key must not say something else: 409, and the record is as it was", async () => {
    const [key, id] = [unique("key"), unique()];
    const first = await post(key, { email: "a@acme.com", id });
    expect(outcome(await post(key, { email: "b@acme.com", id }))).toBe("409 idempotency_key_mismatch");
    expect(outcome(await post(key, { email: "a@acme.com", id, fullName: "x" }))).toBe("409 idempotency_key_mismatch");
    const again = await post(key, { billingEmail: "a@acme.com", externalId: id });
    expect([outcome(again), again.body.data]).toEqual(["200", first.body.data]);
  });

  test("with an external id, a key that did not create the customer says nothing about it", async () => {
    const [key, id] = [unique("key"), unique()];
    const { customer } = await create(stack.client, { id });
    for (const email of ["a@acme.com", "b@acme.com"]) {
      const answer = await post(key, { email, id });
      expect([outcome(answer), answer.body.data]).toEqual(["200", customer]);
    }
  });

  test("a key and an external id of the same text never meet", async () => {
    const text = unique();
    const byId = await create(stack.client, { id: text });
    const byKey = await post(text, newCustomer());
    expect(outcome(byKey)).toBe("201");
    expect(byKey.body.data.id).not.toBe(byId.customer.id);
  });

  test("the same key in another organization is another customer", async () => {
    const [key, body, other] = [unique("key"), newCustomer(), await stack.newOrganization()];
    const mine = await post(key, body);
    const theirs = await other.post("/api/customers", body, { "idempotency-key": key });
    expect(outcome(theirs)).toBe("201");
    expect(theirs.body.data.id).not.toBe(mine.body.data.id);
  });

  test.each([
    ["without an external id", {}],
    ["with an external id", { id: "concurrent" }],
  ])("of 20 concurrent repeats %s exactly one creates", async (_, fields) => {
    const [key, body] = [unique("key"), newCustomer(fields)];
    const answers = await parallel(20, () => post(key, body));
    expectOneWinner(answers, "201", "200");
    expect(new Set(answers.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
  });

  test("of 20 concurrent creates with one key and two payloads exactly one payload wins", async () => {
    const key = unique("key");
    const bodies = [newCustomer(), newCustomer()];
    const answers = await parallel(20, (i) => post(key, bodies[i % 2] ?? {}));
    const lost = answers.filter(({ status }) => status === 409);
    expect(tally(lost)).toEqual({ "409 idempotency_key_mismatch": 10 });
    expectOneWinner(
      answers.filter((answer) => !lost.includes(answer)),
      "201",
      "200",
    );
  });

  test("a key of more than 255 characters is a problem on Idempotency-Key; an empty one is none", async () => {
    expect(outcome(await post("k".repeat(255), newCustomer()))).toBe("201");
    expect(problemFields(await post("k".repeat(256), newCustomer()))).toEqual(["Idempotency-Key"]);
    expect([outcome(await post("", newCustomer())), outcome(await post("", newCustomer()))]).toEqual(["201", "201"]);
  });
});
