import { beforeAll, expect, test } from "vitest";
import * as parking from "../../core/events/parking/store.ts";
import { type Method, requestsOf, routes } from "../../infra/routes.ts";
import { importCustomer } from "../contract/importCustomer.ts";
import type { Answer, Client, RequestOptions } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { untilIndexed, untilPublished } from "../support/pump.ts";
import { scaled } from "../support/scale.ts";
import { create, type Json, newCustomer, pathOf, reservedId, unique, useStack } from "../support/service.ts";

const stack = useStack({ publishes: true });
let mine: Client;
let theirs: Client;

/** In every free text field of the other organization. */
const MARK = "OnlyTheirsHaveThis";

/** An id or value of the other organization that a request may name, and one that never existed. */
interface Named {
  foreign: string;
  unknown: string;
  /** The query parameters that a request also needs for it to count. */
  query: string;
}
const things = new Map<string, Named>();
const add = (name: string, foreign: string, unknown: string, query = "") =>
  things.set(name, { foreign, unknown, query });
const unknownId = () => `cus_${unique("").slice(1).padStart(24, "0")}`;
/** A cursor that was never issued: its tag is different. */
const altered = (cursor: string) => `${cursor.slice(0, 4)}${cursor[4] === "A" ? "B" : "A"}${cursor.slice(5)}`;

/** One of ours. */
let ownSubscription = "";

/** Everything of theirs, as they see it, before any of our requests. */
let theirsBefore: string[] = [];

/** Texts that no answer to us may contain, except the one that the request itself named. */
let secrets: string[] = [];

async function makeShared(client: Client, fields: object): Promise<Json> {
  const { customer } = await create(client, { id: "shared", ...fields });
  await create(client, { id: "shared_too", ...fields });
  for (const id of ["shared_archived", "shared_archived_too"]) {
    await create(client, { id, ...fields });
    await client.put(pathOf(id), { isActive: false });
  }
  await client.put(pathOf("shared"), { industry: "none" });
  return customer;
}

const sharedPlans = ["shared", "shared_too"].map((code) => ({ code, name: code }));

