/**
 * Plans and subscriptions as requested by the five 1.x SDKs on the wire, with answers that all of their models can
 * read.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { type Check, each, flag, integer, oneOf, optional, orNull, problemsOf, shaped, text } from "./checks.ts";
import { complete, isObject } from "./strict-parsers.ts";
import { type Caller, caller, type Sdk, sdks, type WireAnswer } from "./wire.ts";

let api: Api;
let client: Client;
beforeAll(async () => {
  api = await sharedApi();
  client = await api.newOrganization();
  await pushPlans(client.organizationId);
});
afterAll(() => api.stop());

/** How each SDK writes the requests: wire contract, sections 1.1 and 1.6. */
const forms: Record<Sdk, { root: string; create: (customerId: string) => string; cancel?: string; all: string }> = {
  typescript: {
    root: "/api",
    create: (customerId) => JSON.stringify({ customerId, planCode: "pro", initialSeats: { team_members: 7 } }),
    cancel: '{"subscriptionId":"any","reason":"moved"}',
    all: "includePrivate=true",
  },
  python: {
    root: "/api",
    create: (customerId) => JSON.stringify({ customerId, planCode: "pro", initialSeats: { teamMembers: 7 } }),
    all: "includePrivate=true",
  },
  go: {
    root: "/api",
    create: (customerId) => JSON.stringify({ customerId, planCode: "pro", initialSeats: null, skipTrial: null }),
    cancel: '{"immediate":null}',
    all: "includePrivate=true",
  },
  java: {
    root: "/api",
    create: (customerId) => JSON.stringify({ customerId, planCode: "pro", initialSeats: { teamMembers: 7 } }),
    cancel: "{}",
    all: "includePrivate=true",
  },
  // PHP drops /api, and writes booleans as numbers and empty objects as lists.
  php: {
    root: "",
    create: (customerId) => JSON.stringify({ customerId, planCode: "pro", initialSeats: { teamMembers: 7 } }),
    cancel: "[]",
    all: "includePrivate=1",
  },
};

const nothing = oneOf(null);

/** What the strictest of the models requires for each field: sections 2.4 and 2.5. */
const plan = {
  id: text,
  code: text,
  name: text,
  createdAt: text,
  updatedAt: text,
  description: orNull(text),
  isPublic: flag,
  isDefault: flag,
  isFree: flag,
  sortOrder: integer,
  prices: each(
    shaped({ billingInterval: text, price: integer, isDefault: flag, trialDays: integer, introOffer: nothing }),
  ),
  features: each(
    shaped({
      code: text,
      name: text,
      type: text,
      unitName: orNull(text),
      enabled: optional(flag),
      includedAmount: optional(integer),
      unlimited: optional(flag),
      overageEnabled: optional(flag),
      overage: orNull(shaped({ enabled: flag, model: orNull(text), unitPrice: orNull(integer) })),
    }),
  ),
};
const subscription = {
  id: text,
  customerId: text,
  name: text,
  status: text,
  startDate: text,
  createdAt: text,
  updatedAt: text,
  billingDayOfMonth: integer,
};
const created = {
  ...subscription,
  planId: text,
  planName: text,
  billingInterval: orNull(text),
  trialEndsAt: orNull(text),
  endDate: orNull(text),
  currentPeriodStart: orNull(text),
  currentPeriodEnd: orNull(text),
  checkoutUrl: nothing,
  introOfferEndsAt: nothing,
};
const active = {
  ...subscription,
  plan: shaped({ id: text, name: text, basePrice: integer, billingInterval: orNull(text) }),
  currentPeriod: shaped({ start: text, end: text, daysRemaining: integer }),
  features: each(shaped({ code: text, name: text, type: text, enabled: optional(flag), usage: optional(isObject) })),
  consumptionModel: nothing,
  credits: nothing,
  balance: nothing,
  nextBillingDate: orNull(text),
};

describe.each(sdks)("the %s SDK", (sdk: Sdk) => {
  const { root, create, cancel, all } = forms[sdk];
  let call: Caller;
  let customerId = "";
  beforeAll(async () => {
    call = caller(api.url, sdk, client.key);
    customerId = (await client.post("/api/customers", { email: "a@acme.com", id: `user_${sdk}` })).body.data.externalId;
  });

  /** An answer's data, which must have snake_case names for Java and must not have them for others. */
  function dataOf(answer: WireAnswer, keys = ["success", "data"]): unknown {
    expect(answer.status, answer.text).toBeLessThan(300);
    return complete(answer, sdk === "java" ? "java" : "others", keys).data;
  }
  const expectFields = (value: unknown, fields: Record<string, Check>): void => {
    expect(isObject(value) ? problemsOf(value, fields) : value).toEqual([]);
  };

  test("lists plans and gets one, in the types of every SDK's model", async () => {
    const keys = ["success", "data", "hasMore", "nextCursor"];
    for (const query of ["", `?${all}`, "?limit=1"])
      for (const one of dataOf(await call("GET", `${root}/plans${query}`), keys) as unknown[]) expectFields(one, plan);
    expectFields(dataOf(await call("GET", `${root}/plans/pro`)), plan);
  });

  test("creates, gets and cancels a subscription, in the types of every SDK's model", async () => {
    const none = await call("GET", `${root}/subscriptions/active?customerId=${customerId}`);
    const begun = await call("POST", `${root}/subscriptions`, create(customerId));
    const got = await call("GET", `${root}/subscriptions/active?customerId=${customerId}`);
    const { id } = JSON.parse(begun.text).data;
    const canceled = await call("POST", `${root}/subscriptions/${id}/cancel`, cancel);
    const later = await call("GET", `${root}/subscriptions/active?customerId=${customerId}`);

    expect(dataOf(none)).toBeNull();
    expectFields(dataOf(begun), created);
    expectFields(dataOf(got), active);
    expectFields(dataOf(canceled), created);
    expectFields(dataOf(later), active);
    const { customerId: owner } = JSON.parse(begun.text).data;
    expectFields(dataOf(await call("GET", `${root}/subscriptions/${id}`)), active);
    const keys = ["success", "data", "hasMore", "nextCursor"];
    for (const query of ["", `?customerId=${owner}`])
      for (const one of dataOf(await call("GET", `${root}/subscriptions${query}`), keys) as unknown[])
        expectFields(one, active);
    const seats = JSON.parse(got.text).data.features[2].usage.current;
    expect(seats).toBe(sdk === "go" ? 0 : 7);
  });

  test("that retries with its key after a lost answer gets the subscription, not a conflict", async () => {
    const { id } = (await client.post("/api/customers", { email: "a@acme.com" })).body.data;
    const headers = { "Idempotency-Key": `sdk_${sdk}` };

    const answers = [1, 2].map(() => call("POST", `${root}/subscriptions`, create(id), headers));

    const [first, again] = await Promise.all(answers);
    expect([first?.status, again?.status].sort()).toEqual([200, 201]);
    expect(JSON.parse(again?.text ?? "").data).toEqual(JSON.parse(first?.text ?? "").data);
  });
});
