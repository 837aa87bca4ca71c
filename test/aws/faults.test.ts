import { afterEach, describe, expect, test } from "vitest";
import type { Answer } from "../support/api.ts";
import { useFaultyStack } from "../support/faults.ts";
import { etagOf, expectErrorForm, newCustomer, outcome, unique } from "../support/service.ts";

const stack = useFaultyStack();
afterEach(() => stack.heal());

const post = (fields: object = {}) => stack.request("POST", "/api/customers", newCustomer(fields));
const put = (id: string, body: object) => stack.request("PUT", `/api/customers/${id}`, body);

/** Creates a customer before anything breaks. */
async function made(fields: object = {}): Promise<string> {
  const { body } = await post(fields);
  stack.heal();
  return body.data.id;
}

function expectUnavailable(answer: Answer): void {
  expect(outcome(answer), answer.text).toBe("503 service_unavailable");
  expectErrorForm(answer);
  expect(answer.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.text + stack.logged()).not.toContain("secret item contents");
}

/** More often than any request is repeated. */
const always = { times: 1_000 };

describe("trouble that passes is not noticed", () => {
  test.each(["ProvisionedThroughputExceededException", "TransactionConflictException", "InternalServerError"] as const)(
    "%s once",
    async (fault) => {
      const id = await made();
      for (const operation of ["PutItem", "UpdateItem"]) stack.breakNext(fault, operation);
      expect(outcome(await post())).toBe("201");
      expect(outcome(await put(id, { fullName: "New" }))).toBe("200");
      expect([stack.count("PutItem"), stack.count("UpdateItem")]).toEqual([2, 2]);
    },
  );
});

describe("a write whose answer was lost is repeated and recognized as its own", () => {
  test("create answers 201, and there is one customer", async () => {
    for (const fields of [{ id: unique() }, {}]) {
      stack.breakNext("lost answer", "PutItem");
      const answer = await post(fields);
      expect([outcome(answer), etagOf(answer), stack.count("PutItem")]).toEqual(["201", '"1"', 2]);
      expect((await stack.request("GET", `/api/customers/${answer.body.data.id}`)).body.data).toEqual(answer.body.data);
      stack.heal();
    }
  });

  test.each([
    ["a field", { fullName: "New" }],
    ["metadata", { metadata: { a: 1 } }],
    ["the archive", { isActive: false }],
  ])("update of %s answers 200, one step of the version", async (_, change) => {
    const id = await made();
    stack.breakNext("lost answer", "UpdateItem");
    const answer = await put(id, change);
    expect([outcome(answer), etagOf(answer), stack.count("UpdateItem")]).toEqual(["200", '"2"', 2]);
    expect(answer.body.data).toMatchObject(change);
  });

  test("update with If-Match answers 200, not 412 for its own version", async () => {
    const id = await made();
    stack.breakNext("lost answer", "UpdateItem");
    const body = { fullName: "New" };
    const answer = await stack.request("PUT", `/api/customers/${id}`, body, { "if-match": '"1"' });
    expect([outcome(answer), etagOf(answer)]).toEqual(["200", '"2"']);
  });

  test.each([
    ["", {}],
    [" with If-Match", { "if-match": '"1"' }],
  ])("an external id given later%s answers 200, one step of the version", async (_, headers) => {
    const [id, externalId] = [await made(), unique()];
    stack.breakNext("lost answer", "TransactWriteItems");
    const body = { externalId, fullName: "New" };
    const answer = await stack.request("PUT", `/api/customers/${id}`, body, headers);
    expect([outcome(answer), etagOf(answer)]).toEqual(["200", '"2"']);
    expect((await stack.request("GET", `/api/customers/${externalId}`)).body.data).toMatchObject({ id, externalId });
  });
});

describe("batch", () => {
  test("a throttled item is in failed and says so, and the others are created", async () => {
    const throttled = unique("throttled");
    stack.breakNext("ProvisionedThroughputExceededException", "PutItem", { ...always, holding: `#${throttled}` });
    const items = [newCustomer({ id: unique() }), newCustomer({ id: throttled }), newCustomer()];
    const answer = await stack.request("POST", "/api/customers/batch", { customers: items });
    expect(outcome(answer)).toBe("200");
    const { successful, failed } = answer.body.data;
    expect(successful).toHaveLength(2);
    expect(failed).toEqual([{ index: 1, error: expect.stringContaining("service_unavailable"), data: items[1] }]);
    stack.heal();
    const again = await stack.request("POST", "/api/customers/batch", { customers: [items[0], items[1]] });
    expect(again.body.data.successful[0]).toEqual(successful[0]);
    expect(again.body.data.failed).toEqual([]);
  });

  test("all items throttled is still 200, with every item in failed", async () => {
    stack.breakNext("ProvisionedThroughputExceededException", "PutItem", always);
    const items = Array.from({ length: 3 }, () => newCustomer());
    const { body } = await stack.request("POST", "/api/customers/batch", { customers: items });
    expect(body.data.successful).toEqual([]);
    expect(body.data.failed.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2]);
  });
});

// Last, because these use up the SDK's retry budget, which all requests share.
describe("DynamoDB trouble that lasts is 503 service_unavailable with Retry-After", () => {
  test("a key that cannot be looked up is neither accepted nor refused, and the failure is not remembered", async () => {
    const headers = { "x-api-key": "ck_unknown" };
    stack.breakNext("InternalServerError", "GetItem", { ...always, holding: "organizations" });
    expectUnavailable(await stack.request("GET", "/api/me", undefined, headers));
    stack.heal();
    expect(outcome(await stack.request("GET", "/api/me", undefined, headers))).toBe("401 unauthorized");
  });
});
