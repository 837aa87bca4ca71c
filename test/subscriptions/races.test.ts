import { describe, expect, test } from "vitest";
import type { Answer, Client } from "../support/api.ts";
import { scaled } from "../support/scale.ts";
import {
  create,
  expectOneWinner,
  type Json,
  outcome,
  parallel,
  pathOf,
  stored,
  tally,
  unique,
  useStack,
  versionOf,
} from "../support/service.ts";
import { active, cancel, subscribe, subscribed, usePlans } from "./support.ts";

const stack = useStack();
usePlans(stack);

const rounds = scaled(2, 30);

const list = (client: Client, customerId: string, limit = 25) =>
  client.get(`/api/subscriptions?customerId=${customerId}&limit=${limit}`);

/** Holds an outcome; one that was told 503 at first may have been done then, and its repeat be told so. */
const expectTold = (answer: Answer, done: string, repeated: string) =>
  expect(answer.isRepeat ? [done, repeated] : [done]).toContain(outcome(answer));

describe("parallel creates", () => {
  test("100 for one customer are one subscription: one 201, 99 times 409", async () => {
    const { customer } = await create(stack.client, { id: unique() });

    const answers = await parallel(100, (i) =>
      subscribe(stack.client, i % 2 ? customer.id : customer.externalId, { planCode: i % 3 ? "pro" : "free" }),
    );

    expectOneWinner(answers, "201", "409 already_has_active_subscription");
    const subscription = (await active(stack.client, customer.id)).body.data;
    const winners = answers.filter(({ status }) => status === 201);
    for (const { body } of winners)
      expect(subscription).toMatchObject({ id: body.data.id, plan: { id: body.data.planId } });
    expect((await stored(stack.client, customer.id)).etag).toBe('"2"');
  });

  test("100 with one Idempotency-Key are one subscription: one 201, 99 times 200 with the same one", async () => {
    const { customer } = await create(stack.client);
    const body = { customerId: customer.id, planCode: "pro" };

    const answers = await parallel(100, () =>
      stack.client.post("/api/subscriptions", body, { "idempotency-key": "one" }),
    );

    expectOneWinner(answers, "201", "200");
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1);
    expect((await stored(stack.client, customer.id)).etag).toBe('"2"');
  });

  test("100 behind an ended one are one: one 201, 99 times 409, and the ended one is kept", async () => {
    const { customerId, id } = await subscribed(stack.client);
    const ended = await cancel(stack.client, id, { immediate: true });

    const answers = await parallel(100, () => subscribe(stack.client, customerId));

    expectOneWinner(answers, "201", "409 already_has_active_subscription");
    const { data } = (await list(stack.client, customerId)).body;
    expect(data).toEqual([expect.objectContaining({ status: "active" }), ended.body.data]);
    for (const { status, body } of answers) if (status === 201) expect(body.data).toEqual(data[0]);
    expect((await stored(stack.client, customerId)).etag).toBe('"4"');
  });

  test("100 with one Idempotency-Key behind an ended one are one: one 201, 99 times 200 with the same one", async () => {
    const { customerId, id } = await subscribed(stack.client);
    await cancel(stack.client, id, { immediate: true });
    const body = { customerId, planCode: "pro" };

    const answers = await parallel(100, () =>
      stack.client.post("/api/subscriptions", body, { "idempotency-key": "one" }),
    );

    expectOneWinner(answers, "201", "200");
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1);
    expect((await list(stack.client, customerId)).body.data).toHaveLength(2);
  });

  test("against cancels: every one that ever began is kept, and read at any time", async () => {
    for (let round = 0; round < rounds; round++) {
      const { customerId, id } = await subscribed(stack.client);
      const began = new Set([id]);
      const unread: string[] = [];
      let goesOn = true;
      const reader = async () => {
        while (goesOn) {
          const seen = [...began];
          const ids = (await list(stack.client, customerId)).body.data.map((one: { id: string }) => one.id);
          unread.push(...seen.filter((one) => !ids.includes(one)));
          const answers = await Promise.all(seen.map((one) => stack.client.get(`/api/subscriptions/${one}`)));
          unread.push(...seen.filter((_, i) => answers[i]?.status !== 200));
        }
      };
      const writer = async () => {
        for (let i = 0; i < 4; i++) {
          await Promise.all([...began].map((one) => cancel(stack.client, one, { immediate: true })));
          const answer = await subscribe(stack.client, customerId, { planCode: "free" });
          if (answer.status === 201) began.add(answer.body.data.id);
        }
      };
      const reading = reader();
      await Promise.all(Array.from({ length: 3 }, writer));
      goesOn = false;
      await reading;

      const { data } = (await list(stack.client, customerId, 100)).body;
      expect(data.map((one: { id: string }) => one.id).sort()).toEqual([...began].sort());
      expect(data.map((one: { createdAt: string }) => one.createdAt)).toEqual(
        data
          .map((one: { createdAt: string }) => one.createdAt)
          .toSorted()
          .reverse(),
      );
      expect(unread).toEqual([]);
    }
  });

  test("against an archive: exactly one of the two happens", async () => {
    for (let round = 0; round < rounds; round++) {
      const { customer } = await create(stack.client);
      const [subscription, archive] = await Promise.all([
        subscribe(stack.client, customer.id),
        stack.client.put(pathOf(customer.id), { isActive: false }),
      ]);
      expect([
        ["201", "409 customer_has_active_subscription"],
        ["409 customer_archived", "200"],
      ]).toContainEqual([outcome(subscription), outcome(archive)]);
      const after = await stored(stack.client, customer.id);
      expect([after.customer.isActive, after.etag]).toEqual([subscription.status === 201, '"2"']);
    }
  });

  test("against updates: nothing is lost, and each is one step of the version", async () => {
    const { customer } = await create(stack.client);

    const [subscription, ...updates] = await Promise.all([
      subscribe(stack.client, customer.id),
      ...Array.from({ length: 10 }, (_, i) => stack.client.put(pathOf(customer.id), { metadata: { [`key${i}`]: i } })),
    ]);

    expect(tally(updates)).toEqual({ 200: 10 });
    expectTold(subscription, "201", "409 already_has_active_subscription");
    const after = await stored(stack.client, customer.id);
    expect([Object.keys(after.customer.metadata).length, versionOf(after.etag)]).toEqual([10, 12]);
    const { id } = (await active(stack.client, customer.id)).body.data;
    if (subscription.status === 201) expect(id).toBe(subscription.body.data.id);
  });
});

