import { beforeAll, describe, expect, test } from "vitest";
import { updateCustomer } from "../../core/customers/update.ts";
import { issueKey, listKeys } from "../../core/organizations/administration.ts";
import { type Answer, type Client, logLines } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { create, type Json, outcome, pathOf, unique, useStack } from "../support/service.ts";
import { call } from "./support.ts";

const stack = useStack({ publishes: true });
let client: Client;
let keyId = "";
beforeAll(async () => {
  client = await stack.newOrganization();
  await pushPlans(client.organizationId);
  keyId = (await listKeys(client.organizationId))[0]?.id ?? "";
});

const requestIdOf = ({ headers }: Answer) => headers.get("x-request-id");

/** Polls until the change that made this version is published. The newest event comes first. */
async function historyAt(id: string, version: number): Promise<Json[]> {
  for (;;) {
    const { body } = await client.get(`${pathOf(id)}/events`);
    if (body.data[0]?.sequence >= version) return body.data;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The header, percent-encoded. */
const because = (reason: string) => ({ "x-reason": encodeURIComponent(reason) });

describe("every change keeps its actor:", () => {
  test("the key, the request and its reason, on every request that changes a customer", async () => {
    const reason = "Pidió el cambio, 50 % 😀";
    const post = (path: string, json: object) => client.post(path, json, because(reason));
    const batch = await post("/api/customers/batch", { customers: [{ email: "a@acme.com" }] });
    const id: string = batch.body.data.successful[0].id;
    const put = (json: object) => client.put(pathOf(id), json, because(reason));
    const answers = [
      batch,
      await put({ fullName: "Acme" }),
      await put({ metadata: { plan: "pro" } }),
      await put({ externalId: unique() }),
      await post("/api/subscriptions", { customerId: id, planCode: "pro" }),
    ];
    const cancelPath = `/api/subscriptions/${answers[4]?.body.data.id}/cancel`;
    answers.push(await post(cancelPath, { immediate: true }));
    answers.push(await post("/api/subscriptions", { customerId: id, planCode: "free" }));
    answers.push(await post(`/api/subscriptions/${answers[6]?.body.data.id}/cancel`, {}));
    answers.push(await put({ isActive: false }));

    const history = await historyAt(id, answers.length);

    expect(history.map(({ actor }) => actor).reverse()).toEqual(
      answers.map((answer) => ({ keyId, name: "test", requestId: requestIdOf(answer), reason })),
    );
    for (const { data, previous } of history) expect(JSON.stringify([data, previous])).not.toContain(keyId);
    const customer = await client.get(pathOf(id));
    expect(customer.text).not.toMatch(/actor|50 % 😀/);
    expect(logLines.join("")).not.toMatch(new RegExp(`50 %|${keyId}|Pidi`));
  });

  test("an operator's command, where it is one", async () => {
    const { customer } = await create(client);
    const actor = { command: "npm run import" };
    const context = { ...call(), organizationId: client.organizationId, requestId: unique("request"), actor };
    await updateCustomer(context, customer.id, { fullName: "Imported" });

    const [imported] = await historyAt(customer.id, 2);
    expect(imported.actor).toEqual({ ...actor, requestId: context.requestId });
  });

  test("nobody, where nobody is known, as in what earlier versions have written: the event has no such key", async () => {
    const { body } = await client.post("/api/customers", { email: "a@acme.com" }, because("created"));
    const { id } = body.data;
    const context = { ...call(), organizationId: client.organizationId, requestId: unique("request") };
    await updateCustomer(context, id, { fullName: "Earlier version" });

    const [updated, created] = await historyAt(id, 2);
    expect(created.actor.reason).toBe("created");
    expect(updated).not.toHaveProperty("actor");
  });
});

describe("who sends a request that changes nothing is not kept:", () => {
  test("repeats leave the first one's actor, and what is as it was leaves none", async () => {
    const key = { "idempotency-key": unique("key"), ...because("first") };
    const again = { ...key, ...because("again") };
    const externalId = unique();
    const body = { email: "a@acme.com", id: externalId };
    await client.post("/api/customers", body, key);
    const repeated = await client.post("/api/customers", body, again);
    await client.put(pathOf(externalId), { fullName: "Acme" }, key);
    const updatedAgain = await client.put(pathOf(externalId), { fullName: "Acme" }, again);
    const same = await client.put(pathOf(externalId), { fullName: "Acme" }, because("same"));
    const subscription = { customerId: externalId, planCode: "pro" };
    await client.post("/api/subscriptions", subscription, key);
    const subscribedAgain = await client.post("/api/subscriptions", subscription, again);
    await client.put(pathOf(externalId), { fullName: "Last" }, because("last"));

    for (const answer of [repeated, updatedAgain, same, subscribedAgain]) expect(outcome(answer)).toBe("200");
    const history = await historyAt(externalId, 4);
    expect(history.map(({ actor }) => actor.reason)).toEqual(["last", "first", "first", "first"]);
  });

  test("a mark is of the request alone: a repeat with another reason and by another key is a repeat", async () => {
    const headers = { "idempotency-key": unique("key") };
    const first = await client.post("/api/customers", { email: "b@acme.com" }, { ...headers, ...because("one") });
    const { organizationId } = client;
    const { secret } = await issueKey({ organizationId, name: "another", scopes: ["write"] });
    const other = stack.api.client(secret, organizationId);
    const second = await other.post("/api/customers", { email: "b@acme.com" }, { ...headers, ...because("two") });
    expect([outcome(first), outcome(second)]).toEqual(["201", "200"]);
    expect(second.body.data).toEqual(first.body.data);
  });
});

describe("a reason that cannot be kept", () => {
  test.each(["50% off", "x".repeat(201)])(
    "is a 422 that names x-reason, and nothing is changed: %s",
    async (reason) => {
      const { customer } = await create(client);
      const headers = { "x-reason": reason };
      const answers = [
        await client.post("/api/customers", { email: "c@acme.com", id: unique() }, headers),
        await client.post("/api/customers/batch", { customers: [{ email: "c@acme.com" }] }, headers),
        await client.put(pathOf(customer.id), { fullName: "No" }, headers),
        await client.post("/api/subscriptions", { customerId: customer.id, planCode: "pro" }, headers),
        await client.post("/api/subscriptions/sub_none/cancel", {}, headers),
      ];
      for (const { status, body } of answers) {
        expect(status).toBe(422);
        expect(body.details).toEqual([{ field: "x-reason", message: expect.any(String) }]);
      }
      const read = await client.get(pathOf(customer.id), headers);
      expect([outcome(read), read.body.data]).toEqual(["200", customer]);
    },
  );

  test("is no reason to look: without a key it is a 401", async () => {
    const answer = await stack.api.client(undefined).post("/api/customers", {}, { "x-reason": "%" });
    expect(answer.status).toBe(401);
  });
});
