import {
  Clientela,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  UnauthorizedError,
  ValidationError,
  VersionMismatchError,
} from "@clientela/client";
import { beforeAll, describe, expect, test } from "vitest";
import openapi from "../../openapi.json" with { type: "json" };
import { type Language, languages, readGuide, shownIn, typescriptSnippets } from "../contract/guide.ts";
import { importCustomer } from "../contract/importCustomer.ts";
import type { Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { useStack } from "../support/service.ts";

const stack = useStack();
let caller: Client;
let clientela: Clientela;
beforeAll(async () => {
  caller = await stack.newOrganization();
  clientela = new Clientela({ baseUrl: stack.api.url, apiKey: caller.key });
});

describe.each(languages)("The guide's TypeScript snippets in %s", (language: Language) => {
  test("run as they are, with another client under the name of Commet's", async () => {
    const { key, organizationId } = await stack.newOrganization();
    const commet = new Clientela({ baseUrl: stack.api.url, apiKey: key });
    await importCustomer(organizationId, "cus_abc123");
    for (let i = 0; i < 30; i++) await commet.customers.create({ email: "other@acme.com", id: `other_${i}` });
    const results = new Map<
      string,
      { data: { id: string }[] & { id: string }; hasMore: boolean; nextCursor: string }
    >();
    const snippets = typescriptSnippets(readGuide(language));
    for (const [i, operation] of shownIn(language).entries()) {
      const call = (snippets[i] ?? "").replace(/^const [^=\n]+ = /, "");
      // The snippet's own text is what is run.
      const run = new Function("commet", "nextCursor", `return (async () => (${call}))();`);
      results.set(operation, await run(commet, results.get("list")?.nextCursor));
    }
    expect(snippets).toHaveLength(shownIn(language).length);
    expect(results.get("create")?.data.id).toMatch(/^cus_/);
    expect(results.get("get")?.data.id).toBe("cus_abc123");
    expect(results.get("list")).toMatchObject({ hasMore: true, nextCursor: expect.any(String) });
    const seen = [...(results.get("list")?.data ?? []), ...(results.get("nextPage")?.data ?? [])];
    expect(new Set(seen.map(({ id }) => id)).size).toBe(32);
    const { data } = await commet.customers.get("cus_abc123");
    expect([data.email, data.isActive]).toEqual(["new@acme.com", language === "es"]);
  });
});

test("Every operation of the OpenAPI document but the error pages for people has a method", async () => {
  const requested = new Set<string>();
  const recording = new Clientela({
    baseUrl: stack.api.url,
    apiKey: caller.key,
    fetch: async (input) => {
      const { method, url } = new Request(input);
      requested.add(`${method} ${new URL(url).pathname}`);
      return Response.json({ data: [], hasMore: false, nextCursor: null });
    },
  });
  const { apiKeys, customers, events, plans, subscribers, subscriptions } = recording;
  await apiKeys.create({ name: "server", scopes: ["read"] });
  await apiKeys.list();
  await events.list();
  await apiKeys.update("{id}", { expiresAt: "2027-01-31" });
  await apiKeys.delete("{id}");
  await customers.create({ email: "a@acme.com" });
  await customers.createBatch({ customers: [{ email: "a@acme.com" }] });
  await customers.get("{id}");
  await customers.update({ customerId: "{id}", fullName: "A" });
  await customers.archive("{id}");
  await customers.list();
  await customers.erase("{id}", "cus_1");
  await customers.erasures();
  await customers.events("{id}");
  await plans.get("{id}");
  await plans.list();
  await subscribers.list();
  await subscribers.parked("{name}");
  await subscribers.redrive("{name}");
  await subscriptions.create({ customerId: "user_123", planCode: "pro" });
  await subscriptions.get("{id}");
  await subscriptions.getActive("user_123");
  await subscriptions.list();
  await subscriptions.cancel("{id}");
  await recording.me();
  await recording.health();
  await recording.openApi();
  const documented = Object.entries(openapi.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const paths = [...requested].map((request) => request.replaceAll(/%7B(\w+)%7D/g, "{$1}"));
  expect(paths.sort()).toEqual(documented.filter((request) => request !== "GET /docs/errors/{id}").sort());
});

test("A write's reason arrives as it was given, in any script", async () => {
  const reason = "pidió por teléfono: 100 % नमस्ते 🙂";
  const sent: (string | null)[] = [];
  const recording = new Clientela({
    baseUrl: stack.api.url,
    apiKey: caller.key,
    fetch: (input, init) => {
      sent.push((input as Request).headers.get("x-reason"));
      return fetch(input, init);
    },
  });
  await recording.customers.create({ email: "a@acme.com", id: "reasoned" }, { reason });
  await recording.customers.update({ customerId: "reasoned", fullName: "A" });
  expect(sent.map((header) => header && decodeURIComponent(header))).toEqual([reason, null]);
});

describe("A list", () => {
  test("awaited is one page, iterated it is every item once, while others are created and archived", async () => {
    const { key } = await stack.newOrganization();
    const mine = new Clientela({ baseUrl: stack.api.url, apiKey: key });
    const ids = Array.from({ length: 45 }, (_, i) => `user_${i}`);
    await mine.customers.createBatch({ customers: ids.map((id) => ({ id, email: "a@acme.com" })) });
    const { data, hasMore } = await mine.customers.list({ limit: 10 });
    expect([data.length, hasMore]).toEqual([10, true]);
    const seen: (string | null)[] = [];
    for await (const { externalId } of mine.customers.list({ limit: 10 })) {
      seen.push(externalId);
      if (seen.length % 10 !== 5) continue;
      await mine.customers.create({ email: "late@acme.com" });
      await mine.customers.update({ customerId: "user_0", fullName: `changed ${seen.length}` });
      await mine.customers.archive("user_44");
    }
    expect(seen.filter((id) => id?.startsWith("user_")).sort()).toEqual(ids.sort());
  });

  test("requests nothing before it is asked for, and each page once", async () => {
    let requests = 0;
    const counting = new Clientela({
      baseUrl: stack.api.url,
      apiKey: caller.key,
      fetch: (input, init) => {
        requests++;
        return fetch(input, init);
      },
    });
    const list = counting.customers.list({ limit: 1 });
    expect(requests).toBe(0);
    await list;
    await list;
    await list.catch(() => undefined);
    expect(requests).toBe(1);
  });

  test("keeps its filter on every page", async () => {
    const { key } = await stack.newOrganization();
    const mine = new Clientela({ baseUrl: stack.api.url, apiKey: key });
    for (let i = 0; i < 6; i++) await mine.customers.create({ email: "a@acme.com", id: `user_${i}` });
    for (const id of ["user_1", "user_3"]) await mine.customers.archive(id);
    const seen = [];
    for await (const customer of mine.customers.list({ limit: 1, isActive: false })) seen.push(customer.externalId);
    expect(seen.sort()).toEqual(["user_1", "user_3"]);
  });
});

describe("A refused call", () => {
  const of = (key: string) => new Clientela({ baseUrl: stack.api.url, apiKey: key });
  const thrown = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

  test("is an error of its own class, with code, status, request id, page and details", async () => {
    await pushPlans(caller.organizationId, [{ code: "pro", name: "Pro" }]);
    const { data } = await clientela.customers.create({ email: "a@acme.com", id: "subscribed" });
    await clientela.subscriptions.create({ customerId: data.id, planCode: "pro" });
    const reader = await stack.newOrganization(["read"]);
    const cases = [
      [UnauthorizedError, 401, "unauthorized", () => of(`ck_${"x".repeat(32)}`).me()],
      [ForbiddenError, 403, "forbidden", () => of(reader.key).customers.create({ email: "a@acme.com" })],
      [NotFoundError, 404, "customer_not_found", () => clientela.customers.get("nobody")],
      [ConflictError, 409, "customer_has_active_subscription", () => clientela.customers.archive("subscribed")],
      [ValidationError, 422, "validation_error", () => clientela.customers.create({ email: "no address" })],
    ] as const;
    for (const [ErrorOfCase, status, code, call] of cases) {
      const error = await thrown(call());
      expect(error).toBeInstanceOf(ErrorOfCase);
      expect(error).toMatchObject({
        name: ErrorOfCase.name,
        code,
        status,
        requestId: expect.stringMatching(/^\S+$/),
        docUrl: expect.stringContaining(`/docs/errors/${code}`),
      });
    }
    const { details } = (await thrown(clientela.customers.create({ email: "no address" }))) as ValidationError;
    expect(details.map(({ field }) => field)).toEqual(["email"]);
  });

  test("of an old version tells the current one, and loses nothing", async () => {
    const first = await clientela.customers.create({ email: "a@acme.com", id: "raced" });
    await clientela.customers.update({ customerId: "raced", fullName: "Theirs" }, { ifMatch: first });
    const error = await thrown(
      clientela.customers.update({ customerId: "raced", fullName: "Mine" }, { ifMatch: first }),
    );
    expect(error).toBeInstanceOf(VersionMismatchError);
    expect((error as VersionMismatchError).details).toMatchObject({ version: 2, customer: { fullName: "Theirs" } });
    const current = await clientela.customers.get("raced");
    const { data } = await clientela.customers.update({ customerId: "raced", fullName: "Mine" }, { ifMatch: current });
    expect(data.fullName).toBe("Mine");
  });

  test("says in its message nothing of what was sent, and never the key", async () => {
    const error = await thrown(clientela.customers.create({ email: "secret@@acme.com" }));
    expect(JSON.stringify({ ...(error as object), message: String(error) })).not.toMatch(/secret@|ck_/);
  });
});

describe("The address of a stage", () => {
  test.each(["/", "//", ""])("is taken with %j at its end", async (end) => {
    const { data } = await new Clientela({ baseUrl: `${stack.api.url}${end}`, apiKey: caller.key }).me();
    expect(data.organizationId).toBe(caller.organizationId);
  });

  test.each([
    "",
    "customers.example.com",
    "ftp://a.example",
    "https://a.example/api",
    "https://a.example/api/v1/",
    "https://a.example?x=1",
  ])("%j is refused before anything is sent", (baseUrl) => {
    expect(() => new Clientela({ baseUrl, apiKey: "ck_x" })).toThrow(/baseUrl/);
  });
});

describe("An id", () => {
  test.each(["a b", "ü", "a+b", "user@acme.com", "a&b=c", "日本"])("%j finds its own customer", async (id) => {
    await clientela.customers.create({ email: "a@acme.com", id });
    expect((await clientela.customers.get(id)).data.externalId).toBe(id);
  });

  test.each(["a?b", "a#b", "%2e%2e", "..%2Fme"])("%j names no other path", async (id) => {
    await expect(clientela.customers.get(id)).rejects.toBeInstanceOf(NotFoundError);
  });

  test.each(["", ".", "..", "a/b", "../me"])("%j is refused", async (id) => {
    await expect((async () => clientela.customers.get(id))()).rejects.toBeInstanceOf(TypeError);
  });
});