beforeAll(async () => {
  [mine, theirs] = [await stack.api.newOrganization(), await stack.api.newOrganization()];
  const secret = { fullName: MARK, metadata: { [MARK]: MARK } };
  await pushPlans(mine.organizationId, sharedPlans);
  await pushPlans(theirs.organizationId, [...sharedPlans, { code: "theirs_plan", name: MARK }]);
  await makeShared(mine, {});
  const shared = await makeShared(theirs, secret);
  const { customer: derived } = await create(theirs, { id: "theirs", ...secret });
  const { customer: given } = await create(theirs, secret);
  await theirs.put(pathOf(given.id), { externalId: "theirs_given" });
  const { customer: random } = await create(theirs, secret);
  const keyed = await theirs.post("/api/customers", newCustomer(secret), { "idempotency-key": "their key" });
  const imported = { id: "cus_imported0000000000000000", externalId: "theirs_imported" };
  await importCustomer(theirs.organizationId, imported.id, { externalId: imported.externalId, fullName: MARK });
  for (const client of [mine, theirs])
    for (const id of ["erased", "erased_too"]) {
      const { customer } = await create(client, { id, ...(client === theirs ? secret : {}) });
      await client.post(`${pathOf(id)}/erase`, { confirm: customer.id });
      if (client === theirs) add(`the id of a customer ${id}`, customer.id, unknownId());
    }
  const { body: subscribed } = await theirs.post("/api/subscriptions", {
    customerId: "theirs",
    planCode: "theirs_plan",
  });
  await theirs.post(`/api/subscriptions/${subscribed.data.id}/cancel`, { immediate: true });
  const { body: resubscribed } = await theirs.post("/api/subscriptions", {
    customerId: "theirs",
    planCode: "theirs_plan",
  });
  await theirs.post("/api/subscriptions", { customerId: "shared", planCode: "theirs_plan" });
  const { body: own } = await mine.post("/api/subscriptions", { customerId: "shared", planCode: "shared" });
  ownSubscription = own.data.id;
  await Promise.all([untilPublished(stack.api.dataDir), untilIndexed(stack.api.dataDir)]);
  const { body: history } = await theirs.get(`${pathOf("shared")}/events?limit=1`);

  const customerIds = { shared, derived, given, random, keyed: keyed.body.data, imported };
  for (const [name, { id }] of Object.entries(customerIds)) add(`the id of a ${name} customer`, id, unknownId());
  add("the id of a reservation", await reservedId(theirs, "theirs_given"), unknownId());
  for (const id of ["theirs", "theirs_given", "theirs_imported"]) add(`the external id ${id}`, id, unique("never"));
  add("an Idempotency-Key", "their key", "never key");
  add("an organization", theirs.organizationId, "org_never");
  add("an event", history.data[0].id, `evt_${"0".repeat(24)}`);
  for (const query of ["", "isActive=true", "isActive=false"]) {
    const { nextCursor } = (await theirs.get(`/api/customers?limit=1&${query}`)).body;
    add(`a cursor of the list ${query}`, nextCursor, altered(nextCursor), query);
  }
  const { nextCursor } = (await theirs.get("/api/plans?limit=1")).body;
  add("a cursor of plans", nextCursor, altered(nextCursor));
  add("a plan's code", "theirs_plan", "never_plan");
  add("a plan's id", subscribed.data.planId, `plan_${"0".repeat(24)}`);
  add("a subscription", resubscribed.data.id, `sub_${unknownId().slice(4)}00000000`);
  add("a past subscription", subscribed.data.id, `sub_${unknownId().slice(4)}00000000`);
  for (const query of ["", "customerId=theirs"]) {
    const { nextCursor } = (await theirs.get(`/api/subscriptions?limit=1&${query}`)).body;
    add(`a cursor of subscriptions ${query}`, nextCursor, altered(nextCursor), query);
  }
  await theirs.post("/api/api-keys", { name: MARK, scopes: ["read"] }, { "idempotency-key": "their key" });
  const { data: keys, nextCursor: ofKeys } = (await theirs.get("/api/api-keys?limit=1")).body;
  add("a cursor of API keys", ofKeys, altered(ofKeys));
  const { data: erasures, nextCursor: ofErasures } = (await theirs.get("/api/erasures?limit=1")).body;
  add("a cursor of erasures", ofErasures, altered(ofErasures));
  add("an erasure", erasures[0].id, `era_${"0".repeat(24)}`);
  add("an API key", keys[0].id, `key_${"0".repeat(24)}`);
  const { body: feed } = await theirs.get("/api/events?limit=1");
  add("a cursor of the feed", feed.nextCursor, altered(feed.nextCursor));
  await park(theirs.organizationId, [shared.id, derived.id]);
  await park(mine.organizationId, [(await mine.get(pathOf("shared"))).body.data.id]);
  const { nextCursor: ofParked } = (await theirs.get("/api/subscribers/audit/parked?limit=1")).body;
  add("a cursor of parked customers", ofParked, altered(ofParked));
  add("a cursor of events", history.nextCursor, altered(history.nextCursor));
  secrets = [MARK, ...[...things.values()].map(({ foreign }) => foreign)];
  theirsBefore = await all(theirs);
});

/** Parks customers for a subscriber, whose queue takes everything. */
async function park(organizationId: string, ids: readonly string[]): Promise<void> {
  const call = { signal: new AbortController().signal, units: 0 };
  await parking.park(call, "audit", new Map(ids.map((id) => [`${organizationId}#${id}`, 1])), new Date());
}

/** Everything of the other organization, as it sees it. */
async function all(client: Client): Promise<string[]> {
  const list = await client.get("/api/customers?limit=100");
  const histories = await Promise.all(
    list.body.data.flatMap(({ id }: Json) => [
      client.get(`${pathOf(id)}/events`),
      client.get(`/api/subscriptions?customerId=${id}`),
    ]),
  );
  const lists = [
    ...["/api/plans", "/api/api-keys", "/api/erasures", "/api/events?limit=100"],
    ...["/api/subscribers", "/api/subscribers/audit/parked"],
  ];
  return [list, ...(await Promise.all(lists.map((path) => client.get(path)))), ...histories].map(({ text }) => text);
}

/** One of the requests that an operation takes. */
interface Taken {
  operation: string;
  method: Method;
  path: string;
}
/** All keys of a route are one function, so the first one is enough; test/contract/generations.test.ts tests others. */
const taken: Taken[] = routes
  // Pages about errors are the same for all: their handler knows no organization.
  .filter(({ operation }) => operation !== "getErrorPage")
  .flatMap((route) =>
    requestsOf(route)
      // It is taken only where no key is needed, and answered without a body to compare.
      .filter(({ method }) => method !== "HEAD")
      .slice(0, scaled(1, 9))
      .map((request) => ({ ...request, operation: route.operation })),
  );
