/** Every generation of the API on the wire: which request gets which form, read by the strictest SDK of each. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bare, wrapped } from "../../core/http/generations/envelopes.ts";
import { type DatedGeneration, type Generation, sinceOf } from "../../core/http/generations/generation.ts";
import { current, generations, newest } from "../../core/http/generations/generations.ts";
import { guide } from "../../core/http/generations/guide.ts";
import { subscriptionExample } from "../../scripts/openapi/planFields.ts";
import { type Api, type Client, type RequestOptions, sharedApi } from "../support/api.ts";
import { dayBefore } from "../support/dates.ts";
import { pushPlans } from "../support/plans.ts";
import { type Reader, readError, readNothing, readPage, readThing } from "./later-parsers.ts";

let api: Api;
let client: Client;
beforeAll(async () => {
  api = await sharedApi();
  client = await api.newOrganization();
  await pushPlans(client.organizationId);
});
afterAll(() => api.stop());

type Expected = Pick<Generation, "version" | "envelope">;
type Row = [path: string, version: string | undefined, expected: Expected];

/** Every version that a released SDK sends: commet-sdk 3.0.0 to 9.7.0 on PyPI, one after the other. */
const enveloped = ["05-01", "05-12", "05-18", "05-25", "06-07", "06-10", "06-23", "07-11"];
const known: Expected[] = [
  ...enveloped.map((day) => ({ version: `2026-${day}`, envelope: wrapped })),
  ...["07-24", "07-31", "08-27"].map((day) => ({ version: `2026-${day}`, envelope: bare })),
];

/** Each of them, and the days until the next one begins, under /api/v1 and at the path that PHP uses. */
const versioned = known.flatMap((expected, i): Row[] => {
  const next = known[i + 1];
  const until = next ? dayBefore(next.version) : "2099-12-31";
  return [expected.version, until].flatMap((version): Row[] => [
    ["/api/v1/customers", version, expected],
    ["/api/v1/nothing", version, expected],
    ["/customers", version, expected],
    ["/api/customers", version, guide],
    ["/api/nothing", version, guide],
    ["/api/v10/customers", version, guide],
  ]);
});

/** Invalid versions get the newest generation. */
const unreadable = [
  "latest",
  current.version.slice(0, 7),
  ...known.flatMap(({ version }) => [`${version}, ${version}`, `${version}T00:00`, ` ${version} x`]),
].map((version): Row => ["/api/v1/customers", version, current]);

test("the known versions are those of the generations", () => {
  const told = generations.flatMap(({ versions, envelope }) => versions.map((version) => ({ version, envelope })));

  expect(told.reverse()).toEqual(known);
});

describe("the generation of an answer", () => {
  const rows: Row[] = [
    ...versioned,
    ...unreadable,
    ["/api/v1/customers", "2026-07-28", { version: "2026-07-24", envelope: bare }],
    ["/api/v1/customers", "2026-04-30", current],
    ["/api/v1/customers", undefined, current],
    ["/api/v1/customers", "", current],
    ["/api/v1/nothing", undefined, current],
    ["/api/customers", undefined, guide],
    ["/customers", undefined, guide],
    ["/nothing", undefined, guide],
  ];

  test.each(rows.map(([path, version, expected]) => ({ path, version, expected })))(
    "at $path with commet-version $version is $expected.version, and the answer says so",
    async ({ path, version, expected }) => {
      const headers = version === undefined ? {} : { "commet-version": version };
      const known = path.endsWith("/customers") && !path.includes("v10");

      const answer = await client.get(path, headers);

      expect([answer.status, answer.headers.get("commet-version")]).toEqual([known ? 200 : 404, expected.version]);
      const keys = {
        wrapped: known ? ["success", "data", "hasMore", "nextCursor"] : ["success", "code", "message", "error"],
        bare: known ? ["object", "data", "hasMore"] : ["error"],
      }[expected.envelope.name];
      expect(Object.keys(answer.body)).toEqual(keys);
      expect(answer.headers.get("deprecation")).toBeNull();
    },
  );
});

/** Fields of a customer that SDKs up to 5 require. */
const ofTheGuide = { organizationId: expect.stringMatching(/^org_/), billingEmail: "b@acme.com", isActive: true };

interface Sdk extends Reader {
  root: string;
  version: string;
  update: "PUT" | "PATCH";
  batch: string;
}

