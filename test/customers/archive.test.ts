import { afterEach, describe, expect, test, vi } from "vitest";
import { updateCustomer } from "../../core/customers/update.ts";
import {
  archived,
  create,
  etagOf,
  newAddress,
  outcome,
  pathOf,
  problemFields,
  putSubscription,
  stored,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();
afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
const archive = (id: string, fields: object = {}) => stack.client.put(pathOf(id), { isActive: false, ...fields });

describe("archive", () => {
  test("answers 200 with the full customer, archived, one version later", async () => {
    const { customer } = await create(stack.client, { id: unique(), metadata: { a: 1 }, address: newAddress() });
    const answer = await archive(customer.id);
    const { updatedAt } = answer.body.data;
    expect([outcome(answer), etagOf(answer)]).toEqual(["200", '"2"']);
    expect(answer.body.data).toEqual({ ...customer, isActive: false, archivedAt: updatedAt, updatedAt });
    expect(await stored(stack.client, customer.id)).toEqual({ customer: answer.body.data, etag: '"2"' });
  });

  test("repeated, a day later too, answers 200 with the first archivedAt and changes nothing", async () => {
    const id = unique();
    const before = await archived(stack.client, { id });
    later(86_400_000);
    for (const path of [pathOf(id), pathOf(before.customer.id)]) {
      const again = await stack.client.put(path, { isActive: false });
      expect(outcome(again)).toBe("200");
      expect({ customer: again.body.data, etag: etagOf(again) }).toEqual(before);
    }
  });

  test.each(["false", 0, "0", [], {}])("isActive: %j is not a boolean: 422, not archived", async (isActive) => {
    const { customer } = await create(stack.client);
    expect(problemFields(await archive(customer.id, { isActive }))).toEqual(["isActive"]);
    expect((await stored(stack.client, customer.id)).customer.isActive).toBe(true);
  });
});

describe("change of an archived customer, `isActive: true` on one", () => {
  const changes: [string, object][] = [
    ["a text field", { fullName: "New" }],
    ["a cleared text field", { industry: "" }],
    ["the email", { email: "new@acme.com" }],
    ["the address", { address: newAddress() }],
    ["metadata", { metadata: { a: 1 } }],
    ["an external id", { externalId: "given_after_archive" }],
    ["a field together with the repeated archive", { isActive: false, fullName: "New" }],
    ["metadata together with the repeated archive", { isActive: false, metadata: { a: 1 } }],
    ["isActive: true", { isActive: true }],
    ["isActive: true with a field", { isActive: true, fullName: "New" }],
  ];
  test.each(changes)("%s is 409 customer_archived, and nothing changes", async (_, body) => {
    const before = await archived(stack.client, { industry: "Rockets" });
    expect(outcome(await stack.client.put(pathOf(before.customer.id), body))).toBe("409 customer_archived");
    expect(await stored(stack.client, before.customer.id)).toEqual(before);
  });

  test("an external id that a refused change named stays free", async () => {
    const [id, { customer }] = [unique(), await archived(stack.client)];
    expect(outcome(await stack.client.put(pathOf(customer.id), { externalId: id }))).toBe("409 customer_archived");
    await create(stack.client, { id });
  });

  test("isActive: true on an active customer changes nothing, and lets other fields change", async () => {
    const before = await create(stack.client);
    const path = pathOf(before.customer.id);
    const alone = await stack.client.put(path, { isActive: true });
    expect({ customer: alone.body.data, etag: etagOf(alone) }).toEqual(before);
    const withField = await stack.client.put(path, { isActive: true, fullName: "New" });
    expect([etagOf(withField), withField.body.data.fullName]).toEqual(['"2"', "New"]);
  });
});

describe("`isActive: false` with other fields", () => {
  test("does both in one write, one step of the version", async () => {
    const { customer } = await create(stack.client, { fullName: "Old", industry: "Rockets", metadata: { a: 1 } });
    const id = unique();
    const fields = {
      email: "last@acme.com",
      fullName: "Last",
      address: newAddress(),
      externalId: id,
    };
    const answer = await archive(customer.id, { ...fields, industry: "", metadata: { b: 2 } });
    expect([outcome(answer), etagOf(answer)]).toEqual(["200", '"2"']);
    const { updatedAt } = answer.body.data;
    expect(answer.body.data).toMatchObject({ ...fields, industry: null, metadata: { a: 1, b: 2 }, isActive: false });
    expect(answer.body.data.archivedAt).toBe(updatedAt);
    expect(await stored(stack.client, id)).toEqual({ customer: answer.body.data, etag: '"2"' });
  });

  test("does both in one write without metadata and external id too", async () => {
    const { customer } = await create(stack.client);
    const answer = await archive(customer.id, { email: "last@acme.com", fullName: customer.fullName });
    expect(etagOf(answer)).toBe('"2"');
    expect(answer.body.data).toMatchObject({ isActive: false, email: "last@acme.com", billingEmail: "last@acme.com" });
  });

  test("does neither when a field is invalid or refused", async () => {
    const before = await create(stack.client, { id: unique() });
    expect(problemFields(await archive(before.customer.id, { timezone: "x" }))).toEqual(["timezone"]);
    expect(outcome(await archive(before.customer.id, { externalId: unique() }))).toBe("409 external_id_immutable");
    expect(await stored(stack.client, before.customer.id)).toEqual(before);
  });

  test("repeated as it was, answers 200 and changes nothing", async () => {
    const { customer } = await create(stack.client, { metadata: { a: 1 } });
    for (const fields of [{ email: "last@acme.com", metadata: { b: 2 } }, { email: "last@acme.com" }]) {
      const first = await archive(customer.id, fields);
      const again = await archive(customer.id, fields);
      expect([outcome(first), outcome(again), etagOf(again)]).toEqual(["200", "200", '"2"']);
      expect(again.body.data).toEqual(first.body.data);
    }
  });
});

describe("archive with an active subscription", () => {
  const future = "2999-01-01T00:00:00.000Z";
  const past = "2020-01-01T00:00:00.000Z";

  test.each([
    ["without an end", undefined],
    ["that ends later", future],
  ])("%s is 409 customer_has_active_subscription, and nothing changes", async (_, endDate) => {
    const before = await create(stack.client, { metadata: { a: 1 } });
    await putSubscription(stack.client, before.customer.id, endDate);
    for (const fields of [{}, { fullName: "No" }, { metadata: { b: 2 } }, { externalId: unique() }])
      expect(outcome(await archive(before.customer.id, fields))).toBe("409 customer_has_active_subscription");
    expect(await stored(stack.client, before.customer.id)).toEqual(before);
  });

  test("goes through once the subscription has ended", async () => {
    for (const fields of [{}, { metadata: { b: 2 } }, { externalId: unique() }]) {
      const { customer } = await create(stack.client);
      await putSubscription(stack.client, customer.id, past);
      const answer = await archive(customer.id, fields);
      expect([outcome(answer), answer.body.data.isActive]).toEqual(["200", false]);
    }
  });

  test("goes through from the moment on that the subscription ends", async () => {
    const { customer } = await create(stack.client);
    await putSubscription(stack.client, customer.id, new Date(Date.now() + 3_600_000).toISOString());
    expect(outcome(await archive(customer.id))).toBe("409 customer_has_active_subscription");
    later(3_600_000);
    expect(outcome(await archive(customer.id))).toBe("200");
  });

  test("archives or refuses, never neither, when the subscription ends while the request runs", async () => {
    const { customer } = await create(stack.client);
    await putSubscription(stack.client, customer.id, "2030-01-01T00:00:00.000Z");
    const times = ["2029-12-31T23:59:59.999Z"];
    const context = {
      organizationId: stack.client.organizationId,
      requestId: unique("request"),
      now: () => new Date(times.shift() ?? "2030-01-01T00:00:00.001Z"),
      signal: new AbortController().signal,
      units: 0,
    };
    const outcome = await updateCustomer(context, customer.id, { isActive: false }).then(
      ({ archivedAt }) => (archivedAt === undefined ? "answered as done, not archived" : "archived"),
      ({ code }) => code,
    );
    expect(["archived", "customer_has_active_subscription"]).toContain(outcome);
  });

  test("other changes go through, and the subscription is kept", async () => {
    const { customer } = await create(stack.client);
    await putSubscription(stack.client, customer.id);
    for (const body of [{ fullName: "New" }, { metadata: { a: 1 } }, { externalId: unique() }])
      expect(outcome(await stack.client.put(pathOf(customer.id), body))).toBe("200");
    expect(outcome(await archive(customer.id))).toBe("409 customer_has_active_subscription");
  });

  test("the repeated archive answers 200 whatever the subscription says", async () => {
    const { customer } = await archived(stack.client);
    await putSubscription(stack.client, customer.id);
    expect(outcome(await archive(customer.id))).toBe("200");
  });
});