const titled = (requests: typeof taken) =>
  requests.map((request) => [`${request.method} ${request.path}`, request] as const);

/** A request that names something; without `pathId` it is about a customer of ours. */
interface Ask extends Pick<RequestOptions, "json" | "headers"> {
  pathId?: string;
  query?: string;
}

const newKey = { name: "ours", scopes: ["read"] };

/** A new customer of ours, a subscription of one, or a key, because changes must start from the same state each time. */
async function newOwn(path: string): Promise<string> {
  if (path.includes("/api-keys")) return (await mine.post("/api/api-keys", newKey)).body.data.id;
  const { id } = (await create(mine)).customer;
  if (!path.includes("/subscriptions/{id}")) return id;
  return (await mine.post("/api/subscriptions", { customerId: id, planCode: "shared" })).body.data.id;
}

async function send({ method, path }: Taken, { pathId, query = "", ...options }: Ask): Promise<Answer> {
  const ofGet = path.includes("/subscriptions/{id}") ? ownSubscription : "shared";
  const own = method === "GET" ? ofGet : await newOwn(path);
  const json = options.json && JSON.parse(JSON.stringify(options.json).replaceAll("(own)", own));
  // The active subscription is requested with a customer; if the query names another one, that one counts.
  const answer = await mine.request(
    method,
    `${path.replace("{name}", "audit").replace("{id}", encodeURIComponent(pathId ?? own))}?${query}${path.includes("/active") ? `&customerId=${own}` : ""}`,
    { ...options, json },
  );
  return { ...answer, text: answer.text.replaceAll(own, "(own)") };
}

/** An answer without what differs between customers, requests and moments. */
function told({ status, headers, text }: Answer, named: string): string {
  const ids = /(cus|sub|key|ck|era)_[A-Za-z0-9]{24,32}|\d{4}-\d\d-\d\dT[\d:.]+Z|billing_\d+@/g;
  const shown = [...headers].filter(
    ([name]) => !["date", "x-request-id", "content-length", "keep-alive"].includes(name),
  );
  const body = text.replaceAll(headers.get("x-request-id") ?? "", "(request)").replaceAll(named, "(named)");
  const receipt = /"(status|finishedAt|removed|signature)":("[^"]*"|null|\{[^}]*\})/g;
  const isErasure = text.includes('"object":"erasure"');
  // How far the work behind an erasure is.
  if (isErasure) return JSON.stringify([shown, body.replaceAll(receipt, "").replaceAll(ids, "(any)")]);
  return JSON.stringify([status, shown, body.replaceAll(ids, "(any)")]);
}

/** Operations that accepted a request. */
const succeeded = new Set<string>();

/** A short run takes every fifth thing, another fifth each time; a long one all. */
const SHARE = scaled(5, 1);
let comparisons = 0;

/** Requests everything of the other organization, and what never existed: the answers must not differ. */
async function expectNoDifference(request: Taken, where: string, ask: (id: string) => Ask): Promise<void> {
  const compare = async ([name, { foreign, unknown, query }]: [string, Named]) => {
    const answers: string[] = [];
    for (const id of [foreign, unknown]) {
      const asked = ask(id);
      const answer = await send(request, { ...asked, query: `${query}&${asked.query ?? ""}` });
      if (answer.status < 300) succeeded.add(request.operation);
      const text = answer.text.replaceAll(id, "");
      const shown = secrets.filter((secret) => text.includes(secret));
      expect(shown, `${request.path}: ${name} ${where}: ${answer.text}`).toEqual([]);
      answers.push(told(answer, id));
    }
    expect(answers[0], `${request.method} ${request.path}: ${name} ${where}`).toBe(answers[1]);
  };
  comparisons++;
  await Promise.all([...things].filter((_, i) => (i + comparisons) % SHARE === 0).map(compare));
}

/** A body for any operation: for a customer, a list of customers, a subscription of ours, a new key or a key's expiry. */
const bodyOf = (path: string, fields: object) =>
  path.includes("/api-keys") ? keyBody(path, fields) : { ...bodyWith(fields), confirm: "(own)" };

