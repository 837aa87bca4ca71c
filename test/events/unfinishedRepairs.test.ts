/** Repairs that are killed: nothing publishes here but they. */
import { expect, test } from "vitest";
import { readFeed } from "../../core/events/feed.ts";
import { awsError } from "./faults.ts";
import { call, range, useEvents } from "./support.ts";

const events = useEvents({ realTime: true });

/** Lets a repair make so many requests of DynamoDB and SQS, and then no more. */
function killAfter(requests: number): AbortSignal {
  const killed = new AbortController();
  let left = requests;
  const die = () => {
    if (left-- > 0) return;
    killed.abort();
    throw awsError("TimeoutError");
  };
  events.hooks.dynamodb = async (_operation, _input, proceed) => {
    die();
    return proceed();
  };
  events.hooks.sqs = async (_batch, proceed) => {
    die();
    return proceed();
  };
  return killed.signal;
}

test("A repair that was killed at any request is seen, and finished by the next: log, feed and subscribers have the event", async () => {
  const client = await events.api.newOrganization();
  const { organizationId } = client;
  const retention = events.core.config.eventRetentionSeconds();
  const target = await events.newTarget();
  const repaired: string[] = [];
  const halfway: number[] = [];
  for (let isDone = false, requests = 0; !isDone; requests++) {
    const { body } = await client.post("/api/customers", { email: "billing@acme.com" });
    const missing = [{ organizationId, customerId: body.data.id, sequences: [1] }];
    const signal = killAfter(requests);
    isDone = await events.core.repair(call(signal), missing, [target], retention).then(
      () => !signal.aborted,
      () => false,
    );
    delete events.hooks.dynamodb;
    delete events.hooks.sqs;

    const unfinished = await events.core.unfinishedRepairs(call());
    if (unfinished.length > 0) halfway.push(requests);
    expect(await events.core.finishRepairs(call(), unfinished, [target])).toBe(unfinished.length);
    const still = (await events.verify({ hasPassed: () => true })).missing;
    await events.core.repair(call(), still, [target], retention);
    repaired.push(body.data.id);
  }

  expect(await events.core.unfinishedRepairs(call())).toEqual([]);
  // Of some it was known only by the notes.
  expect(halfway.length).toBeGreaterThan(1);
  const delivered = await events.drain(target);
  expect([...new Set(delivered.map(({ event }) => event.data.id))]).toEqual(repaired);
  const feed = await readFeed({ ...call(), organizationId, requestId: "reader" }, { limit: 100 });
  expect(feed.events.map(({ data, repaired }) => [data.id, repaired])).toEqual(repaired.map((id) => [id, true]));
});

test("Several repairs of the same events at once leave each in the feed once", async () => {
  const client = await events.api.newOrganization();
  const { organizationId } = client;
  const ids = await Promise.all(
    range(1, 8).map(async () => (await client.post("/api/customers", { email: "billing@acme.com" })).body.data.id),
  );
  const missing = ids.map((customerId) => ({ organizationId, customerId, sequences: [1] }));
  const repair = () => events.core.repair(call(), missing, [], events.core.config.eventRetentionSeconds());

  await Promise.all(range(1, 4).map(repair));

  const feed = await readFeed({ ...call(), organizationId, requestId: "reader" }, { limit: 100 });
  expect(feed.events.map(({ data }) => data.id).toSorted()).toEqual(ids.toSorted());
  expect(await events.core.unfinishedRepairs(call())).toEqual([]);
});
