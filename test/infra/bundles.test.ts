import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storedActor } from "../../core/base/actor.ts";
import { budgetOf, operatorBudget } from "../../core/base/context.ts";
import { appendToLog } from "../../core/events/log.ts";
import { park } from "../../core/events/parking/store.ts";
import { contextIn } from "../../core/events/repair/states.ts";
import { current, newest } from "../../core/http/generations/generations.ts";
import { listKeys } from "../../core/organizations/administration.ts";
import { hashOf, keyIdOf, scopes } from "../../core/organizations/apiKey.ts";
import { keepPast } from "../../core/subscriptions/store.ts";
import { routes } from "../../infra/routes.ts";
import { root } from "../../synth/platform.ts";
import { archived, changed, erasedRecord, newCustomer, recordOf, reservationRecord } from "../events/records.ts";
import { API_KEY, type Bundles, startBundles } from "./bundles.ts";
import { fileOf, stage } from "./stages.ts";

const production = stage("production");
let bundles: Bundles;

beforeAll(async () => {
  bundles = await startBundles();
});
afterAll(() => bundles.stop());

interface Sent {
  path: string;
  method?: string;
  id?: string;
  name?: string;
  query?: Record<string, string>;
  json?: unknown;
}

/** An event as API Gateway sends it to a function, from AWS's documentation of payload format 2.0. */
function eventOf({ path, method = "GET", id, name, query, json }: Sent) {
  return {
    version: "2.0",
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { "content-type": "application/json", "x-api-key": API_KEY, "user-agent": "curl/8.7.1" },
    ...(query ? { queryStringParameters: query } : {}),
    ...(id ? { pathParameters: { id } } : {}),
    ...(name ? { pathParameters: { name } } : {}),
    requestContext: {
      accountId: "123456789012",
      apiId: "api-id",
      domainName: "id.execute-api.us-east-1.amazonaws.com",
      domainPrefix: "id",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "curl/8.7.1" },
      requestId: `JKJaXmPLvHcESHA${Math.random()}=`,
      routeKey: `${method} ${path}`,
      stage: "$default",
      time: "10/Mar/2026:05:16:23 +0000",
      timeEpoch: 1773119783000,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    isBase64Encoded: false,
  };
}

/** Calls an operation's bundle and returns its status and its body. */
async function call(operation: string, sent: Sent) {
  const { statusCode, body } = await bundles.invoke(operation, eventOf(sent));
  return [statusCode, JSON.parse(body)];
}

