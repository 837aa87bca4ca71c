/** What the released SDKs do when a request fails on its way, and what then becomes of the customer. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Client as Caller } from "../support/api.ts";
import { describeAnswers } from "./answers.ts";
import type { Failure } from "./proxy.ts";
import type { Call } from "./releases.ts";
import type { Client, Sdk } from "./sdk.ts";
import { describeReleases, type Stage, startStage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

describeReleases("when a request fails", (release) => {
  const { dialect, isGuides, keepsKey, runs } = release;
  let running: Sdk;
  let caller: Caller;
  let sdk: Client;
  beforeAll(async () => {
    running = await stage.start(release);
  });
  beforeEach(async () => {
    caller = await stage.newCaller(release);
    sdk = running.as(caller.key);
  });

  /** Makes a call whose first request fails, and returns the Idempotency-Key of each of its requests. */
  async function keysWhen(failure: Failure, call: Call): Promise<unknown[]> {
    const { length } = stage.proxy.exchangesOf(caller.key);
    stage.proxy.failNext(caller.key, failure);
    await sdk.result(call);
    return stage.proxy
      .exchangesOf(caller.key)
      .slice(length)
      .map(({ headers }) => headers["idempotency-key"]);
  }
  const customersMade = async (): Promise<number> => (await sdk.page(dialect.list())).data.length;

  test("repeats what was answered 503: a customer with an id is created once", async () => {
    expect(await keysWhen("unavailable", dialect.create({ email: "a@acme.com", id: "a" }))).toHaveLength(2);
    expect(await customersMade()).toBe(1);
  });

  test(`repeats with ${keepsKey ? "the same key" : "another key"}, so without an id it is ${keepsKey ? "once" : "twice"}`, async () => {
    const [first, again] = await keysWhen("unavailable", dialect.create({ email: "a@acme.com" }));

    expect(first).toEqual(expect.any(String));
    expect(first === again).toBe(keepsKey);
    expect(await customersMade()).toBe(keepsKey ? 1 : 2);
  });

  test("repeats with the caller's key: a customer without an id is created once", async () => {
    expect(await keysWhen("unavailable", dialect.create({ email: "a@acme.com" }, "order-1"))).toEqual([
      "order-1",
      "order-1",
    ]);
    expect(await customersMade()).toBe(1);
  });

  test("repeats an update that was answered 503, which changes once", async () => {
    await sdk.result(dialect.create({ email: "a@acme.com", id: "a" }));
    await keysWhen("unavailable", dialect.update("a", { fullName: "Acme" }));

    expect((await caller.get("/api/customers/a")).headers.get("etag")).toBe('"2"');
  });

  test(`${runs.language === "python" ? "throws and does not repeat" : "repeats"} what was done, but whose answer was lost`, async () => {
    const create = dialect.create({ email: "a@acme.com", id: "a" });
    if (runs.language === "python") {
      stage.proxy.failNext(caller.key, "lost");
      expect(await sdk.refusal(create)).toMatchObject({ name: "RemoteProtocolError" });
      expect((await sdk.thing(dialect.get("a"))).externalId).toBe("a");
    } else expect(await keysWhen("lost", create)).toHaveLength(2);
    expect(await customersMade()).toBe(1);
  });

  test("repeats a 429 that says when to come again", async () => {
    expect(await keysWhen("limited for a second", dialect.create({ email: "a@acme.com" }))).toHaveLength(2);
  });

  test(`${isGuides ? "repeats" : "throws"} a 429 that does not say when to come again`, async () => {
    const create = dialect.create({ email: "a@acme.com" });
    if (isGuides) return expect(await keysWhen("limited", create)).toHaveLength(2);
    stage.proxy.failNext(caller.key, "limited");
    expect(await sdk.refusal(create)).toMatchObject({ name: "CommetAPIError", statusCode: 429 });
  });
});

describeAnswers(
  () => stage,
  () => [],
);
