/** Every TypeScript snippet of the guide, byte for byte, through the unmodified SDK of the guide's era. */
import { runInNewContext } from "node:vm";
import { Commet, CommetAPIError, CommetValidationError, type Customer } from "commet-node-1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { type Language, languages, type Operation, readGuide, shownIn, typescriptSnippets } from "./guide.ts";
import { importCustomer } from "./importCustomer.ts";
import { redirectFetch, type SentRequest } from "./redirectFetch.ts";

let api: Api;
let requests: SentRequest[];
let restore: () => void;
beforeAll(async () => {
  api = await sharedApi();
  ({ requests, restore } = redirectFetch(api.url));
});
afterAll(async () => {
  restore();
  await api.stop();
});

const connect = (client: Client): Commet => new Commet({ apiKey: client.key, environment: "production" });

/** Thirty customers besides the one that the guide names: two pages of 25. */
const others = Array.from({ length: 30 }, (_, i) => ({ email: `customer${i}@acme.com`, id: `other_${i}` }));

interface Page {
  data: Customer[];
  hasMore: boolean;
  nextCursor: string | null;
}

/** Runs a snippet exactly as in the guide, and returns the variables that it declares. */
const run = async (snippet: string, globals: object): Promise<Record<string, unknown>> => {
  const declared = /^const (?:\{ (.+?) \}|(\w+)) =/.exec(snippet);
  const names = declared?.[1] ?? declared?.[2] ?? "";
  return runInNewContext(`(async () => {\n${snippet}\nreturn { ${names} }\n})()`, globals);
};

