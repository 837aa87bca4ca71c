/** The unmodified SDK that calls /api/v1, together with the one of the guide's era, on the same customers. */
import { Commet as Commet1 } from "commet-node-1";
import { Commet, CommetAPIError, CommetValidationError } from "commet-node-7";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { wrapped } from "../../core/http/generations/envelopes.ts";
import { current, generationOf } from "../../core/http/generations/generations.ts";
import { type Api, type Client, startApi } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { redirectFetch, type SentRequest } from "./redirectFetch.ts";

let api: Api;
let requests: SentRequest[];
let restore: () => void;
let client: Client;
let commet: Commet;
let guide: Commet1;
beforeAll(async () => {
  vi.stubEnv("COMMET_NO_UPDATE_CHECK", "1");
  api = await startApi({ publishes: false });
  ({ requests, restore } = redirectFetch(api.url));
});
afterAll(async () => {
  restore();
  vi.unstubAllEnvs();
  await api.stop();
});
beforeEach(async () => {
  client = await api.newOrganization();
  commet = new Commet({ apiKey: client.key });
  guide = new Commet1({ apiKey: client.key, environment: "production" });
});

const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

const customer = {
  email: "billing@acme.com",
  id: "user_123",
  fullName: "Acme Inc.",
  taxDocument: "12-3456789",
  timezone: "America/Chicago",
  metadata: { planIntent: "pro" },
  address: { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US", region: "South" },
} as const;

describe("@commet/node 7.10", () => {
  test("creates, gets, updates and lists customers", async () => {
    const created = await commet.customers.create(customer);
    const again = await commet.customers.create({ email: "other@acme.com", id: "user_123" });
    const got = await commet.customers.get({ id: "user_123" });
    const updated = await commet.customers.update({
      id: created.data?.id ?? "",
      fullName: "Acme",
      metadata: { seats: 5 },
    });
    const { data: listed, hasMore } = await commet.customers.list({ limit: 1, externalId: "user_123" });

    const { id, address, ...kept } = customer;
    expect(created).toMatchObject({
      success: true,
      data: {
        ...kept,
        id: expect.stringMatching(/^cus_/),
        externalId: id,
        documentType: null,
        object: "customer",
        livemode: false,
      },
    });
    expect([again.data, got.data]).toEqual([created.data, created.data]);
    expect(updated.data).toMatchObject({ fullName: "Acme", metadata: { planIntent: "pro", seats: 5 } });
    expect([listed, hasMore]).toEqual([[updated.data], false]);
    expect(requests.at(-2)).toMatchObject({ method: "PUT" });
    const header = (name: string) => requests.at(-1)?.headers.get(name) ?? undefined;
    expect(generationOf({ path: "/api/v1/customers", header }).envelope).toBe(wrapped);
  });

  test("walks a list by its cursors and sees each customer once", async () => {
    const customers = Array.from({ length: 7 }, (_, i) => ({ email: `customer${i}@acme.com`, id: `user_${i}` }));
    const { data: made } = await commet.customers.createBatch({ customers });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await commet.customers.list({ limit: 3, ...(cursor ? { cursor } : {}) });
      seen.push(...(page.data ?? []).map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);

    expect(seen.sort()).toEqual(made?.successful.map(({ id }) => id).sort());
  });

  test("creates a batch, and says of each item what became of it", async () => {
    const customers = [{ email: "a@acme.com", id: "user_1" }, { email: "nobody" }];
    const { data } = await commet.customers.createBatch({ customers });

    expect(data).toMatchObject({
      object: "customer",
      livemode: false,
      successful: [{ id: expect.stringMatching(/^cus_/), externalId: "user_1", email: "a@acme.com" }],
      failed: [{ index: 1, error: expect.stringContaining("customers[1].email"), data: { email: "nobody" } }],
    });
  });

  test("reads plans, subscribes to one, sees the subscription and cancels it", async () => {
    await pushPlans(client.organizationId);
    await commet.customers.create(customer);
    const { data: plans } = await commet.plans.list();
    const { data: pro } = await commet.plans.get({ id: "pro" });
    const none = await commet.subscriptions.getActive({ customerId: "user_123" });
    const { data: begun } = await commet.subscriptions.create({
      customerId: "user_123",
      planCode: "pro",
      customTrialDays: 3,
    });
    const { data: active } = await commet.subscriptions.getActive({ customerId: "user_123" });
    const { data: canceled } = await commet.subscriptions.cancel({
      id: begun?.id ?? "",
      reason: "moved",
      immediate: true,
    });

    expect(plans?.map(({ code, livemode }) => [code, livemode])).toEqual([
      ["free", false],
      ["pro", false],
    ]);
    expect(pro?.features?.map(({ type, enabled }) => [type, enabled])).toEqual([
      ["boolean", true],
      ["usage", true],
      ["seats", true],
    ]);
    expect(none.data).toBeNull();
    expect(begun).toMatchObject({
      status: "trialing",
      plan: { name: "Pro", basePrice: 4900 },
      cancelAtPeriodEnd: false,
    });
    expect(active).toEqual(begun);
    expect(canceled).toMatchObject({ id: begun?.id, status: "canceled", cancelReason: "moved" });
    expect(canceled?.scheduledCancellationDate).toBe(canceled?.canceledAt);
  });

  test("throws errors with their code, type and fields", async () => {
    const unknown = await thrownBy(commet.customers.get({ id: "nobody" }));
    const invalid = await thrownBy(commet.customers.create({ email: "nobody" }));
    const refused = await thrownBy(new Commet({ apiKey: "ck_unknown" }).customers.list());

    expect(unknown).toBeInstanceOf(CommetAPIError);
    expect(unknown).toMatchObject({ statusCode: 404, code: "customer_not_found", type: "not_found_error" });
    expect(invalid).toBeInstanceOf(CommetValidationError);
    expect(invalid).toMatchObject({ validationErrors: { email: [expect.stringContaining("email address")] } });
    expect(refused).toMatchObject({ statusCode: 401, code: "unauthorized", type: "authentication_error" });
  });

  test("pinned to the newest version gets the things themselves", async () => {
    const pinned = new Commet({ apiKey: client.key, apiVersion: current.version });

    const made: unknown = await pinned.customers.create(customer);
    const listed: unknown = await pinned.customers.list();
    const none: unknown = await pinned.subscriptions.getActive({ customerId: "user_123" });

    expect(made).toMatchObject({ object: "customer", externalId: "user_123" });
    expect(listed).toEqual({ object: "list", data: [made], hasMore: false });
    expect(none).toBeNull();
  });
});

/** Lets the API receive the next write, but loses its answer. */
function loseNextAnswer(): void {
  const send = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementationOnce(async (...request) => {
    await send(...request);
    throw new TypeError("fetch failed");
  });
}

describe("a call of @commet/node 7.10 that is retried after its answer was lost", () => {
  test("creates one customer, also without an id of the caller's", async () => {
    loseNextAnswer();
    const { data } = await commet.customers.create({ email: "billing@acme.com" });

    const [first, again] = requests.slice(-2).map(({ headers }) => headers.get("idempotency-key"));
    expect(first).toMatch(/^commet-node-retry-/);
    expect(again).toBe(first);
    expect((await guide.customers.list({})).data).toMatchObject([{ id: data?.id }]);
  });

  test("updates once, and does not undo what another has changed meanwhile", async () => {
    const { data: made } = await commet.customers.create(customer);
    const id = made?.id ?? "";
    loseNextAnswer();
    const update = commet.customers.update({ id, fullName: "By the retried call" });
    await vi.waitUntil(async () => (await guide.customers.get(id)).data?.fullName === "By the retried call", 60_000);
    await guide.customers.update({ customerId: id, fullName: "By another" });

    expect((await update).data?.fullName).toBe("By another");
    expect((await client.get(`/api/customers/${id}`)).headers.get("etag")).toBe('"3"');
  });
});

describe("@commet/node 1.10 and 7.10 on the same customers", () => {
  test("each finds, updates and lists what the other made", async () => {
    const { data: old } = await guide.customers.create({ email: "old@acme.com", id: "old" });
    const { data: later } = await commet.customers.create(customer);

    await commet.customers.update({ id: "old", fullName: "By 7.10", taxDocument: "1" });
    await guide.customers.update({ customerId: later?.id ?? "", fullName: "By 1.10" });

    expect((await guide.customers.get("old")).data).toMatchObject({
      id: old?.id,
      fullName: "By 7.10",
      billingEmail: "old@acme.com",
    });
    expect((await commet.customers.get({ id: "user_123" })).data).toMatchObject({
      id: later?.id,
      fullName: "By 1.10",
      taxDocument: "12-3456789",
    });
    const ids = [old?.id, later?.id].sort();
    expect((await guide.customers.list({})).data?.map(({ id }) => id).sort()).toEqual(ids);
    expect((await commet.customers.list()).data?.map(({ id }) => id).sort()).toEqual(ids);
  });

  test("an id is one customer, whichever SDK creates it first", async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2
          ? commet.customers.create({ email: "a@acme.com", id: "one" })
          : guide.customers.create({ email: "b@acme.com", id: "one" }),
      ),
    );
    expect(new Set(made.map(({ data }) => data?.id)).size).toBe(1);
  });

  test("a subscription that one begins is the other's to see and to cancel; archived by the guide, both see it", async () => {
    await pushPlans(client.organizationId);
    await guide.customers.create({ email: "a@acme.com", id: "both" });
    const { data: begun } = await guide.subscriptions.create({ customerId: "both", planCode: "pro" });
    expect((await commet.subscriptions.getActive({ customerId: "both" })).data?.id).toBe(begun?.id);
    await commet.subscriptions.cancel({ id: begun?.id ?? "", immediate: true });
    expect((await guide.subscriptions.get("both")).data).toBeNull();

    await guide.customers.archive("both");
    expect((await commet.customers.get({ id: "both" })).data).toMatchObject({ isActive: false });
    expect(await thrownBy(commet.customers.update({ id: "both", fullName: "x" }))).toMatchObject({
      code: "customer_archived",
    });
  });
});