describe("parallel cancels", () => {
  test.each([[{}], [{ immediate: true }]])("50 with %j are one: one 200, 49 times 409", async (fields) => {
    const { customerId, id } = await subscribed(stack.client);

    const answers = await parallel(50, () => cancel(stack.client, id, fields));

    expectOneWinner(answers, "200", "409 subscription_already_canceled");
    const after = (await active(stack.client, customerId)).body.data;
    if ("immediate" in fields) expect(after).toBeNull();
    else expect(after.endDate).not.toBeNull();
    const winners = answers.filter(({ status }) => status === 200);
    for (const { body } of winners) expect(after?.endDate).toBe("immediate" in fields ? undefined : body.data.endDate);
    expect((await stored(stack.client, customerId)).etag).toBe('"3"');
  });

  test("of both kinds: the immediate one takes effect, and the other one only before it", async () => {
    for (let round = 0; round < rounds; round++) {
      const { customerId, id } = await subscribed(stack.client);
      const [atOnce, later] = await Promise.all([
        cancel(stack.client, id, { immediate: true }),
        cancel(stack.client, id),
      ]);
      expectTold(atOnce, "200", "409 subscription_already_canceled");
      expect(["200", "409 subscription_already_canceled"]).toContain(outcome(later));
      expect((await active(stack.client, customerId)).body.data).toBeNull();
      const { etag } = await stored(stack.client, customerId);
      if (later.isRepeat) expect(['"3"', '"4"']).toContain(etag);
      else expect(etag).toBe(later.status === 200 ? '"4"' : '"3"');
    }
  });

  test("against creates: a customer never has two, and every step is one of the version", async () => {
    for (let round = 0; round < rounds; round++) {
      const { customerId, id } = await subscribed(stack.client);
      const [canceled, ...created] = await Promise.all([
        cancel(stack.client, id, { immediate: true }),
        ...Array.from({ length: 10 }, () => subscribe(stack.client, customerId)),
      ]);
      const winners = created.filter(({ status }) => status === 201);
      const now: Json = (await active(stack.client, customerId)).body.data;
      expectTold(canceled, "200", "409 subscription_already_canceled");
      expect(winners.length).toBeLessThanOrEqual(now === null ? 0 : 1);
      if (created.every(({ isRepeat }) => !isRepeat)) expect(winners.length).toBe(now === null ? 0 : 1);
      expect(tally(created)["409 already_has_active_subscription"] ?? 0).toBe(10 - winners.length);
      for (const { body } of winners) expect(now.id).toBe(body.data.id);
      expect(versionOf((await stored(stack.client, customerId)).etag)).toBe(now === null ? 3 : 4);
    }
  });
});
