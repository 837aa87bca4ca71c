import { afterEach, describe, expect, test } from "vitest";
import type { Answer } from "../support/api.ts";
import { useFaultyStack } from "../support/faults.ts";
import { expectErrorForm, newCustomer, outcome } from "../support/service.ts";

const stack = useFaultyStack();
afterEach(() => stack.heal());

const post = (path: string, body: object, headers = {}) => stack.request("POST", `/api/${path}`, body, headers);
const get = (path: string) => stack.request("GET", `/api/${path}`);
const subscribe = (customerId: string) => post("subscriptions", { customerId, planCode: "pro" });
/** A new customer; the organization has the sample plans. */
const newId = async (): Promise<string> => (await post("customers", newCustomer())).body.data.id;
const versionOf = async (id: string) => (await get(`customers/${id}`)).headers.get("etag");

describe("a write whose answer was lost is repeated and recognized as its own", () => {
  test("create answers 201, one step of the version", async () => {
    const customerId = await newId();
    // What the stack itself did at its start.
    stack.heal();
    stack.breakNext("lost answer", "UpdateItem");

    const answer = await subscribe(customerId);

    expect([outcome(answer), stack.count("UpdateItem")]).toEqual(["201", 2]);
    expect((await get(`subscriptions/active?customerId=${customerId}`)).body.data.id).toBe(answer.body.data.id);
    expect(await versionOf(customerId)).toBe('"2"');
  });

  test.each([
    ["finds the ended one", "UpdateItem", "attribute_not_exists(subscription)"],
    ["copies it", "TransactWriteItems", "listSort = :position"],
    ["replaces it", "UpdateItem", "subscription.id = :ended"],
  ])("create behind an ended one, where it %s, answers 201, one step of the version", async (_, operation, holding) => {
    const customerId = await newId();
    const { id } = (await subscribe(customerId)).body.data;
    const ended = await post(`subscriptions/${id}/cancel`, { immediate: true });
    stack.heal();
    stack.breakNext("lost answer", operation, { holding });

    const answer = await subscribe(customerId);

    // One of three is sent twice.
    expect([outcome(answer), stack.count("UpdateItem") + stack.count("TransactWriteItems")]).toEqual(["201", 4]);
    const listed = await get(`subscriptions?customerId=${customerId}`);
    expect(listed.body.data).toEqual([answer.body.data, ended.body.data]);
    expect(await versionOf(customerId)).toBe('"4"');
  });

  test.each([[{}], [{ immediate: true }]])("cancel with %j answers 200, one step of the version", async (body) => {
    const customerId = await newId();
    const { id } = (await subscribe(customerId)).body.data;
    stack.heal();
    stack.breakNext("lost answer", "UpdateItem");

    const answer = await post(`subscriptions/${id}/cancel`, body);

    expect([outcome(answer), stack.count("UpdateItem")]).toEqual(["200", 2]);
    expect(answer.body.data.endDate).not.toBeNull();
    expect(await versionOf(customerId)).toBe('"3"');
  });
});

describe("an SDK's retry of a request that failed although it took effect", () => {
  // Of each attempt, and of its repeat where a kept connection was dead.
  const always = { times: 1_000 };

  test("with the same Idempotency-Key is a success", async () => {
    const customerId = await newId();
    const headers = { "idempotency-key": "sdk_1" };
    const create = () => post("subscriptions", { customerId, planCode: "pro" }, headers);
    stack.breakNext("lost answer", "UpdateItem", always);
    expect(outcome(await create())).toBe("503 service_unavailable");
    stack.heal();

    const again = await create();

    expect(outcome(again)).toBe("200");
    const cancel = () => post(`subscriptions/${again.body.data.id}/cancel`, { immediate: true }, headers);
    stack.breakNext("lost answer", "UpdateItem", always);
    expect(outcome(await cancel())).toBe("503 service_unavailable");
    stack.heal();
    expect([outcome(await cancel()), await versionOf(customerId)]).toEqual(["200", '"3"']);
  });
});

// Last, because these use up the SDK's retry budget, which all requests share.
test("DynamoDB trouble that lasts is 503 service_unavailable with Retry-After on every operation", async () => {
  const customerId = await newId();
  const { id } = (await subscribe(customerId)).body.data;
  for (const operation of ["GetItem", "UpdateItem", "Query"])
    stack.breakNext("InternalServerError", operation, { times: 1_000 });

  const answers: Answer[] = await Promise.all([
    get("plans"),
    get("plans/pro"),
    subscribe(customerId),
    get(`subscriptions/active?customerId=${customerId}`),
    get(`subscriptions?customerId=${customerId}`),
    get("subscriptions"),
    get(`subscriptions/${id}`),
    post(`subscriptions/${id}/cancel`, {}),
  ]);

  for (const answer of answers) {
    expect(outcome(answer), answer.text).toBe("503 service_unavailable");
    expectErrorForm(answer);
    expect(answer.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  }
});
