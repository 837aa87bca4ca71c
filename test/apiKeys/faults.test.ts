import { afterEach, expect, test } from "vitest";
import { useFaultyStack } from "../support/faults.ts";
import { outcome } from "../support/service.ts";
import { PATH, pathOf } from "./support.ts";

const stack = useFaultyStack();
afterEach(() => stack.heal());

const create = (headers = {}) => stack.request("POST", PATH, { name: "server", scopes: ["read"] }, headers);
const listed = async () => (await stack.request("GET", `${PATH}?limit=100`)).body.data;

test.each([{}, { "idempotency-key": "once" }])(
  "a create whose write was answered into the void is recognized as its own: 201 with the secret, one key: %j",
  async (headers) => {
    const before = await listed();
    stack.heal();
    stack.breakNext("lost answer", "TransactWriteItems");
    const answer = await create(headers);
    expect([outcome(answer), stack.count("TransactWriteItems")]).toEqual(["201", 2]);
    const { secret, ...shown } = answer.body.data;
    expect(secret).toMatch(/^ck_/);
    expect(await listed()).toEqual([shown, ...before]);
  },
);

test("a create that took effect although it failed leaves a key that is seen, unused, and is named to its repeat", async () => {
  const headers = { "idempotency-key": "lost" };
  stack.breakNext("lost answer", "TransactWriteItems", { times: 1_000 });
  expect(outcome(await create(headers))).toBe("503 service_unavailable");
  stack.heal();
  const [newest] = await listed();
  expect(newest.lastWriteOn).toBeNull();
  const repeat = await create(headers);
  expect(outcome(repeat)).toBe("409 api_key_already_created");
  expect(repeat.body.error.details).toEqual({ apiKeyId: newest.id });
  expect(outcome(await stack.request("DELETE", pathOf(newest.id)))).toBe("200");
});

test("so are an update and a deletion: 200, once", async () => {
  const { id } = (await create()).body.data;
  for (const [method, json] of [["PATCH", { expiresAt: "2099-01-01" }], ["DELETE"]] as const) {
    stack.heal();
    stack.breakNext("lost answer", "TransactWriteItems");
    const answer = await stack.request(method, pathOf(id), json);
    expect([outcome(answer), stack.count("TransactWriteItems")]).toEqual(["200", 2]);
    expect(answer.body.data).toMatchObject({ id, expiresAt: "2099-01-01T00:00:00.000Z" });
  }
});