/** Uses of every operation that together need everything it may need of DynamoDB. */
const uses: Record<string, () => Promise<void>> = {
  createCustomer: async () => {
    const create = (json: object) => call("createCustomer", { method: "POST", path: "/api/customers", json });
    const [status, { data }] = await create({ email: "a@acme.com", id: "bundle_1" });
    expect([status, data.externalId]).toEqual([201, "bundle_1"]);
    created = data;
    expect((await create({ email: "b@acme.com", id: "bundle_1" }))[1].data).toEqual(data);
    const [, { data: nameless }] = await create({ email: "c@acme.com" });
    const put = { method: "PUT", path: `/api/customers/${nameless.id}`, id: nameless.id };
    expect((await call("updateCustomer", { ...put, json: { externalId: "given_later" } }))[0]).toBe(200);
    // The external id is reserved: the answer is the customer that has it.
    expect((await create({ email: "d@acme.com", id: "given_later" }))[1].data.id).toBe(nameless.id);
  },
  createCustomers: async () => {
    const customers = [
      { email: "e@acme.com", id: "bundle_2" },
      { email: "f@acme.com", id: "given_later" },
      { email: "?" },
    ];
    const [status, { data }] = await call("createCustomers", {
      method: "POST",
      path: "/api/customers/batch",
      json: { customers },
    });
    expect([status, data.successful.length, data.failed.length]).toEqual([200, 2, 1]);
  },
  getCustomer: async () => {
    const get = (id: string) => call("getCustomer", { path: `/api/customers/${id}`, id });
    expect((await get("bundle_1"))[0]).toBe(200);
    expect((await get("bundle_none"))[1].code).toBe("customer_not_found");
    // Nothing is published here, so the log is behind.
    const asOf = { asOf: new Date().toISOString() };
    const [status] = await call("getCustomer", { path: "/api/customers/bundle_1", id: "bundle_1", query: asOf });
    expect(status).toBe(503);
  },
  updateCustomer: async () => {
    const put = (id: string, json: object) =>
      call("updateCustomer", { method: "PUT", path: `/api/customers/${id}`, id, json });
    expect((await put("bundle_1", { fullName: "Acme" }))[1].data.fullName).toBe("Acme");
    expect((await put("bundle_1", { metadata: { plan: "pro" } }))[1].data.metadata).toEqual({ plan: "pro" });
    expect((await put("bundle_2", { isActive: false }))[1].data.isActive).toBe(false);
    expect((await put("bundle_none", { fullName: "Nobody" }))[0]).toBe(404);
  },
  eraseCustomer: async () => {
    const erase = (id: string, confirm: string) =>
      call("eraseCustomer", { method: "POST", path: `/api/customers/${id}/erase`, id, json: { confirm } });
    const created = await call("createCustomer", {
      method: "POST",
      path: "/api/customers",
      json: { email: "h@acme.com", id: "bundle_erased", fullName: "Gone" },
    });
    const { id, createdAt } = created[1].data;
    expect((await erase("bundle_none", ""))[0]).toBe(404);
    const gone = newCustomer({ organizationId: "org_local", id, createdAt, fullName: "Gone", email: "h@acme.com" });
    await bundles.invoke("indexCustomers", { Records: [recordOf(gone)] });
    await bundles.invoke("publishChanges", { Records: [recordOf(gone)] });
    expect((await erase("bundle_erased", id))[0]).toBe(202);
    expect((await erase("bundle_erased", id))[1].data.customerId).toBe(id);
    // One with an id of its own, and past subscriptions.
    const { customerId, latest } = await subscribeTwice("bundle_erased_too");
    expect((await erase(customerId, customerId))[1].code).toBe("customer_has_active_subscription");
    const cancel = { method: "POST", path: `/api/subscriptions/${latest}/cancel`, id: latest };
    await call("cancelSubscription", { ...cancel, json: { immediate: true } });
    expect((await erase(customerId, customerId))[0]).toBe(202);
  },
  listErasures: async () => {
    expect((await call("listErasures", { path: "/api/erasures" }))[1].data).toMatchObject([{ object: "erasure" }, {}]);
  },
  listCustomers: async () => {
    const list = (query: Record<string, string>) => call("listCustomers", { path: "/api/customers", query });
    expect((await list({ limit: "2" }))[1].hasMore).toBe(true);
    expect((await list({ isActive: "false" }))[1].data.length).toBe(1);
    expect((await list({ externalId: "bundle_1" }))[1].data.length).toBe(1);
    expect((await list({ externalId: "bundle_none" }))[1].data).toEqual([]);
    const { id, createdAt } = created;
    const acme = newCustomer({ organizationId: "org_local", id, createdAt, fullName: "Acme", version: 9 });
    expect(await bundles.invoke("indexCustomers", { Records: [recordOf(acme)] })).toEqual({ batchItemFailures: [] });
    expect((await list({ search: "Acm" }))[1].data.map(({ id }: { id: string }) => id)).toEqual([id]);
    const { latest } = await resubscribed();
    const [, { data }] = await list({ externalId: "bundle_again", expand: "subscription" });
    expect(data[0].subscription).toMatchObject({ id: latest, features: expect.arrayContaining([]) });
  },
  listCustomerEvents: async () => {
    const list = (id: string) => call("listCustomerEvents", { path: `/api/customers/${id}/events`, id });
    expect((await list("bundle_1"))[0]).toBe(200);
    expect((await list("bundle_none"))[0]).toBe(404);
  },
  listEvents: async () => {
    const list = (query: Record<string, string>) => call("listEvents", { path: "/api/events", query });
    const customers = Array.from({ length: 40 }, () => newCustomer({ organizationId: "org_local" }));
    const [first] = customers;
    if (!first) throw new Error("There is no customer");
    // Two pages, of which the first is full.
    for (const records of [customers.map((customer) => recordOf(customer)), [recordOf(changed(first), first)]])
      await bundles.invoke("publishChanges", { Records: records });
    const [status, { data, nextCursor }] = await list({ limit: "42" });
    expect([status, data.length]).toEqual([200, 41]);
    expect((await list({ cursor: nextCursor, wait: "1" }))[1].data).toEqual([]);
  },
  listPlans: async () => {
    const [, { data }] = await call("listPlans", { path: "/api/plans" });
    expect(data.map(({ code }: { code: string }) => code)).toEqual(["free", "pro"]);
  },
  getPlan: async () => {
    const get = (id: string) => call("getPlan", { path: `/api/plans/${id}`, id });
    expect((await get("pro"))[1].data.name).toBe("Pro");
    expect((await get("nothing"))[1].code).toBe("plan_not_found");
  },
  createSubscription: async () => {
    const subscribe = (customerId: string) =>
      call("createSubscription", {
        method: "POST",
        path: "/api/subscriptions",
        json: { customerId, planCode: "pro" },
      });
    expect((await subscribe("bundle_1"))[0]).toBe(201);
    expect((await subscribe("bundle_1"))[1].code).toBe("already_has_active_subscription");
    expect((await subscribe("given_later"))[0]).toBe(201);
    expect((await subscribe("bundle_2"))[1].code).toBe("customer_archived");
    expect((await subscribe("bundle_none"))[1].code).toBe("customer_not_found");
    expect(await resubscribed()).toMatchObject({ past: expect.any(String), latest: expect.any(String) });
  },
  getSubscription: async () => {
    const { past } = await resubscribed();
    const get = (id: string) => call("getSubscription", { path: `/api/subscriptions/${id}`, id });
    expect((await get(past))[1].data.status).toBe("canceled");
    expect((await get("sub_none"))[0]).toBe(404);
  },
  listSubscriptions: async () => {
    const { past, latest } = await resubscribed();
    const list = async (query: Record<string, string>) => {
      const [, { data }] = await call("listSubscriptions", { path: "/api/subscriptions", query });
      return data.map(({ id }: { id: string }) => id);
    };
    expect(await list({ customerId: "bundle_again" })).toEqual([latest, past]);
    expect(await list({})).toContain(latest);
    expect(
      (await call("listSubscriptions", { path: "/api/subscriptions", query: { customerId: "bundle_none" } }))[0],
    ).toBe(404);
  },
  getActiveSubscription: async () => {
    const get = (customerId: string) =>
      call("getActiveSubscription", { path: "/api/subscriptions/active", query: { customerId } });
    expect((await get("bundle_1"))[1].data.plan.name).toBe("Pro");
    expect((await get("bundle_2"))[1].data).toBeNull();
    expect((await get("bundle_none"))[0]).toBe(404);
  },
  cancelSubscription: async () => {
    const [, { data }] = await call("getActiveSubscription", {
      path: "/api/subscriptions/active",
      query: { customerId: "bundle_1" },
    });
    const cancel = (id: string) =>
      call("cancelSubscription", { method: "POST", path: `/api/subscriptions/${id}/cancel`, id, json: {} });
    expect((await cancel(data.id))[1].data.endDate).toBe(data.currentPeriod.end);
    expect((await cancel(data.id))[1].code).toBe("subscription_already_canceled");
    expect((await cancel("sub_none"))[0]).toBe(404);
    const { past } = await resubscribed();
    expect((await cancel(past))[1].code).toBe("subscription_already_canceled");
  },
  createApiKey: async () => {
    const [status, { data }] = await call("createApiKey", {
      method: "POST",
      path: "/api/api-keys",
      json: { name: "server", scopes: ["read"] },
    });
    expect([status, data.createdBy]).toEqual([201, keyIdOf(hashOf(API_KEY))]);
    apiKeyId = data.id;
  },
  listApiKeys: async () => {
    const [, { data }] = await call("listApiKeys", { path: "/api/api-keys" });
    expect(data.map(({ id }: { id: string }) => id)).toContain(apiKeyId);
  },
  updateApiKey: async () => {
    const patch = (id: string) =>
      call("updateApiKey", { method: "PATCH", path: `/api/api-keys/${id}`, id, json: { expiresAt: "2099-01-01" } });
    expect((await patch(apiKeyId))[1].data.expiresAt).toBe("2099-01-01T00:00:00.000Z");
    expect((await patch("key_none"))[0]).toBe(404);
  },
  deleteApiKey: async () => {
    const remove = (id: string) => call("deleteApiKey", { method: "DELETE", path: `/api/api-keys/${id}`, id });
    expect((await remove(apiKeyId))[1].data.revokedAt).toEqual(expect.any(String));
    expect((await remove("key_none"))[0]).toBe(404);
  },
  listSubscribers: async () => {
    const [status, { data }] = await call("listSubscribers", { path: "/api/subscribers" });
    expect([status, data.map(({ name }: { name: string }) => name)]).toEqual([200, ["audit", "billing"]]);
  },
  listParkedCustomers: async () => {
    await parkForBilling();
    const list = (name: string, query?: Record<string, string>) =>
      call("listParkedCustomers", { path: `/api/subscribers/${name}/parked`, name, ...(query ? { query } : {}) });
    const [{ customerId, reason }] = (await list("billing", { customerId: "bundle_1" }))[1].data;
    expect([customerId, reason]).toEqual([created.id, "queue_missing"]);
    expect((await list("billing"))[1].data.length).toBeGreaterThan(0);
    expect((await list("billing", { customerId: "bundle_none" }))[0]).toBe(404);
    expect((await list("nobody"))[0]).toBe(404);
  },
  redriveSubscriber: async () => {
    const redrive = async (name: string, json: object) => {
      const path = `/api/subscribers/${name}/redrive`;
      return (await call("redriveSubscriber", { method: "POST", path, name, json }))[1];
    };
    // Its queue does not exist.
    await parkForBilling();
    expect((await redrive("billing", { customerId: "bundle_1" })).data.obstacles[0].reason).toBe("queue_missing");
    expect((await redrive("billing", { customerId: "bundle_none" })).code).toBe("customer_not_found");
    const customer = { ...ofOurs(), id: "cus_parked" };
    expect(await bundles.invoke("publishChanges", { Records: [recordOf(customer)] })).toEqual({
      batchItemFailures: [],
    });
    // Of another one the record can be read by now.
    const other = { ...ofOurs(), id: "cus_parkedToo" };
    const entry = { organizationId: "org_local", customerId: other.id, sequence: 1, expiresAt: 4_000_000_000 };
    await appendToLog(budgetOf(60_000), [{ ...entry, unreadable: JSON.stringify(recordOf(other)) }]);
    const markers = new Map([customer, other].map(({ id }) => [`org_local#${id}`, 1]));
    await park(budgetOf(60_000), "audit", markers, new Date());
    expect((await redrive("audit", {})).data).toMatchObject({ sent: 2, remaining: 0 });
  },
  getMe: async () => {
    expect((await call("getMe", { path: "/api/me" }))[1].data).toEqual({
      keyId: keyIdOf(hashOf(API_KEY)),
      organizationId: "org_local",
      stage: "production",
      scopes,
    });
  },
  getOpenApi: async () => {
    for (const [path, version] of [
      ["/api/openapi.json", "1.0.0"],
      ["/api/v1/openapi.json", current.version],
    ] as const)
      expect((await call("getOpenApi", { path }))[1].info.version).toBe(version);
  },
  getHealth: async () => {
    expect(await call("getHealth", { path: "/health" })).toEqual([200, { status: "ok" }]);
  },
  getErrorPage: async () => {
    const get = (id: string) => bundles.invoke("getErrorPage", eventOf({ path: `/docs/errors/${id}`, id }));
    expect(await get("forbidden")).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining("<h1>forbidden</h1>"),
    });
    expect((await get("forbidden.md")).body).toContain("https://id.execute-api.us-east-1.amazonaws.com/docs/errors/");
    expect((await get("nothing")).statusCode).toBe(404);
  },
  unmatchedRequest: async () => {
    const [status, { error }] = await call("unmatchedRequest", { path: "/nothing" });
    expect([status, error.doc_url]).toEqual([
      404,
      "https://id.execute-api.us-east-1.amazonaws.com/docs/errors/endpoint_not_available",
    ]);
    expect((await call("unmatchedRequest", { method: "DELETE", path: "/api/customers/x" }))[0]).toBe(405);
  },
  publishChanges: async () => {
    const customer = newCustomer({ requestId: "request", actor: storedActor(byKey) ?? "" });
    const publish = (...Records: object[]) => bundles.invoke("publishChanges", { Records });
    expect(await publish(recordOf(customer))).toEqual({ batchItemFailures: [] });
    // Events are parked now, so it must read for which customers.
    expect(await publish(recordOf(archived(customer), customer))).toEqual({ batchItemFailures: [] });
    const { id, organizationId } = customer;
    await bundles.invoke("indexCustomers", { Records: [recordOf(customer)] });
    const times = { startDate: "2026-01-01", createdAt: "2026-01-01", endDate: "2026-01-02" };
    const ended = { id: "sub_bundle", planId: "plan", planName: "Pro", name: "Pro", price: 0, seats: {}, ...times };
    await keepPast(contextIn(operatorBudget(), organizationId), id, ended);
    expect(await publish(erasedRecord(archived(customer)))).toEqual({ batchItemFailures: [] });
  },
  indexCustomers: async () => {
    const customer = newCustomer({ fullName: "Acme" });
    const renamed = changed(customer, { fullName: "Zeta" });
    const index = (...Records: object[]) => bundles.invoke("indexCustomers", { Records });
    expect(await index(recordOf(customer))).toEqual({ batchItemFailures: [] });
    // It is behind, so it must ask who was erased.
    const late = { ...recordOf(renamed, customer).dynamodb, ApproximateCreationDateTime: 1 };
    expect(await index({ dynamodb: late })).toEqual({ batchItemFailures: [] });
    expect(await index(erasedRecord(renamed))).toEqual({ batchItemFailures: [] });
  },
  setUpCanary: async () => {
    await bundles.invoke("setUpCanary", {});
    expect((await listKeys("org_canary")).map(({ name }) => name)).toEqual(["canary"]);
  },
};

