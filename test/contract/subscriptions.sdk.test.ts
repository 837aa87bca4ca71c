/** Plans and subscriptions through the unmodified SDK of the guide's era. */
import { Commet, CommetAPIError, CommetValidationError } from "commet-node-1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, type Client, startApi } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { redirectFetch, type SentRequest } from "./redirectFetch.ts";

let api: Api;
let client: Client;
let commet: Commet;
let requests: SentRequest[];
let restore: () => void;
beforeAll(async () => {
  api = await startApi({ publishes: false });
  ({ requests, restore } = redirectFetch(api.url));
  client = await api.newOrganization();
  await pushPlans(client.organizationId);
  commet = new Commet({ apiKey: client.key, environment: "production", retries: 0 });
});
afterAll(async () => {
  restore();
  await api.stop();
});

describe("plans", () => {
  test("list shows the public plans, get one by its code", async () => {
    const { data: listed } = await commet.plans.list({ limit: 10 });
    const { data: all } = await commet.plans.list({ includePrivate: true });
    const { data: pro } = await commet.plans.get("pro");

    expect(listed?.map(({ code, isFree }) => [code, isFree])).toEqual([
      ["free", true],
      ["pro", false],
    ]);
    expect(all).toEqual(listed);
    expect(pro).toMatchObject({ id: expect.stringMatching(/^plan_/), name: "Pro" });
    expect(pro?.prices[0]).toMatchObject({ billingInterval: "monthly", price: 4900, introOffer: null });
  });

  test("get of an unknown code is an error with its code", async () => {
    const error = await commet.plans.get("nothing").catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(CommetAPIError);
    expect(error).toMatchObject({ statusCode: 404, code: "plan_not_found" });
  });
});

describe("subscriptions", () => {
  test("create, get, the customer's context and cancel tell one story", async () => {
    await commet.customers.create({ email: "billing@acme.com", id: "user_123" });
    const none = await commet.subscriptions.get("user_123");

    const { data: created } = await commet.subscriptions.create({ customerId: "user_123", planCode: "pro" });
    const { data: got } = await commet.subscriptions.get("user_123");
    const { data: own } = await commet.customer("user_123").subscription.get();
    const { data: canceled } = await commet.subscriptions.cancel({
      subscriptionId: created?.id ?? "",
      reason: "moved",
    });
    const { data: ended } = await commet.subscriptions.cancel({ subscriptionId: created?.id ?? "", immediate: true });

    expect(none).toEqual({ success: true, data: null });
    expect(created).toMatchObject({ status: "active", planName: "Pro", checkoutUrl: null, name: "Pro" });
    expect(got).toMatchObject({ id: created?.id, plan: { name: "Pro", basePrice: 4900, billingInterval: "monthly" } });
    expect(own).toEqual(got);
    expect(canceled).toMatchObject({ status: "active", endDate: got?.currentPeriod.end });
    expect(ended?.status).toBe("canceled");
    expect((await commet.customer("user_123").subscription.get()).data).toBeNull();
  });

  test("takes every parameter that the SDK has", async () => {
    await commet.customers.create({ email: "billing@acme.com", id: "user_124" });

    const { data } = await commet.subscriptions.create({
      customerId: "user_124",
      planCode: "pro",
      billingInterval: "yearly",
      initialSeats: { team_members: 7 },
      skipTrial: true,
      name: "Team",
      startDate: "2026-01-31T00:00:00.000Z",
      successUrl: "https://acme.com/thanks",
    });

    expect(data).toMatchObject({ billingInterval: "yearly", trialEndsAt: null, name: "Team", billingDayOfMonth: 31 });
    expect((await commet.subscriptions.get("user_124")).data?.features[2]?.usage).toMatchObject({ current: 7 });
  });

  test("a second one, and a second cancellation, are errors with their codes", async () => {
    await commet.customers.create({ email: "billing@acme.com", id: "user_125" });
    const create = () => commet.subscriptions.create({ customerId: "user_125", planCode: "free" });
    const subscriptionId = (await create()).data?.id ?? "";

    await expect(create()).rejects.toMatchObject({ statusCode: 409, code: "already_has_active_subscription" });
    await commet.subscriptions.cancel({ subscriptionId });
    await expect(commet.subscriptions.cancel({ subscriptionId })).rejects.toMatchObject({
      statusCode: 409,
      code: "subscription_already_canceled",
    });
  });

  test("an invalid request is a validation error by field", async () => {
    const error = await commet.subscriptions
      .create({ customerId: "user_123", planCode: "pro", startDate: "tomorrow" })
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(CommetValidationError);
    expect(error).toMatchObject({ validationErrors: { startDate: [expect.stringContaining("must be a date")] } });
  });

  test("every request went to the guide's host", () => {
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.every(({ url }) => url.startsWith("https://commet.co/api/"))).toBe(true);
  });
});