const keyBody = (path: string, fields: object) => ({
  ...fields,
  ...(path.includes("{id}") ? {} : newKey),
  expiresAt: "2099-01-01",
});

const bodyWith = (fields: object) => ({
  customerId: "(own)",
  planCode: "shared",
  ...fields,
  email: "a@acme.com",
  customers: [newCustomer(fields)],
});

test("the other organization has what is asked for, under the same external ids and others", async () => {
  const { length } = (await theirs.get("/api/customers?limit=100")).body.data;
  expect(length).toBe(9);
  for (const { foreign } of things.values()) expect(foreign).toEqual(expect.any(String));
});

test.each(titled(taken))(
  "%s answers the same about anything of another organization's as about what never existed",
  async (_, request) => {
    // Until then our own feed grows.
    if (request.operation === "listEvents") await untilPublished(stack.api.dataDir);
    const json = request.method === "GET" ? undefined : bodyOf(request.path, { industry: "any" });
    const parameters: string[] = request.path.match(/\{\w+\}/g) ?? [];
    // A subscriber's name is the stage's, no organization's.
    expect(["", "{id}", "{name}"], "the parameters that this test knows").toContain(parameters.join());
    if (parameters.includes("{id}")) await expectNoDifference(request, "in the path", (pathId) => ({ pathId, json }));
    if (request.operation === "getCustomer")
      await expectNoDifference(request, "in the path, as of a moment", (pathId) => ({
        pathId,
        query: query({ asOf: new Date().toISOString() }),
      }));
    // A list reads each of these in its own way; operations that change something must not read any.
    const names = ["customerId", "externalId", "cursor", "search"];
    // What else a list shows of each, too.
    const expansions = request.operation === "listCustomers" ? ["", "&expand=subscription"] : [""];
    for (const some of request.method === "GET" ? names.map((name) => [name]) : [names])
      for (const expansion of expansions)
        await expectNoDifference(request, `as ${some} in the query${expansion}, and as the organization`, (id) => ({
          json,
          query: query(Object.fromEntries(["organizationId", ...some].map((name) => [name, id]))) + expansion,
          headers: { "x-organization-id": id },
        }));
    expect(
      [...succeeded],
      "of a route that takes none of these requests nothing is proven: teach beforeAll and bodyWith one that it takes",
    ).toContain(request.operation);
    if (request.method !== "GET") expect(await all(theirs)).toEqual(theirsBefore);
  },
);

const query = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString();

test("a list that is expanded shows each its own subscription of a customer and a plan that both have", async () => {
  const expanded = async (client: Client) =>
    (await client.get("/api/customers?externalId=shared&expand=subscription")).body.data[0].subscription;
  expect((await expanded(mine)).planName).toBe("shared");
  expect((await expanded(theirs)).planName).toBe(MARK);
});

test("an external id that both have is each one's own customer, on every route", async () => {
  for (const client of [mine, theirs])
    for (const { method, path } of taken.filter(({ path }) => /\/customers\/\{id\}(?!\/erase)/.test(path))) {
      const json = method === "GET" ? undefined : {};
      const { text } = await client.request(method, path.replace("{id}", "shared"), { json });
      expect(text).toContain(`"organizationId":"${client.organizationId}"`);
      expect(text.includes(MARK)).toBe(client === theirs);
    }
});

// A deletion has no body.
test.each(titled(taken.filter(({ method }) => method !== "GET" && method !== "DELETE")))(
  "%s takes the same ids and keys as if the other organization did not exist, and leaves its customers alone",
  async (_, request) => {
    // What is created here must not exist before.
    mine = await stack.api.newOrganization();
    await pushPlans(mine.organizationId, sharedPlans);
    for (const name of ["id", "externalId", "organizationId", "customerId", "planCode"])
      await expectNoDifference(request, `as ${name} in the body`, (id) => ({
        json: bodyOf(request.path, { [name]: id }),
      }));
    await expectNoDifference(request, "as Idempotency-Key", (id) => ({
      json: request.path.includes("/api-keys")
        ? keyBody(request.path, {})
        : { ...bodyOf(request.path, {}), customers: [{ email: "a@acme.com" }] },
      headers: { "idempotency-key": id },
    }));
    expect(await all(theirs)).toEqual(theirsBefore);
  },
);

test("after all of these requests, those that only read included, the other organization is as it was", async () => {
  expect(await all(theirs)).toEqual(theirsBefore);
});