const byKey = { requestId: "request", actor: { keyId: keyIdOf(hashOf(API_KEY)), name: "development" } };

const ofOurs = () => newCustomer({ organizationId: "org_local" });

/** Publishes the first customer, which parks it for the subscriber whose queue does not exist. */
const parkForBilling = () =>
  bundles.invoke("publishChanges", { Records: [recordOf({ ...ofOurs(), id: created.id, version: 1 })] });

/** The key that an operation makes. */
let apiKeyId = "";

/** The customer that the first operation creates. */
let created = { id: "", createdAt: "" };

/** The customer `bundle_again`, which has a past subscription and an active one. */
let twice: Promise<{ customerId: string; past: string; latest: string }> | undefined;
function resubscribed() {
  twice ??= subscribeTwice("bundle_again");
  return twice;
}

/** A customer that has got its external id later. */
async function subscribeTwice(externalId: string) {
  const post = async (operation: string, path: string, json: object, id?: string) => {
    const [, { data }] = await call(operation, { method: "POST", path, json, ...(id === undefined ? {} : { id }) });
    return data.id;
  };
  const subscription = { customerId: externalId, planCode: "pro" };
  const customerId = await post("createCustomer", "/api/customers", { email: "g@acme.com" });
  const put = { method: "PUT", path: `/api/customers/${customerId}`, id: customerId };
  await call("updateCustomer", { ...put, json: { externalId } });
  const past = await post("createSubscription", "/api/subscriptions", subscription);
  await post("cancelSubscription", `/api/subscriptions/${past}/cancel`, { immediate: true }, past);
  return { customerId, past, latest: await post("createSubscription", "/api/subscriptions", subscription) };
}

