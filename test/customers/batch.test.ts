import { describe, expect, test } from "vitest";
import {
  archived,
  create,
  newAddress,
  newCustomer,
  outcome,
  problemFields,
  stored,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();
const PATH = "/api/customers/batch";
const post = (customers: unknown, headers: Record<string, string> = {}) =>
  stack.client.post(PATH, { customers }, headers);

describe("batch", () => {
  test("creates each item as a create would, and answers 200 with full customers in the order of the items", async () => {
    const items = Array.from({ length: 60 }, (_, i) => newCustomer({ externalId: unique("item"), fullName: `${i}` }));
    const answer = await post(items);
    expect([outcome(answer), answer.body.data.failed]).toEqual(["200", []]);
    const { successful } = answer.body.data;
    expect(successful.map(({ fullName }: { fullName: string }) => fullName)).toEqual(items.map((_, i) => `${i}`));
    for (const customer of successful.slice(0, 5))
      expect(await stored(stack.client, customer.externalId)).toEqual({ customer, etag: '"1"' });
  });

  test("takes 100 items; 101 are a 422 on customers, and none is created", async () => {
    const client = await stack.newOrganization();
    const items = Array.from({ length: 101 }, () => newCustomer());
    expect(problemFields(await client.post(PATH, { customers: items }))).toEqual(["customers"]);
    expect((await client.get("/api/customers")).body.data).toEqual([]);
    const answer = await client.post(PATH, { customers: items.slice(1) });
    expect([answer.body.data.successful.length, answer.body.data.failed]).toEqual([100, []]);
  });

  test("takes an empty list", async () => {
    const answer = await post([]);
    expect([outcome(answer), answer.body.data]).toEqual(["200", { successful: [], failed: [] }]);
  });

  test.each([undefined, null, {}, "text", 5, { 0: newCustomer() }])("%j is no list: 422 on customers", async (list) => {
    expect(problemFields(await post(list))).toEqual(["customers"]);
  });

  test("without a body, or with [], is a 422 on customers", async () => {
    for (const raw of ["", "[]"])
      expect(problemFields(await stack.client.request("POST", PATH, { raw }))).toEqual(["customers"]);
  });

  test("an item that is refused for its key takes no later one of the same id with it", async () => {
    const [key, id] = [{ "idempotency-key": unique("key") }, unique()];
    const [first, other] = [newCustomer({ id }), newCustomer({ id })];
    const { successful } = (await post([first], key)).body.data;
    const { data } = (await post([other, other], key)).body;
    expect(data.successful).toEqual(successful);
    expect(data.failed).toEqual([
      { index: 0, error: expect.stringMatching(/^idempotency_key_mismatch: /), data: other },
    ]);
  });

  test("existing ids get the existing record, archived or not, unchanged", async () => {
    const [id, goneId] = [unique(), unique()];
    const existing = await create(stack.client, { id, fullName: "First" });
    const gone = await archived(stack.client, { id: goneId });
    const answer = await post([newCustomer({ id, fullName: "Second" }), newCustomer({ id: goneId })]);
    expect(answer.body.data).toEqual({ successful: [existing.customer, gone.customer], failed: [] });
  });

  test("duplicates inside: the first valid one wins, later ones get its result", async () => {
    const [id, other] = [unique(), unique()];
    const items = [
      { email: "invalid", id, fullName: "invalid" },
      newCustomer({ id, fullName: "first" }),
      newCustomer({ externalId: other }),
      newCustomer({ externalId: id, fullName: "second" }),
      newCustomer({ id, fullName: "third", timezone: "x" }),
      newCustomer({ id, fullName: "fourth" }),
    ];
    const { successful, failed } = (await post(items)).body.data;
    expect(failed.map(({ index }: { index: number }) => index)).toEqual([0, 4]);
    expect(successful).toHaveLength(4);
    expect(successful.map(({ externalId }: { externalId: string }) => externalId)).toEqual([id, other, id, id]);
    for (const customer of [successful[0], successful[2], successful[3]])
      expect(customer).toMatchObject({ fullName: "first", email: items[1]?.email });
    expect((await stored(stack.client, id)).etag).toBe('"1"');
  });

  test("100 duplicates are one customer, the first", async () => {
    const client = await stack.newOrganization();
    const items = Array.from({ length: 100 }, (_, i) => newCustomer({ id: "same", fullName: `${i}` }));
    const { successful } = (await client.post(PATH, { customers: items })).body.data;
    expect(new Set(successful.map((customer: object) => JSON.stringify(customer))).size).toBe(1);
    expect(successful[0].fullName).toBe("0");
    expect((await client.get("/api/customers")).body.data).toHaveLength(1);
  });

  test("invalid items fail alone, each with a text that names every wrong field, and an echo of what was sent", async () => {
    const wrong = {
      billingEmail: "nonsense",
      externalId: "a/b",
      address: newAddress({ country: "XX" }),
      metadata: { ok: 1, big: 2 ** 60 },
      anything: { else: [1, null, "🎉"] },
    };
    const answer = await post([newCustomer(), wrong, newCustomer(), { fullName: "No email" }]);
    expect(outcome(answer)).toBe("200");
    const { successful, failed } = answer.body.data;
    expect(successful).toHaveLength(2);
    expect(failed).toEqual([
      { index: 1, error: expect.any(String), data: wrong },
      { index: 3, error: expect.any(String), data: { fullName: "No email" } },
    ]);
    for (const field of ["email", "id", "address.country", "metadata.big"])
      expect(failed[0].error).toContain(`customers[1].${field} `);
    expect(failed[1].error).toMatch(/^customers\[3\]\.email /);
  });

  test("items that are no objects fail alone, with null as data", async () => {
    const junk = [null, "text", 5, true, [], [newCustomer()]];
    const { successful, failed } = (await post([...junk, newCustomer()])).body.data;
    expect(successful).toHaveLength(1);
    expect(failed).toEqual(
      junk.map((_, index) => ({ index, error: expect.stringContaining(`customers[${index}]`), data: null })),
    );
  });

  test("deep junk in an item fails alone, whatever its depth, and is echoed or left out", async () => {
    const deep = (levels: number) => `{"a":`.repeat(levels) + 1 + "}".repeat(levels);
    const raw = `{"customers":[{"email":"a@acme.com"},${deep(20)},${deep(40)},${deep(50_000)}]}`;
    const answer = await stack.client.request("POST", PATH, { raw });
    expect(outcome(answer)).toBe("200");
    const { successful, failed } = answer.body.data;
    expect(successful).toHaveLength(1);
    expect(failed.map(({ index }: { index: number }) => index)).toEqual([1, 2, 3]);
    expect(failed[0].data).toEqual(JSON.parse(deep(20)));
    for (const { data } of failed.slice(1)) expect(data === null || typeof data === "object").toBe(true);
  });

  test("repeated with its Idempotency-Key it gives the same customers, and makes none", async () => {
    const client = await stack.newOrganization();
    const body = { customers: [newCustomer(), newCustomer(), newCustomer({ id: unique() })] };
    const headers = { "idempotency-key": unique("key") };
    const first = await client.post(PATH, body, headers);
    const again = await client.post(PATH, body, headers);
    expect(again.body).toEqual(first.body);
    expect((await client.get("/api/customers")).body.data).toHaveLength(3);
  });

  test("equal items without ids are customers of their own, under one Idempotency-Key too", async () => {
    const item = newCustomer();
    for (const headers of [{}, { "idempotency-key": unique("key") }]) {
      const { successful } = (await post([item, item], headers)).body.data;
      expect(new Set(successful.map(({ id }: { id: string }) => id)).size).toBe(2);
    }
  });

  test("an item changed under a used Idempotency-Key fails alone and says why", async () => {
    const headers = { "idempotency-key": unique("key") };
    const [first, second] = [newCustomer(), newCustomer()];
    const before = await post([first, second], headers);
    const { successful, failed } = (await post([first, { ...second, fullName: "Other" }], headers)).body.data;
    expect(successful).toEqual([before.body.data.successful[0]]);
    expect(failed).toEqual([
      { index: 1, error: expect.stringContaining("idempotency_key_mismatch"), data: expect.any(Object) },
    ]);
  });

  test("a key of a single create is another matter than the same key of a batch", async () => {
    const key = { "idempotency-key": unique("key") };
    const single = await stack.client.post("/api/customers", newCustomer(), key);
    const { successful, failed } = (await post([newCustomer()], key)).body.data;
    expect(failed).toEqual([]);
    expect(successful[0].id).not.toBe(single.body.data.id);
  });

  test("is at most 1 MB in all", async () => {
    const json = JSON.stringify({ customers: [newCustomer()] });
    const pad = (bytes: number) => json + " ".repeat(bytes - json.length);
    const fits = await stack.client.request("POST", PATH, { raw: pad(1_048_576) });
    expect([outcome(fits), fits.body.data.successful.length]).toEqual(["200", 1]);
    const tooLarge = await stack.client.request("POST", PATH, { raw: pad(1_048_577) });
    expect(outcome(tooLarge)).toBe("413 payload_too_large");
  });

  test("of 100 large items is created and answered whole", async () => {
    const metadata = { text: "x".repeat(10_000) };
    const { successful, failed } = (await post(Array.from({ length: 100 }, () => newCustomer({ metadata })))).body.data;
    expect([successful.length, failed]).toEqual([100, []]);
    expect(successful[99].metadata).toEqual(metadata);
  });
});