const sdks: Record<string, Sdk> = {
  "TypeScript 3 and PHP 4": {
    root: "/api/v1",
    version: "2026-05-18",
    update: "PUT",
    batch: "customer",
    isEnvelope: true,
    errorAt: "top",
  },
  "PHP 7.0, which loses its path": {
    root: "",
    version: "2026-06-07",
    update: "PUT",
    batch: "customer",
    isEnvelope: true,
    errorAt: "error",
  },
  ...Object.fromEntries(
    generations.flatMap((generation) =>
      [generation.versions[0], sinceOf(generation)].map((version) => [
        `what sends ${version}`,
        sdkOf(generation, version),
      ]),
    ),
  ),
};

/** An SDK that sends one of a generation's versions. */
function sdkOf({ envelope }: DatedGeneration, version: string): Sdk {
  const isEnvelope = envelope.name === "wrapped";
  return {
    root: "/api/v1",
    version,
    update: isEnvelope ? "PUT" : "PATCH",
    batch: isEnvelope ? "customer" : "customer_batch",
    isEnvelope,
    errorAt: "error",
    knowsPause: version >= "2026-08-27",
  };
}

const full = {
  email: "full@acme.com",
  fullName: "Acme",
  taxDocument: "20-12345678-6",
  timezone: "America/Argentina/Buenos_Aires",
  metadata: { planIntent: "pro", tags: [] },
  address: { line1: "1", city: "Mendoza", postalCode: "5500", country: "AR", region: "Cuyo" },
  addressId: "adr_1",
};