const modulesOf = (operation: string): string[] =>
  readdirSync(production.bundleOf(operation).out).filter((file) => file.endsWith(".mjs"));

describe("The bundle of", () => {
  test.each(Object.entries(uses))("%s loads in Node 24 and answers real events", async (_operation, use) => {
    await use();
  });

  test("every function is among them", () => {
    const operations = [
      ...routes.map(({ operation }) => operation),
      // The canary talks to the API alone, and that needs a whole stage.
      ...["unmatchedRequest", "publishChanges", "indexCustomers", "setUpCanary"],
    ];
    expect(Object.keys(uses).sort()).toEqual(operations.sort());
  });

  test("every function comes in several files, so that what is not needed at once is not loaded at once", () => {
    for (const { operation } of routes.filter(({ scope }) => scope !== "none"))
      expect(modulesOf(operation).length, operation).toBeGreaterThan(1);
  });

  test("the SDK's packages in it are AWS's own: nothing stands in for one", () => {
    for (const operation of Object.keys(uses)) {
      const { inputs } = production.bundleOf(operation).metafile;
      const packages = Object.keys(inputs).filter((file) => /@(aws-sdk|smithy|aws)\//.test(file));
      for (const file of packages) {
        expect(file, operation).toMatch(/^node_modules\/(.+\/node_modules\/)?@(aws-sdk|smithy|aws)\//);
        expect(realpathSync(join(root, file)), operation).toBe(join(realpathSync(root), file));
      }
    }
  });

  test("no function but the one that serves them holds what only the OpenAPI documents say of a generation", () => {
    const words = Object.values(newest.fields()).map(({ description }) => description);
    for (const operation of Object.keys(uses).filter((it) => it !== "getOpenApi"))
      for (const file of modulesOf(operation)) {
        const code = readFileSync(join(production.bundleOf(operation).out, file), "utf8");
        expect(
          words.filter((text) => code.includes(text)),
          `${operation}: ${file}`,
        ).toEqual([]);
      }
  });

  test.each(["getHealth", "getMe"])("%s, which checks no input, holds no zod", (operation) => {
    const { outputs } = production.bundleOf(operation).metafile;
    const held = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    expect(held).toContain("core/http/answer.ts");
    expect(held.filter((file) => file.includes("node_modules/zod/"))).toEqual([]);
  });

  test("no function holds a source map or a path of this machine", () => {
    for (const { out, metafile } of Object.values(production.synthesis.functions)) {
      expect(readdirSync(out).filter((file) => file.endsWith(".map"))).toEqual([]);
      expect(Object.keys(metafile.inputs).filter((file) => file.startsWith("/") || file.startsWith(".."))).toEqual([]);
    }
  });
});

describe("The role of", () => {
  /** The policy, with the names in the recorded requests. */
  const granted = (file: string): string[] => {
    const names = new Map(
      ["customers", "organizations", "events", "search", "subscriptions"].map((table) => [
        production.tableArn(`${table.charAt(0).toUpperCase()}${table.slice(1)}`),
        table,
      ]),
    );
    const grants = production
      .statementsOf(file)
      .flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((resource) => [action, resource] as const)),
      )
      .filter(([action, resource]) => action.startsWith("dynamodb:") && !resource.includes("/stream/"))
      .map(([action, resource]) => {
        const [table = "", index] = resource.split("/index/");
        return `${action} ${names.get(table)}${index ? `/index/${index}` : ""}`;
      });
    return [...new Set(grants)].sort();
  };

  const asPublisher = routes.filter(({ runsAs }) => runsAs === "publisher").map(({ operation }) => operation);

  test.each(Object.keys(uses).filter((file) => !asPublisher.includes(file)))(
    "%s grants what the bundles that have it were seen to do, no less and no more",
    (file) => {
      const files = [file, ...(file === "publishChanges" ? asPublisher : [])];
      const seen = new Set(files.flatMap((it) => bundles.grantsUsed(it)));
      expect([...seen].filter((grant) => grant.startsWith("dynamodb:")).sort()).toEqual(granted(file));
    },
  );

  test("the publisher alone has a role that sends messages, to subscribers' queues", () => {
    expect(bundles.grantsUsed("publishChanges").filter((grant) => grant.startsWith("sqs:"))).toEqual([
      "sqs:SendMessage audit.fifo",
      "sqs:SendMessage nobody.fifo",
    ]);
  });
});