describe.each(languages)("the TypeScript snippets of the guide in %s", (language: Language) => {
  const results = new Map<Operation, Record<string, unknown>>();
  const dataOf = (operation: Operation): Customer => results.get(operation)?.data as Customer;
  let client: Client;
  let commet: Commet;
  let created: Customer;

  beforeAll(async () => {
    client = await api.newOrganization();
    commet = connect(client);
    await importCustomer(client.organizationId, "cus_abc123");
    await commet.customers.createBatch({ customers: others });
    const snippets = typescriptSnippets(readGuide(language));
    for (const [i, operation] of shownIn(language).entries()) {
      const nextCursor = results.get("list")?.nextCursor;
      results.set(operation, await run(snippets[i] ?? "", { commet, nextCursor }));
    }
    created = dataOf("create");
  });

  test("are all of them run, none overlooked", () => {
    const guide = readGuide(language);
    expect(typescriptSnippets(guide)).toHaveLength(shownIn(language).length);
    expect(guide.match(/await commet\./g)).toHaveLength(shownIn(language).length);
  });

  test("create gives a Commet ID, not the caller's id", () => {
    expect(created.id).toMatch(/^cus_[A-Za-z0-9]{24}$/);
    expect(created).toMatchObject({ externalId: "user_123", billingEmail: "billing@acme.com", isActive: true });
  });

  test("create run again returns the existing record, unchanged", async () => {
    const [snippet = ""] = typescriptSnippets(readGuide(language));
    const again = await run(snippet, { commet });
    expect(again.data).toEqual(created);
  });

  test("get finds the customer by the Commet ID of the guide", () => {
    expect(dataOf("get")).toMatchObject({ id: "cus_abc123", billingEmail: "imported@acme.com" });
  });

  test("update sets the email and the address", async () => {
    const { data } = await commet.customers.get("cus_abc123");
    expect(data).toMatchObject({
      billingEmail: "new@acme.com",
      address: { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" },
    });
  });

  test("update finds the customer by the user's id as well", async () => {
    const [, , snippet = ""] = typescriptSnippets(readGuide(language));
    await run(snippet.replace("cus_abc123", "user_123"), { commet });
    const { data } = await commet.customers.get(created.id);
    expect(data).toMatchObject({ id: created.id, externalId: "user_123", billingEmail: "new@acme.com" });
  });

  test("list gives 25 customers and a cursor, the next page the rest, without repeats or gaps", () => {
    const first = results.get("list") as unknown as Page;
    const { nextPage: next } = results.get("nextPage") as unknown as { nextPage: Page };
    expect([first.data.length, first.hasMore, typeof first.nextCursor]).toEqual([25, true, "string"]);
    expect([next.data.length, next.hasMore, next.nextCursor]).toEqual([7, false, null]);
    expect(new Set([...first.data, ...next.data].map(({ id }) => id)).size).toBe(32);
  });

  test("every request went to the guide's host and path, without a redirect", () => {
    const paths = requests.filter(({ headers }) => headers.get("x-api-key") === client.key).map(({ url }) => url);
    expect(paths.length).toBeGreaterThan(shownIn(language).length);
    expect(paths.every((url) => url.startsWith("https://commet.co/api/customers"))).toBe(true);
  });
});

describe("archive", () => {
  test("the English guide's snippet archives for good: a repeat is harmless, a reactivation refused", async () => {
    const client = await api.newOrganization();
    const commet = connect(client);
    await importCustomer(client.organizationId, "cus_abc123", { externalId: "user_abc" });
    const snippet = typescriptSnippets(readGuide("en")).at(-1) ?? "";
    await run(snippet, { commet });
    await run(snippet, { commet });
    const { data } = await commet.customers.get("cus_abc123");
    expect(data).toMatchObject({ id: "cus_abc123", isActive: false });
    const reactivated = await client.put("/api/customers/cus_abc123", { isActive: true });
    expect([reactivated.status, reactivated.body.code]).toEqual([409, "customer_archived"]);
    expect((await commet.customers.get("user_abc")).data?.isActive).toBe(false);
  });

  test("create with an archived customer's id returns that customer, still archived", async () => {
    const commet = connect(await api.newOrganization());
    const { data: created } = await commet.customers.create({ email: "billing@acme.com", id: "user_123" });
    await commet.customers.archive("user_123");
    const { data: again } = await commet.customers.create({ email: "billing@acme.com", id: "user_123" });
    expect(again).toMatchObject({ id: created?.id, isActive: false });
  });
});

describe("errors as the SDK types them", () => {
  const caught = (promise: Promise<unknown>): Promise<unknown> => promise.then(String, (error: unknown) => error);
  let client: Client;
  let commet: Commet;
  beforeAll(async () => {
    client = await api.newOrganization();
    commet = connect(client);
    await commet.customers.create({ email: "billing@acme.com", id: "user_123" });
  });

  test("an invalid email is a CommetValidationError on the field that the caller wrote: email", async () => {
    const error = await caught(commet.customers.create({ email: "nonsense", id: "user_9" }));
    expect(error).toBeInstanceOf(CommetValidationError);
    expect(error).toMatchObject({ validationErrors: { email: [expect.any(String)] } });
    const updated = await caught(commet.customers.update({ customerId: "user_123", email: "nonsense" }));
    expect(updated).toMatchObject({ validationErrors: { email: [expect.any(String)] } });
  });

  test("a missing email is a validation error on email", async () => {
    const error = await caught(commet.customers.create({ email: undefined as unknown as string }));
    expect(error).toMatchObject({ name: "CommetValidationError", validationErrors: { email: [expect.any(String)] } });
  });

  test("all problems come at once, each under its own field", async () => {
    const address = { line1: "", city: "Madrid", postalCode: "28013", country: "Spain" };
    const params = { email: "nonsense", id: "a/b", timezone: "Mars/Olympus", address };
    const error = await caught(commet.customers.create(params));
    expect(error).toBeInstanceOf(CommetValidationError);
    const { validationErrors } = error as CommetValidationError;
    expect(Object.keys(validationErrors).sort()).toEqual([
      "address.country",
      "address.line1",
      "email",
      "id",
      "timezone",
    ]);
  });

  test("a bad cursor or limit is a validation error, never the first page again", async () => {
    const cursor = await caught(commet.customers.list({ cursor: "bogus" }));
    const limit = await caught(commet.customers.list({ limit: 0 }));
    expect(cursor).toMatchObject({ validationErrors: { cursor: [expect.any(String)] } });
    expect(limit).toMatchObject({ validationErrors: { limit: [expect.any(String)] } });
  });

  test.each([
    ["get", () => commet.customers.get("nobody")],
    ["get by a Commet ID", () => commet.customers.get("cus_000000000000000000000000")],
    ["update", () => commet.customers.update({ customerId: "nobody", email: "a@acme.com" })],
    ["archive", () => commet.customers.archive("nobody")],
  ])("%s of an unknown customer is a CommetAPIError 404", async (_, call) => {
    const error = await caught(call());
    expect(error).toBeInstanceOf(CommetAPIError);
    expect(error).toMatchObject({ statusCode: 404, code: "customer_not_found", message: expect.any(String) });
  });

  test.each(["", "..", "a/b", "nobody?x", "100%", "a%2Fb", "señor nadie"])(
    "get of the id %j, which the SDK does not encode, is a CommetAPIError 404",
    async (id) => {
      const error = await caught(commet.customers.get(id));
      expect(error).toBeInstanceOf(CommetAPIError);
      expect(error).toMatchObject({ statusCode: 404, message: expect.any(String) });
    },
  );

  test("a change of an archived customer is a CommetAPIError 409", async () => {
    await commet.customers.create({ email: "old@acme.com", id: "old" });
    await commet.customers.archive("old");
    const error = await caught(commet.customers.update({ customerId: "old", email: "new@acme.com" }));
    expect(error).toBeInstanceOf(CommetAPIError);
    expect(error).toMatchObject({ statusCode: 409, code: "customer_archived" });
  });

  test("an unknown key is a CommetAPIError 401, a key without the scope 403", async () => {
    const stranger = connect(api.client("ck_nobodys00000000000000000000000000"));
    expect(await caught(stranger.customers.list())).toMatchObject({ statusCode: 401, code: "unauthorized" });
    const reader = connect(await api.newOrganization(["read"]));
    expect(await caught(reader.customers.create({ email: "a@acme.com" }))).toMatchObject({
      name: "CommetAPIError",
      statusCode: 403,
      code: "forbidden",
    });
  });
});
