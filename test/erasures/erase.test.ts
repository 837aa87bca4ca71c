/** Erasing a customer, on the whole stack: what answers say, and that nothing is left. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importCustomer } from "../contract/importCustomer.ts";
import { type Api, type Client, logLines, startApi } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { untilIndexed, untilPublished } from "../support/pump.ts";
import { outcome } from "../support/service.ts";
import { everything, marksIn, newMark, plant } from "./support.ts";

let api: Api;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.newOrganization();
  await pushPlans(client.organizationId, [{ code: "pro", name: "Pro" }]);
});
afterAll(() => api.stop());

const erase = (id: string, confirm: unknown = id, by = client) => by.post(`/api/customers/${id}/erase`, { confirm });

/** Repeats an erasure until its receipt is done. */
async function eraseWhole(id: string, confirm = id) {
  for (;;) {
    const answer = await erase(id, confirm);
    if (answer.status === 200) return answer.body.data;
    expect([answer.status, answer.body.data.status]).toEqual([202, "running"]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

let serial = 0;
async function newCustomer(fields: object = {}) {
  const externalId = `gone_${++serial}`;
  const { body } = await client.post("/api/customers", { email: "a@gone.example", id: externalId, ...fields });
  return { id: String(body.data.id), externalId };
}

describe("erasing a customer", () => {
  test("leaves none of its marks in any table, answer or log line, at once", async () => {
    const { id, externalId, marks } = await plant(client, { planCode: "pro" });
    expect(marks.length).toBeGreaterThanOrEqual(50);
    await Promise.all([untilPublished(api.dataDir), untilIndexed(api.dataDir)]);
    // All but the Idempotency-Keys.
    expect(marksIn(await everything(), marks).length).toBeGreaterThanOrEqual(40);

    const why = newMark();
    const email = `${marks.at(-1)}@gone.example`;
    const first = await client.post(`/api/customers/${externalId}/erase`, { confirm: id }, { "x-reason": why });

    marks.push(why);
    expect(marksIn(await everything(), marks)).toEqual([]);
    const receipt = await eraseWhole(id);
    const answers = [
      first,
      ...(await Promise.all(
        [
          ...[id, externalId].flatMap((it) =>
            ["", "/events", "?asOf=2026-01-01"].map((end) => `/api/customers/${it}${end}`),
          ),
          ...[
            "?expand=subscription",
            "?isActive=true",
            "?search=zx",
            `?email=${email}`,
            `?customerId=${id}`,
            `?externalId=${externalId}`,
          ].map((it) => `/api/customers${it}`),
          ...["/api/events?limit=100", "/api/erasures", "/api/subscriptions", `/api/subscriptions?customerId=${id}`],
        ].map((path) => client.get(path)),
      )),
    ].map(({ text }) => text);
    expect(marksIn(answers.join(), marks)).toEqual([]);
    expect(marksIn(logLines.join(), marks)).toEqual([]);
    expect(receipt.removed).toMatchObject({ pastSubscriptions: 2 });
    expect(receipt.removed.events).toBeGreaterThan(0);
    expect(receipt.removed.searchEntries).toBeGreaterThan(5);
  });

  test("answers one receipt, however often it is asked for, and lists it", async () => {
    const { id, externalId } = await newCustomer();
    const receipt = await eraseWhole(externalId, id);
    expect(receipt).toMatchObject({ object: "erasure", customerId: id, status: "done", externalIdFreedAt: null });
    expect(receipt.erasedBy).toMatchObject({ name: "test", requestId: expect.any(String) });
    for (const of of [id, externalId]) expect(await eraseWhole(of, id)).toEqual(receipt);
    const [newest] = (await client.get("/api/erasures?limit=1")).body.data;
    expect(newest).toEqual(receipt);
    expect((await client.get("/api/v1/erasures?limit=1")).body.data).toEqual([receipt]);
  });

  test("makes every request for it 410, in each envelope, and creates with its external id too", async () => {
    const { id, externalId } = await newCustomer();
    const subscriptions: string[] = [];
    // The first one becomes a past one.
    for (const planCode of ["pro", "pro"]) {
      const { body } = await client.post("/api/subscriptions", { customerId: id, planCode });
      subscriptions.push(body.data.id);
      expect(outcome(await erase(id))).toBe("409 customer_has_active_subscription");
      await client.post(`/api/subscriptions/${body.data.id}/cancel`, { immediate: true });
    }
    const key = { "idempotency-key": "gone" };
    const { body: keyed } = await client.post("/api/customers", { email: "k@gone.example" }, key);
    await erase(keyed.data.id);
    await client.put(`/api/customers/${id}`, { isActive: false });
    await erase(id);
    const create = { email: "b@gone.example", id: externalId };
    const answers = await Promise.all([
      ...[id, externalId].flatMap((it) => [
        client.get(`/api/customers/${it}`),
        client.get(`/api/v1/customers/${it}`),
        client.get(`/api/customers/${it}?asOf=2026-01-01`),
        client.get(`/api/customers/${it}/events`),
        client.put(`/api/customers/${it}`, { fullName: "Back" }),
        client.put(`/api/customers/${it}`, { isActive: false }),
        client.put(`/api/customers/${it}`, { email: "no" }),
        client.post("/api/subscriptions", { customerId: it, planCode: "pro" }),
        client.get(`/api/subscriptions/active?customerId=${it}`),
        client.get(`/api/subscriptions?customerId=${it}`),
      ]),
      ...subscriptions.flatMap((it) => [
        client.get(`/api/subscriptions/${it}`),
        client.post(`/api/subscriptions/${it}/cancel`, {}),
      ]),
      client.post("/api/customers", { email: "k@gone.example" }, key),
      client.post("/api/customers", create),
      client.post("/api/v1/customers", create),
    ]);
    expect(answers.map(outcome)).toEqual(answers.map(() => "410 customer_erased"));
    const batch = await client.post("/api/customers/batch", { customers: [create, { email: "c@gone.example" }] });
    expect(batch.body.data.successful).toHaveLength(1);
    expect(batch.body.data.failed).toMatchObject([{ index: 0, error: expect.stringMatching(/^customer_erased: /) }]);
    for (const query of [`customerId=${id}`, `externalId=${externalId}`, `search=${id}`, `search=${externalId}`])
      expect((await client.get(`/api/customers?${query}`)).body.data).toEqual([]);
    const { customers } = await listed();
    expect(customers).not.toContain(id);
  });

  async function listed() {
    const { body } = await client.get("/api/customers?limit=100");
    return { customers: body.data.map((it: { id: string }) => it.id) };
  }

  test("needs the customer's own id as confirmation, and both scopes", async () => {
    const { id, externalId } = await newCustomer();
    for (const confirm of [externalId, "", null, 1, undefined, id.toLowerCase()]) {
      const answer = await erase(externalId, confirm);
      expect([outcome(answer), answer.body.details[0].field]).toEqual(["422 validation_error", "confirm"]);
    }
    expect(outcome(await erase("never", "never"))).toBe("404 customer_not_found");
    for (const scopes of [["read", "write", "keys"], ["erase"]] as const) {
      const other = await api.newOrganization(scopes);
      expect(outcome(await erase(id, id, other))).toBe("403 forbidden");
    }
    expect((await client.get(`/api/customers/${id}`)).status).toBe(200);
  });

  test("an external id that was given later, or imported, is not used again either", async () => {
    const { body } = await client.post("/api/customers", { email: "d@gone.example" });
    await client.put(`/api/customers/${body.data.id}`, { externalId: "given_gone" });
    const imported = "cus_importedGone";
    await importCustomer(client.organizationId, imported, { externalId: "imported_gone" });
    await erase("given_gone", body.data.id);
    await erase("imported_gone", imported);
    for (const id of ["given_gone", "imported_gone", imported, body.data.id])
      expect(outcome(await client.get(`/api/customers/${id}`)), id).toBe("410 customer_erased");
    for (const id of ["given_gone", "imported_gone"])
      expect(outcome(await client.post("/api/customers", { email: "e@gone.example", id }))).toBe("410 customer_erased");
    const other = await newCustomer();
    const given = await client.post("/api/customers", { email: "f@gone.example" });
    const answer = await client.put(`/api/customers/${given.body.data.id}`, { externalId: "given_gone" });
    expect(outcome(answer)).toBe("409 external_id_taken");
    expect((await client.get(`/api/customers/${other.id}`)).status).toBe(200);
  });

  test("has one last event, which alone is in the feed, above all others", async () => {
    const own = await api.newOrganization();
    const { body } = await own.post("/api/customers", { email: "g@gone.example", id: "last" });
    await own.put("/api/customers/last", { fullName: "Last" });
    await untilPublished(api.dataDir);
    await erase("last", body.data.id, own);
    await untilPublished(api.dataDir);
    const { data } = (await own.get("/api/events")).body;
    expect(data).toMatchObject([
      {
        event: "customer.erased",
        sequence: 3,
        data: { id: body.data.id, object: "customer", erased: true },
        previous: {},
      },
    ]);
    expect(Object.keys(data[0].data)).toEqual(["id", "object", "erased"]);
    expect((await own.get("/api/events?events=customer.erased")).body.data).toEqual(data);
  });
});