test.each([
  ["publishChanges", false],
  ["indexCustomers", true],
])(
  "The filter of %s lets a customer's change through, keeps a reservation out, and lets a deletion through: %s",
  (file, deletion) => {
    const mapping = production
      .all("aws:lambda/eventSourceMapping:EventSourceMapping")
      .find(({ inputs }) => fileOf(inputs.functionName) === file);
    const patterns: unknown[] = mapping?.inputs.filterCriteria.filters.map(({ pattern }: { pattern: string }) =>
      JSON.parse(pattern),
    );
    const passes = (record: unknown) => patterns.some((pattern) => matches(pattern, record));
    // The part of Lambda's pattern language used here: nested names, and `exists` at the leaf.
    const matches = (rule: unknown, value: unknown): boolean =>
      Array.isArray(rule)
        ? rule.some(({ exists }) => exists === (value !== undefined))
        : Object.entries(rule as object).every(([name, inner]) =>
            matches(inner, (value as Record<string, unknown>)?.[name]),
          );
    const customer = newCustomer();
    expect(passes(recordOf(customer))).toBe(true);
    expect(passes(recordOf(changed(customer), customer))).toBe(true);
    expect(passes(reservationRecord())).toBe(false);
    expect(passes({ dynamodb: { OldImage: recordOf(customer).dynamodb?.NewImage } })).toBe(deletion);
  },
);