describe.each(Object.entries(sdks))("%s", (name, sdk) => {
  const { root, version, update, batch } = sdk;
  const id = (what: string) => `${what}_${root.length}${version}`;
  const call = (method: string, path: string, options: RequestOptions = {}) =>
    client.request(method, `${root}${path}`, {
      ...options,
      headers: { "commet-version": version, ...options.headers },
    });

  test("creates, gets, updates and lists customers that it can read", async () => {
    const created = readThing(sdk, "customer", await call("POST", "/customers", { json: { ...full, id: id("full") } }));
    const got = readThing(sdk, "customer", await call("GET", `/customers/${id("full")}`));
    const json = { externalId: id("full"), timezone: "UTC", taxDocument: "" };
    const updated = readThing(sdk, "customer", await call(update, `/customers/${created.id}`, { json }));
    const fewest = readThing(sdk, "customer", await call("POST", "/customers", { json: { email: "few@acme.com" } }));
    const { data, nextCursor } = readPage(sdk, "customer", await call("GET", "/customers?limit=1"));
    const rest = readPage(sdk, "customer", await call("GET", `/customers?limit=1&cursor=${nextCursor}`));
    const found = readPage(sdk, "customer", await call("GET", `/customers?externalId=${id("full")}`));

    const { addressId, ...kept } = full;
    expect(created).toMatchObject({ ...kept, externalId: id("full"), object: "customer", livemode: false });
    expect(got).toEqual(created);
    expect(updated).toEqual({ ...created, timezone: "UTC", taxDocument: null, updatedAt: updated.updatedAt });
    expect([...data, ...rest.data]).toEqual([fewest, updated]);
    expect(found).toEqual({ data: [updated], nextCursor: sdk.isEnvelope ? null : undefined });
  });

  test("creates a batch, with failures of every shape, that it can read", async () => {
    const customers = [{ email: "b@acme.com", id: id("b") }, { email: "x" }, {}, null, "text", { email: 5 }, []];
    const result = readThing(sdk, "batch", await call("POST", "/customers/batch", { json: { customers } }));
    const { successful, failed } = result as { successful: object[]; failed: { index: number; data: object }[] };

    expect(result).toMatchObject({ object: batch, livemode: false });
    const made = { id: expect.stringMatching(/^cus_/), externalId: id("b"), email: "b@acme.com" };
    // Of the SDKs with an envelope, the first read whole customers.
    if (sdk.isEnvelope) expect(successful).toMatchObject([{ ...made, ...ofTheGuide }]);
    else expect(successful).toEqual([made]);
    expect(failed.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(failed.map(({ data }) => data)).toEqual(["x", "", "", "", "", ""].map((email) => ({ email })));
  });

  test("lists and gets plans that it can read, unit prices in hundredths of a cent", async () => {
    const { data } = readPage(sdk, "plan", await call("GET", "/plans?includePrivate=true"));
    const pro = readThing(sdk, "plan", await call("GET", "/plans/pro"));

    expect(data.map(({ code }) => code)).toEqual(["free", "pro"]);
    expect(pro).toEqual(data[1]);
    expect(pro).toMatchObject({
      prices: [{ price: 4900 }, { price: 13900 }, { price: 49000 }],
      features: [{ type: "boolean" }, { type: "usage" }, { type: "seats", overage: { unitPrice: 90_000 } }],
    });
  });

  test("subscribes, sees and cancels subscriptions that it can read", async () => {
    await call("POST", "/customers", { json: { email: "s@acme.com", id: id("s") } });
    const active = `/subscriptions/active?customerId=${id("s")}`;
    const json = { customerId: id("s"), planCode: "pro", initialSeats: { team_members: 7 }, billingInterval: null };

    readNothing(sdk, await call("GET", active));
    const begun = readThing(sdk, "subscription", await call("POST", "/subscriptions", { json }));
    const got = readThing(sdk, "subscription", await call("GET", active));
    const cancel = (json: object) => call("POST", `/subscriptions/${begun.id}/cancel`, { json });
    const later = readThing(sdk, "subscription", await cancel({ reason: "moved" }));
    const ended = readThing(sdk, "subscription", await cancel({ immediate: true }));

    expect(got).toEqual(begun);
    // Whoever demands it finds null, and nobody else finds it at all.
    for (const one of [begun, later, ended]) expect(one.pause).toBe(sdk.knowsPause ? null : undefined);
    expect(begun).toMatchObject({
      status: "active",
      cancellation: null,
      cancelAtPeriodEnd: false,
      plan: { basePrice: 4900 },
    });
    expect(begun.features).toContainEqual({
      code: "team_members",
      name: "Team members",
      type: "seats",
      usage: { current: 7, included: 5, overageQuantity: 2, overageUnitPrice: 90_000 },
    });
    expect(later).toMatchObject({
      status: "active",
      cancelAtPeriodEnd: true,
      canceledAt: expect.any(String),
      cancellation: { reason: "moved", effectiveAt: later.endDate },
      scheduledCancellationDate: later.endDate,
    });
    expect(ended).toMatchObject({ status: "canceled", cancelAtPeriodEnd: false, currentPeriod: null });

    const next = readThing(sdk, "subscription", await call("POST", "/subscriptions", { json }));
    const past = readThing(sdk, "subscription", await call("GET", `/subscriptions/${begun.id}`));
    const list = async (query: string) => readPage(sdk, "subscription", await call("GET", `/subscriptions${query}`));
    expect(past).toEqual(ended);
    expect((await list(`?customerId=${id("s")}`)).data).toEqual([next, past]);
    expect((await list(`?customerId=${id("s")}&status=canceled`)).data).toEqual([past]);
    expect((await list(`?customerId=${id("s")}&limit=1`)).nextCursor).toEqual(expect.any(String));
    expect((await list("")).data).toContainEqual(next);
    const some = `/customers?externalId=${id("s")}`;
    const [customer] = readPage(sdk, "customer", await call("GET", some)).data;
    const expanded = readPage(sdk, "customer", await call("GET", `${some}&expand[]=subscription`)).data;
    // In each generation it has the form that it has alone.
    expect(expanded).toEqual([{ ...customer, subscription: next }]);
  });

  test("subscribes until the first period's end, and reads the cancellation that is scheduled from the start", async () => {
    await call("POST", "/customers", { json: { email: "e@acme.com", id: id("e") } });
    const json = { customerId: id("e"), planCode: "pro", cancelAtPeriodEnd: true, prepaidPeriods: 1 };
    const begun = readThing(sdk, "subscription", await call("POST", "/subscriptions", { json }));

    expect(begun).toMatchObject({
      ...{ status: "active", cancelAtPeriodEnd: true, nextBillingDate: null },
      cancellation: { scheduledAt: begun.createdAt, reason: null, effectiveAt: begun.currentPeriodEnd },
      ...{ endDate: begun.currentPeriodEnd, scheduledCancellationDate: begun.currentPeriodEnd },
    });
  });

  test("reads every error", async () => {
    const one = `/customers/${id("archived")}`;
    await call("POST", "/customers", { json: { email: "a@acme.com", id: id("archived") } });
    await call(update, one, { json: { isActive: false } });
    const reader = await api.newOrganization(["read"]);
    const asking = (asker: Client, method: string, path: string, options: RequestOptions = {}) =>
      asker.request(method, `${root}${path}`, { ...options, headers: { "commet-version": version } });
    const answers = [
      await call("POST", "/customers", { raw: "{" }),
      await asking(api.client(undefined), "GET", "/customers"),
      await asking(reader, "POST", "/customers", { json: full }),
      await call("GET", "/customers/nobody"),
      await call("DELETE", "/customers/nobody"),
      await call("GET", "/nothing"),
      await call(update, one, { json: { fullName: "x" } }),
      await call(update, `/customers/${id("full")}`, { json: { fullName: "x" }, headers: { "if-match": '"9"' } }),
      await call("POST", "/customers", { raw: `{"a":"${"x".repeat(1_048_576)}"}` }),
      await call("POST", "/customers", { json: { email: "x", address: { state: "x" } } }),
      await call("GET", "/customers?limit=0"),
      await call("POST", "/subscriptions", { json: { customerId: "x", planCode: "pro", promoCode: "HALF" } }),
      await call("POST", "/subscriptions", { json: { customerId: "x", planCode: "pro", prepaidPeriods: 3 } }),
    ];

    expect(answers.map((answer) => [answer.status, ...Object.values(readError(sdk, answer))])).toEqual([
      [400, "invalid_json"],
      [401, "unauthorized"],
      [403, "forbidden"],
      [404, "customer_not_found"],
      [405, "method_not_allowed"],
      [404, "endpoint_not_available"],
      [409, "customer_archived"],
      [412, "version_mismatch"],
      [413, "payload_too_large"],
      [422, "validation_error", ["email", "address.line1", "address.city", "address.postalCode", "address.country"]],
      [422, "validation_error", ["limit"]],
      [422, "validation_error", ["promoCode"]],
      [422, "validation_error", ["prepaidPeriods"]],
    ]);
    expect(answers[7]?.body.error.details.customer).toMatchObject({ externalId: id("full"), taxDocument: null });
  });

  test("reaches what only the guide's generation has: archive, the filter of active ones, history and the key's own", async () => {
    await call("POST", "/customers", { json: { email: "a@acme.com", id: id("old") } });
    const archived = readThing(
      sdk,
      "customer",
      await call(update, `/customers/${id("old")}`, { json: { isActive: false } }),
    );
    const { data } = readPage(sdk, "customer", await call("GET", "/customers?isActive=false&limit=1"));

    expect(archived).toMatchObject({ isActive: false, archivedAt: archived.updatedAt });
    expect(data).toEqual([archived]);
    expect((await call("GET", `/customers/${id("old")}/events`)).status).toBe(200);
    if (root !== "") expect((await call("GET", "/me")).text).toContain(`"organizationId":"${client.organizationId}"`);
  });

  test(`${name} and the guide see the same customers`, async () => {
    const { id: customerId } = readThing(sdk, "customer", await call("POST", "/customers", { json: full }));
    const { data } = (await client.put(`/api/customers/${customerId}`, { fullName: "By the guide" })).body;
    const seen = readThing(sdk, "customer", await call("GET", `/customers/${customerId}`));

    expect(seen).toEqual({ ...data, documentType: null });
  });
});

describe("what an SDK cannot read is refused by these tests' readers", () => {
  const [envelope, direct]: [Reader, Reader] = [
    { isEnvelope: true, errorAt: "top" },
    { isEnvelope: false, errorAt: "error" },
  ];
  const answer = (body: unknown, status = 200) => ({ status, text: JSON.stringify(body) });
  const times = { createdAt: "2026-11-21T10:00:00.000Z", updatedAt: "2026-11-21T10:00:00.000Z" };
  const customer = {
    id: "cus_1",
    object: "customer",
    livemode: false,
    email: "a@acme.com",
    ...times,
    metadata: null,
    externalId: null,
    fullName: null,
    taxDocument: null,
    documentType: null,
    timezone: null,
  };
  const { livemode, ...withoutMode } = customer;
  const { pause, ...unpaused } = newest.generation.forms.subscription(subscriptionExample);

  test("what it can read passes", () => {
    expect(readThing(direct, "customer", answer(customer))).toEqual(customer);
    expect(readThing(envelope, "customer", answer({ success: true, data: customer }))).toEqual(customer);
    expect(
      readPage(direct, "customer", answer({ object: "list", data: [customer], hasMore: false })).data,
    ).toHaveLength(1);
    expect(readThing(direct, "subscription", answer(unpaused))).toEqual(unpaused);
    expect(readThing({ ...direct, knowsPause: true }, "subscription", answer({ ...unpaused, pause }))).toMatchObject({
      pause: null,
    });
    expect(readError(direct, answer({ error: { type: "t", code: "c", message: "m" } }, 404))).toEqual({ code: "c" });
  });

  test.each<[string, () => unknown]>([
    ["an envelope for version 9", () => readThing(direct, "customer", answer({ success: true, data: customer }))],
    ["no envelope for version 7", () => readThing(envelope, "customer", answer(customer))],
    ["a customer without livemode", () => readThing(direct, "customer", answer(withoutMode))],
    ["a number where text is due", () => readThing(direct, "customer", answer({ ...customer, taxDocument: 5 }))],
    [
      "a subscription that does not say if it is paused, for 9.4",
      () => readThing({ ...direct, knowsPause: true }, "subscription", answer(unpaused)),
    ],
    ["a list for metadata", () => readThing(direct, "customer", answer({ ...customer, metadata: [] }))],
    ["data: null for nothing", () => readNothing(direct, answer({ success: true, data: null }))],
    ["null for nothing in an envelope", () => readNothing(envelope, answer(null))],
    ["the envelope's page", () => readPage(direct, "customer", answer({ success: true, data: [], hasMore: false }))],
    ["a page without hasMore", () => readPage(direct, "customer", answer({ object: "list", data: [] }))],
    ["more without a cursor", () => readPage(direct, "customer", answer({ object: "list", data: [], hasMore: true }))],
    ["an error at the top alone", () => readError(direct, answer({ code: "c", message: "m" }, 404))],
    [
      "an error in error alone",
      () => readError(envelope, answer({ error: { type: "t", code: "c", message: "m" } }, 404)),
    ],
    [
      "a failed item without an email",
      () =>
        readThing(
          direct,
          "batch",
          answer({ livemode, successful: [], failed: [{ index: 0, error: "x", data: null }] }),
        ),
    ],
  ])("%s", (_, reading) => {
    expect(reading).toThrow(/envelope|unreadable|something|page|hasMore|no error/);
  });
});

test("what is another organization's answers as what never existed in every generation, to the byte but for the request id", async () => {
  const mine = await api.newOrganization();
  await pushPlans(mine.organizationId);
  const { data } = (await client.post("/api/customers", { email: "a@acme.com", id: "theirs" })).body;
  const { body } = await client.post("/api/subscriptions", { customerId: "theirs", planCode: "pro" });
  const names: [foreign: string, unknown: string][] = [
    ["theirs", "never"],
    [data.id, "cus_000000000000000000000000"],
    [body.data.id, "sub_00000000000000000000000000000000"],
  ];
  const answersAbout = async (id: string, version: string) => {
    const json = { fullName: "x", customerId: id, planCode: "pro" };
    const answers = await Promise.all(
      [
        ["GET", `/customers/${id}`] as const,
        ["PATCH", `/customers/${id}`] as const,
        ["PUT", `/customers/${id}`] as const,
        ["GET", `/customers/${id}/events`] as const,
        ["GET", `/customers?externalId=${id}`] as const,
        ["GET", `/customers?customerId=${id}`] as const,
        ["GET", `/subscriptions/active?customerId=${id}`] as const,
        ["GET", `/subscriptions?customerId=${id}`] as const,
        ["GET", `/subscriptions/${id}`] as const,
        ["POST", "/subscriptions"] as const,
        ["POST", `/subscriptions/${id}/cancel`] as const,
      ].map(([method, path]) =>
        mine.request(method, `/api/v1${path}`, {
          ...(method === "GET" ? {} : { json }),
          headers: { "commet-version": version, "idempotency-key": id },
        }),
      ),
    );
    return answers.map(({ status, text, headers }) => [
      status,
      text.replaceAll(headers.get("x-request-id") ?? "?", "").replaceAll(id, ""),
    ]);
  };

  for (const version of generations.flatMap(({ versions }) => versions))
    for (const [foreign, unknown] of names)
      expect(await answersAbout(foreign, version)).toEqual(await answersAbout(unknown, version));
});
