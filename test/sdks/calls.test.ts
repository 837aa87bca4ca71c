/** What the guide shows, and all else that this API has, through the released SDKs as they are. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Client as Caller } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { describeAnswers } from "./answers.ts";
import type { Call, Fields } from "./releases.ts";
import type { Client, Page, Sdk } from "./sdk.ts";
import { describeReleases, type Stage, startStage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

const customer = {
  email: "billing@acme.com",
  id: "user_123",
  fullName: "Acme Inc.",
  timezone: "America/Chicago",
  metadata: { plan: "pro", seats: 5 },
  address: { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" },
};
const isNotFound = { name: "CommetAPIError", statusCode: 404 };
const isConflict = { name: "CommetAPIError", statusCode: 409 };

/** Walks a list to its end. */
async function walk(sdk: Client, pageAt: (cursor: Fields) => Call): Promise<Page[]> {
  const pages = [await sdk.page(pageAt({}))];
  for (let page = pages[0]; page?.nextCursor; page = pages.at(-1))
    pages.push(await sdk.page(pageAt({ cursor: page.nextCursor })));
  return pages;
}

describeReleases("as its users call it", (release) => {
  const { dialect, isGuides } = release;
  const email = isGuides ? "billingEmail" : "email";
  let running: Sdk;
  let caller: Caller;
  let sdk: Client;
  beforeAll(async () => {
    running = await stage.start(release);
  });
  beforeEach(async () => {
    caller = await stage.newCaller(release);
    sdk = running.as(caller.key);
    await pushPlans(caller.organizationId);
  });

  test("creates a customer once an id, and gets it by both of its ids", async () => {
    const sent = isGuides ? customer : { ...customer, taxDocument: "12-3456789" };
    const created = await sdk.thing(dialect.create(sent));
    const again = await sdk.thing(dialect.create({ email: "other@acme.com", id: "user_123" }));

    const { id: externalId, email: _, address: __, ...kept } = sent;
    expect(created).toMatchObject({ id: expect.stringMatching(/^cus_/), externalId, ...kept });
    expect(created[email]).toBe("billing@acme.com");
    expect(again).toEqual(created);
    expect(await sdk.thing(dialect.get("user_123"))).toEqual(created);
    expect(await sdk.thing(dialect.get(String(created.id)))).toEqual(created);
  });

  test("updates what is given, and nothing else", async () => {
    const { id } = await sdk.thing(dialect.create(customer));
    const address = { ...customer.address, line1: "1 Congress Ave" };
    const updated = await sdk.thing(
      dialect.update("user_123", { email: "new@acme.com", metadata: { seats: 6 }, address }),
    );

    const { fullName, timezone } = customer;
    expect(updated).toMatchObject({ id, fullName, timezone, metadata: { plan: "pro", seats: 6 } });
    expect(updated[email]).toBe("new@acme.com");
    expect((await caller.get("/api/customers/user_123")).body.data).toMatchObject({ address });
  });

  const { archive } = dialect;
  if (archive)
    test("archives for good", async () => {
      await sdk.thing(dialect.create(customer));

      expect(await sdk.thing(archive("user_123"))).toMatchObject({ isActive: false });
      expect(await sdk.thing(archive("user_123"))).toMatchObject({ isActive: false });
      expect(await sdk.refusal(dialect.update("user_123", { fullName: "x" }))).toMatchObject(isConflict);
      expect(await sdk.thing(dialect.create(customer))).toMatchObject({ isActive: false });
    });

  test("creates a batch, and says of each customer what became of it", async () => {
    const made = await sdk.thing(dialect.createBatch([{ email: "a@acme.com", id: "a" }, { email: "nobody" }]));

    expect(made.successful).toMatchObject([{ id: expect.stringMatching(/^cus_/) }]);
    expect(made.failed).toMatchObject([{ index: 1, error: expect.stringContaining("customers[1].email") }]);
  });

  test("walks the customers page by page, and sees each of them once", async () => {
    await sdk.thing(
      dialect.createBatch(Array.from({ length: 7 }, (_, i) => ({ email: "a@acme.com", id: `user_${i}` }))),
    );
    const pages = await walk(sdk, (cursor) => dialect.list({ limit: 3, ...cursor }));

    const ids = pages.flatMap(({ data }) => data.map(({ externalId }) => externalId));
    expect(ids.sort()).toEqual(Array.from({ length: 7 }, (_, i) => `user_${i}`));
    expect(pages.map(({ data, hasMore }) => [data.length, hasMore])).toEqual([
      [3, true],
      [3, true],
      [1, false],
    ]);
  });

  test("reads plans, begins a subscription to one, reads it and cancels it", async () => {
    await sdk.thing(dialect.create(customer));
    const plans = await walk(sdk, dialect.plans);
    const pro = await sdk.thing(dialect.plan("pro"));
    const none = await sdk.result(dialect.activeSubscription("user_123"));
    const begun = await sdk.thing(dialect.subscribe({ customerId: "user_123", planCode: "pro" }));
    const active = await sdk.thing(dialect.activeSubscription("user_123"));
    const ending = await sdk.thing(dialect.cancel(String(begun.id), { reason: "moved" }));
    const ended = await sdk.thing(dialect.cancel(String(begun.id), { immediate: true }));

    expect(plans).toMatchObject([{ data: [{ code: "free", isFree: true }, { code: "pro" }], hasMore: false }]);
    expect(pro).toMatchObject({ code: "pro", name: "Pro", isFree: false });
    expect(none).toBeNull();
    expect(begun).toMatchObject({ id: expect.stringMatching(/^sub_/), status: "active", name: "Pro" });
    expect(active).toMatchObject({ id: begun.id, plan: { name: "Pro" } });
    expect(ending).toMatchObject({ id: begun.id, status: "active" });
    expect(ended).toMatchObject({ id: begun.id, status: "canceled" });
  });

  test("begins a subscription with what each SDK can say of one", async () => {
    await sdk.thing(dialect.create(customer));
    const begun = await sdk.thing(
      dialect.subscribe({
        customerId: "user_123",
        planCode: "pro",
        billingInterval: "yearly",
        skipTrial: true,
        name: "Team",
        startDate: "2026-01-31T00:00:00.000Z",
        successUrl: "https://acme.com/thanks",
        // Python sends teamMembers.
        initialSeats: { team_members: 7 },
      }),
    );
    const { features } = await sdk.thing(dialect.activeSubscription("user_123"));

    expect(begun).toMatchObject({ billingInterval: "yearly", trialEndsAt: null, name: "Team", billingDayOfMonth: 31 });
    const usage = expect.objectContaining({ current: 7 });
    expect(features).toContainEqual(expect.objectContaining({ code: "team_members", usage }));
  });

  const { subscription, subscriptions } = dialect;
  if (subscription && subscriptions)
    test("reads a subscription by its id, and lists those of a customer, past ones too", async () => {
      await sdk.thing(dialect.create(customer));
      await sdk.thing(dialect.create({ email: "a@acme.com", id: "other" }));
      const subscribe = (customerId: string, planCode: string) =>
        sdk.thing(dialect.subscribe({ customerId, planCode }));
      const past = await subscribe("user_123", "pro");
      await sdk.thing(dialect.cancel(String(past.id), { immediate: true }));
      const present = await subscribe("user_123", "free");
      const others = await subscribe("other", "free");
      const listed = async (filter: Fields) => (await sdk.page(subscriptions(filter))).data.map(({ id }) => id).sort();

      expect(await sdk.thing(subscription(String(past.id)))).toMatchObject({ id: past.id, status: "canceled" });
      expect(await sdk.thing(subscription(String(present.id)))).toMatchObject({ id: present.id, status: "active" });
      expect(await listed({ customerId: "user_123" })).toEqual([past.id, present.id].sort());
      expect(await listed({ customerId: "user_123", status: "canceled" })).toEqual([past.id]);
      expect(await listed({})).toEqual([present.id, others.id].sort());
      expect(await sdk.refusal(subscription("sub_nothing"))).toMatchObject(isNotFound);
    });

  test("throws 401 for a key that nobody has", async () => {
    const stranger = running.as("ck_nobodys000000000000000000000000000");

    expect(await stranger.refusal(dialect.list())).toMatchObject({
      name: "CommetAPIError",
      statusCode: 401,
      code: "unauthorized",
    });
  });

  test("throws 404 with its code for what there is not", async () => {
    await sdk.thing(dialect.create(customer));
    const refusals = [
      await sdk.refusal(dialect.get("nobody")),
      await sdk.refusal(dialect.update("nobody", { fullName: "x" })),
      await sdk.refusal(dialect.plan("nothing")),
      await sdk.refusal(dialect.subscribe({ customerId: "nobody", planCode: "pro" })),
      await sdk.refusal(dialect.subscribe({ customerId: "user_123", planCode: "nothing" })),
      await sdk.refusal(dialect.cancel("sub_nothing", {})),
    ];

    for (const refusal of refusals) expect(refusal).toMatchObject(isNotFound);
    const [customerCode, planCode] = ["customer_not_found", "plan_not_found"];
    expect(refusals.map(({ code }) => code)).toEqual([
      customerCode,
      customerCode,
      planCode,
      customerCode,
      planCode,
      "subscription_not_found",
    ]);
  });

  test("throws 409 with its code where another call came first", async () => {
    const { id: customerId } = await sdk.thing(dialect.create({ email: "a@acme.com" }, "order-1"));
    const otherBody = await sdk.refusal(dialect.create({ email: "b@acme.com" }, "order-1"));
    const subscribe = dialect.subscribe({ customerId, planCode: "pro" });
    const { id } = await sdk.thing(subscribe);
    const second = await sdk.refusal(subscribe);
    const cancel = dialect.cancel(String(id), { immediate: true });
    await sdk.thing(cancel);
    const canceled = await sdk.refusal(cancel);

    for (const refusal of [otherBody, second, canceled]) expect(refusal).toMatchObject(isConflict);
    expect(otherBody.code).toBe("idempotency_key_mismatch");
    expect(second.code).toBe("already_has_active_subscription");
    expect(canceled.code).toBe("subscription_already_canceled");
  });

  test("throws 422 with the problems of each field, named as the caller did", async () => {
    const { address } = customer;
    const invalid = [
      await sdk.refusal(dialect.create({ email: "nobody", address: { ...address, country: "Spain" } })),
      await sdk.refusal(dialect.list({ limit: 0 })),
      await sdk.refusal(dialect.subscribe({ customerId: "user_123", planCode: "pro", startDate: "tomorrow" })),
    ];

    for (const refusal of invalid) expect(refusal.name).toBe("CommetValidationError");
    expect(invalid.map(({ validationErrors }) => validationErrors)).toEqual([
      { email: [expect.any(String)], "address.country": [expect.any(String)] },
      { limit: [expect.any(String)] },
      { startDate: [expect.any(String)] },
    ]);
  });

  test("was answered on its own paths", () => {
    const paths = stage.received(release).map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => path.startsWith("/api/v1/") === isGuides)).toEqual([]);
  });
});

describeAnswers(
  () => stage,
  ({ lacks }) => lacks,
);
