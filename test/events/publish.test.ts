import { BatchRequestTooLong } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import type { Item } from "../../core/aws/item.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import type { Customer } from "../../core/customers/customer.ts";
import type { LogEntry } from "../../core/events/event.ts";
import { unpack } from "../../core/events/packing.ts";
import { logLines } from "../support/api.ts";
import {
  awsError,
  conflict,
  type Entry,
  PATIENCE_OVER_MS,
  refusing,
  sendExcept,
  skipTime,
  throttled,
  writeExcept,
} from "./faults.ts";
import {
  changed,
  keyOf,
  lifeOf,
  newCustomer,
  recordOf,
  recordOfItems,
  reservationRecord,
  unreadableRecord,
} from "./records.ts";
import { call, range, sequencesOf, useEvents } from "./support.ts";

const events = useEvents();

/** Makes an operation's requests fail if their input contains a text. */
function breakDynamodb(operation: string, text = ""): void {
  events.hooks.dynamodb = async (name, input, proceed) => {
    if (name === operation && JSON.stringify(input).includes(text)) throw throttled();
    return proceed();
  };
}

const sequenceIn = ({ MessageBody = "" }: Entry): number => JSON.parse(MessageBody).sequence;

describe("publishing", () => {
  test("sends each subscriber the events it wants, in the order of each customer's changes, and logs them all", async () => {
    const [everything, some] = [await events.newTarget(), await events.newTarget(["customer.created"])];
    const customers = range(1, 5).map(() => newCustomer());
    const records = customers.flatMap((customer) => lifeOf(4, customer));

    const { incomplete, parked, failures } = await events.publish(records, [everything, some]);

    expect([incomplete.size, parked, failures]).toEqual([0, 0, {}]);
    const all = await events.drain(everything);
    expect(sequencesOf(all)).toEqual(Object.fromEntries(customers.map((it) => [keyOf(it), [1, 2, 3, 4]])));
    expect(sequencesOf(await events.drain(some))).toEqual(Object.fromEntries(customers.map((it) => [keyOf(it), [1]])));
    for (const customer of customers) expect(await events.logged(keyOf(customer))).toEqual([1, 2, 3, 4]);
  });

  test("sends the body that is in the log, with what a consumer filters by as attributes", async () => {
    const target = await events.newTarget();
    const records = lifeOf(2, newCustomer({ fullName: "\uFFFE and \uFFFF" }));

    await events.publish(records, [target]);

    const expected = events.entriesOf(records).map(({ event }) => event);
    const deliveries = await events.drain(target);
    expect(deliveries.map(({ body }) => body)).toEqual(expected.map((event) => event?.body));
    expect(deliveries.map(({ attributes }) => attributes)).toEqual([
      { event: "customer.created", organizationId: "org_events" },
      { event: "customer.updated", organizationId: "org_events" },
    ]);
  });

  test("of the same records twice is publishing them once", async () => {
    const target = await events.newTarget();
    const customer = newCustomer();
    const records = lifeOf(3, customer);

    await events.publish(records, [target]);
    await events.publish(records, [target]);
    await events.publish([...records, ...records], [target]);

    expect(sequencesOf(await events.drain(target))).toEqual({ [keyOf(customer)]: [1, 2, 3] });
    const log = await events.core.readLogFrom(call(), keyOf(customer), 0);
    expect(log).toEqual(events.entriesOf(records));
  });

  test("packs large events into calls that SQS takes", async () => {
    const target = await events.newTarget();
    const large = range(1, 12).map((): LogEntry => {
      const [entry] = events.entriesOf(lifeOf(1));
      if (!entry?.event) throw new Error("There is no event");
      const body = JSON.stringify({ ...JSON.parse(entry.event.body), previous: { text: "ñ".repeat(90_000) } });
      return { ...entry, event: { ...entry.event, body } };
    });

    const { incomplete, parked } = await events.core.publishEntries(call(), large, [target]);

    expect([incomplete.size, parked]).toEqual([0, 0]);
    expect(await events.drain(target)).toHaveLength(12);
  });

  test("splits batches that are too long for the queue, and keeps each customer's order", async () => {
    const target = await events.newTarget();
    const customers = range(1, 8).map(() => newCustomer({ metadata: JSON.stringify({ text: "x".repeat(16_000) }) }));
    events.hooks.sqs = async ({ entries }, proceed) => {
      const bytes = entries.reduce((sum, { MessageBody = "" }) => sum + MessageBody.length, 0);
      if (bytes > 60_000) throw new BatchRequestTooLong({ $metadata: {}, message: "too long" });
      return proceed();
    };

    const { incomplete, parked, failures } = await events.publish(
      customers.flatMap((customer) => lifeOf(3, customer)),
      [target],
    );

    expect([incomplete.size, parked, failures]).toEqual([0, 0, {}]);
    expect(sequencesOf(await events.drain(target))).toEqual(
      Object.fromEntries(customers.map((it) => [keyOf(it), [1, 2, 3]])),
    );
  });

  test("lets a queue that listens for a while have everything, and does not mind its trouble", async () => {
    const [target, tap] = [await events.newTarget(["customer.created"]), await events.newTarget()];
    const customer = newCustomer();
    await events.core.putTap(call(), tap.name, tap.queueUrl, new Date(Date.now() + 60_000));
    await events.core.putTap(call(), "expired", "http://127.0.0.1/0/expired.fifo", new Date(Date.now() - 60_000));

    await events.publish(lifeOf(3, customer), [target]);
    const heard = sequencesOf(await events.drain(tap));
    await events.deleteQueue(tap);
    const { incomplete, parked, failures } = await events.publish(lifeOf(1), [target]);
    await events.core.removeTap(call(), tap.name);

    expect(heard).toEqual({ [keyOf(customer)]: [1, 2, 3] });
    expect([incomplete.size, parked, failures]).toEqual([0, 0, {}]);
  });
});

describe("a customer's later event", () => {
  test("goes to a queue only after the earlier one was accepted there, whatever entries a call refuses", async () => {
    const target = await events.newTarget();
    const customers = range(1, 3).map(() => newCustomer());
    const accepted: Record<string, number> = {};
    const early: string[] = [];
    let calls = 0;
    events.hooks.sqs = async (batch, proceed) => {
      const { entries } = batch;
      calls++;
      for (const entry of entries)
        if (sequenceIn(entry) !== (accepted[entry.MessageGroupId ?? ""] ?? 0) + 1) early.push(entry.MessageBody ?? "");
      const isRefused = (_: Entry, index: number) => (calls + index) % 2 === 0;
      const result = await sendExcept(batch, isRefused, proceed);
      for (const [index, entry] of entries.entries())
        if (!isRefused(entry, index)) accepted[entry.MessageGroupId ?? ""] = sequenceIn(entry);
      return result;
    };

    const { incomplete, parked } = await events.publish(
      customers.flatMap((customer) => lifeOf(4, customer)),
      [target],
    );

    expect(early).toEqual([]);
    expect([incomplete.size, parked]).toEqual([0, 0]);
    expect(sequencesOf(await events.drain(target))).toEqual(
      Object.fromEntries(customers.map((it) => [keyOf(it), [1, 2, 3, 4]])),
    );
  });

  test("waits for nobody else's: while one customer's is refused, all others go to their last", async () => {
    const target = await events.newTarget();
    const [refused, other] = [newCustomer(), newCustomer()];
    events.hooks.sqs = (batch, proceed) => {
      const isRefused = ({ MessageGroupId }: Entry) => MessageGroupId === keyOf(refused);
      // The retries end once the other customer has nothing left to send.
      if (batch.entries.every(isRefused)) skipTime(PATIENCE_OVER_MS);
      return sendExcept(batch, isRefused, proceed);
    };

    const { incomplete } = await events.publish([...lifeOf(3, refused), ...lifeOf(3, other)], [target]);

    expect(incomplete.size).toBe(0);
    expect(await events.parked(target)).toEqual({ [keyOf(refused)]: 1 });
    expect(sequencesOf(await events.drain(target))).toEqual({ [keyOf(other)]: [1, 2, 3] });
  });

  test("is sent to nobody while the earlier one is not in the log", async () => {
    const target = await events.newTarget();
    const customer = newCustomer();
    const records = lifeOf(3, customer);
    const [, second] = events.entriesOf(records);
    leaveUnprocessed(String(second?.event?.id));

    const { incomplete, parked, failures } = await events.publish(records, [target]);

    expect([...incomplete].map(({ sequence }) => sequence)).toContain(2);
    expect([parked, failures]).toEqual([0, { log: "UnprocessedItems" }]);
    expect(sequencesOf(await events.drain(target))).toEqual({ [keyOf(customer)]: [1] });
  });
});

/** Makes DynamoDB always leave the entries of a batch that contain a text unprocessed. */
function leaveUnprocessed(text: string): void {
  events.hooks.dynamodb = async (operation, input, proceed) => {
    if (operation !== "BatchWriteItem") return proceed();
    return writeExcept(input, ({ PutRequest }) => bodyIn(PutRequest?.Item ?? {}).includes(text), proceed);
  };
}

const bodyIn = ({ body, dictionary }: Item): string =>
  body?.B ? (unpack(body.B, dictionary?.N).event?.body ?? "") : "";

describe("a subscriber in trouble", () => {
  test("holds no other up: they have everything before it has refused for good", async () => {
    const [healthy, troubled] = [await events.newTarget(), await events.newTarget()];
    const othersDone = Promise.withResolvers<void>();
    events.hooks.sqs = async (batch, proceed) => {
      if (batch.queueUrl === healthy.queueUrl) {
        const result = await proceed();
        if (events.accepted.filter(({ queueUrl }) => queueUrl === healthy.queueUrl).length === 6) othersDone.resolve();
        return result;
      }
      await othersDone.promise;
      return refusing()(batch, proceed);
    };

    const { incomplete, parked } = await events.publish([...lifeOf(3), ...lifeOf(3)], [troubled, healthy]);

    expect([incomplete.size, parked]).toEqual([0, 6]);
    expect(await events.drain(healthy)).toHaveLength(6);
    expect(await events.drain(troubled)).toEqual([]);
  });

  test("has what its queue did not take parked from the first such event on, and is flagged", async () => {
    const [healthy, troubled] = [await events.newTarget(), await events.newTarget()];
    const [one, two, fine] = [newCustomer(), newCustomer(), newCustomer()];
    events.hooks.sqs = refusing(
      ({ queueUrl }, entry) =>
        queueUrl === troubled.queueUrl &&
        ((entry.MessageGroupId === keyOf(one) && sequenceIn(entry) === 3) || entry.MessageGroupId === keyOf(two)),
    );
    await events.publish([...lifeOf(2, one), ...lifeOf(1, fine)], [healthy, troubled]);

    const records = [...lifeOf(5, one).slice(2), ...lifeOf(2, two)];
    const { incomplete, parked, failures } = await events.publish(records, [healthy, troubled]);

    expect([incomplete.size, parked, failures]).toEqual([0, 5, { [troubled.name]: "InternalError" }]);
    expect(await events.parked(troubled)).toEqual({ [keyOf(one)]: 3, [keyOf(two)]: 1 });
    expect([await events.isFlagged(troubled), await events.isFlagged(healthy)]).toEqual([true, false]);
    expect(await events.parked(healthy)).toEqual({});
    expect(sequencesOf(await events.drain(troubled))).toEqual({ [keyOf(one)]: [1, 2], [keyOf(fine)]: [1] });
  });

  test("whose queue is gone has everything parked, under the name that SQS gives the trouble", async () => {
    const troubled = await events.newTarget();
    await events.deleteQueue(troubled);
    const customer = newCustomer();
    events.hooks.sqs = async (_, proceed) => proceed().finally(() => skipTime(PATIENCE_OVER_MS));

    const { incomplete, parked, failures } = await events.publish(lifeOf(2, customer), [troubled]);

    expect([incomplete.size, parked, failures]).toEqual([0, 2, { [troubled.name]: "QueueDoesNotExist" }]);
    expect(await events.parked(troubled)).toEqual({ [keyOf(customer)]: 1 });
  });

  test("has later events stay behind what is parked, while other customers' flow", async () => {
    const troubled = await events.newTarget();
    const [parked, other] = [newCustomer(), newCustomer()];
    const states = [parked, changed(parked), changed(changed(parked))];
    events.hooks.sqs = refusing((_, { MessageGroupId }) => MessageGroupId === keyOf(parked));
    await events.publish([recordOf(parked)], [troubled]);
    delete events.hooks.sqs;

    const later = states.slice(1).map((state, i) => recordOf(state, states[i]));
    const { incomplete, flagged } = await events.publish([...later, ...lifeOf(2, other)], [troubled]);

    expect(incomplete.size).toBe(0);
    expect(flagged).toBeGreaterThan(0);
    expect(sequencesOf(await events.drain(troubled))).toEqual({ [keyOf(other)]: [1, 2] });
    expect(await events.parked(troubled)).toEqual({ [keyOf(parked)]: 1 });
    expect(await events.logged(keyOf(parked))).toEqual([1, 2, 3]);
  });

  test("can have events of hundreds of customers parked at once, and later ones behind them", async () => {
    const troubled = await events.newTarget();
    const customers = range(1, 230).map(() => newCustomer());
    events.hooks.sqs = refusing();

    const first = await events.publish(
      customers.map((customer) => recordOf(customer)),
      [troubled],
    );
    delete events.hooks.sqs;
    const second = await events.publish(
      customers.map((customer) => recordOf(changed(customer), customer)),
      [troubled],
    );

    expect([first.incomplete.size, first.parked, second.incomplete.size]).toEqual([0, 230, 0]);
    expect(Object.values(await events.parked(troubled))).toEqual(customers.map(() => 1));
    expect(await events.drain(troubled)).toEqual([]);
  });
});

describe("a record that cannot be read", () => {
  test("parks its customer for every subscriber, whatever they want, and nobody else", async () => {
    const targets = [await events.newTarget(), await events.newTarget(["customer.archived"])];
    const [customer, other] = [newCustomer(), newCustomer()];
    const [second, third] = [changed(customer), changed(changed(customer))];
    const records = [
      recordOf(customer),
      ...lifeOf(1, other),
      unreadableRecord(second, customer),
      recordOf(third, second),
      recordOf(changed(other), other),
    ];

    const { incomplete } = await events.publish(records, targets);
    await events.publish([recordOf(changed(third), third)], targets);

    expect(incomplete.size).toBe(0);
    for (const target of targets) expect(await events.parked(target)).toEqual({ [keyOf(customer)]: 2 });
    expect(await events.logged(keyOf(customer))).toEqual([1, 2, 3, 4]);
    const [all = [], archives] = await Promise.all(targets.map((target) => events.drain(target)));
    expect(sequencesOf(all)).toEqual({ [keyOf(customer)]: [1], [keyOf(other)]: [1, 2] });
    expect(archives).toEqual([]);
  });
});

describe("of a batch, what must come again", () => {
  /** The sequence number in a batch's response, of which there is at most one. */
  const failed = async (records: readonly ChangeRecord[], queues = 1) => {
    const targets = await Promise.all(range(1, queues).map(() => events.newTarget()));
    const { batchItemFailures } = await events.core.publishChanges(records, targets);
    expect(batchItemFailures.length).toBeLessThanOrEqual(1);
    return records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === batchItemFailures[0]?.itemIdentifier);
  };
  /** The creations of three customers with different emails, with records that are no changes before and between. */
  const batch = () => {
    const customers: [Customer, Customer, Customer] = [newCustomer(), newCustomer(), newCustomer()];
    const [a, b, c] = customers;
    const noChange = () => recordOfItems(recordOf(a).dynamodb?.NewImage, recordOf(a).dynamodb?.NewImage);
    const records = [reservationRecord(), recordOf(a), noChange(), recordOf(b), recordOf(c)];
    return { records, customers };
  };

  test("is nothing when all is sent, and nothing when there is no change in it", async () => {
    expect(await failed(batch().records, 2)).toBe(-1);
    expect(await failed([reservationRecord()])).toBe(-1);
    expect(await failed([])).toBe(-1);
  });

  test("is nothing when all is parked", async () => {
    events.hooks.sqs = refusing();

    expect(await failed(batch().records, 2)).toBe(-1);
  });

  test("begins at the first record whose entry is not in the log", async () => {
    const { records, customers } = batch();
    leaveUnprocessed(customers[1].email);

    expect(await failed(records)).toBe(3);
  });

  test("is every change when nothing can be logged", async () => {
    const { records } = batch();
    breakDynamodb("BatchWriteItem");

    expect(await failed(records)).toBe(1);
  });

  test("is every change when it cannot be known what is parked; then nothing was sent", async () => {
    const { records } = batch();
    breakDynamodb("Query");

    expect(await failed(records)).toBe(1);
    expect(events.accepted).toEqual([]);
  });

  test("begins at the first record that was neither sent nor parked", async () => {
    const { records, customers } = batch();
    events.hooks.sqs = refusing((_, { MessageBody = "" }) => !MessageBody.includes(customers[0].email));
    breakDynamodb("UpdateItem");

    expect(await failed(records)).toBe(3);
  });

  test("begins at the first record that could not be put behind what is parked", async () => {
    const target = await events.newTarget();
    const { records, customers } = batch();
    const [a, b, c] = customers;
    events.hooks.sqs = refusing((_, { MessageGroupId }) => MessageGroupId === keyOf(b));
    await events.core.publishChanges(records, [target]);
    delete events.hooks.sqs;
    const later = [a, b, c].map((customer) => recordOf(changed(customer), customer));

    for (const operation of ["BatchGetItem", "UpdateItem"]) {
      breakDynamodb(operation);
      const { batchItemFailures } = await events.core.publishChanges(later, [target]);
      expect(batchItemFailures).toHaveLength(1);
      const index = later.findIndex(
        ({ dynamodb }) => dynamodb?.SequenceNumber === batchItemFailures[0]?.itemIdentifier,
      );
      expect(index).toBeLessThanOrEqual(1);
      expect(index).toBeGreaterThanOrEqual(0);
    }
    delete events.hooks.dynamodb;
    await events.core.publishChanges(later, [target]);
    await events.redrive(target);
    const sequences = sequencesOf(await events.drain(target));
    for (const customer of customers) expect(sequences[keyOf(customer)]).toEqual([1, 2]);
  });

  test("does not depend on trouble that passes: a lost answer, a conflict, a throttled moment", async () => {
    const { records } = batch();
    const times: Record<string, number> = {};
    events.hooks.sqs = refusing();
    events.hooks.dynamodb = async (operation, _, proceed) => {
      times[operation] = (times[operation] ?? 0) + 1;
      if (times[operation] > 1 || operation === "Query") return proceed();
      if (operation === "BatchWriteItem") {
        await proceed();
        throw awsError("TimeoutError");
      }
      throw conflict();
    };

    expect(await failed(records)).toBe(-1);
    expect(times.BatchWriteItem).toBe(2);
    expect(times.UpdateItem).toBeGreaterThan(3);
  });

  test("reaches alarms as counts only: no field of a customer is in a log line", async () => {
    const before = logLines.length;
    const { records, customers } = batch();
    events.hooks.sqs = refusing();
    leaveUnprocessed(customers[2].email);

    await failed([...records, unreadableRecord(newCustomer({ email: customers[0].email }))]);

    const lines = logLines.slice(before).filter((line) => line.includes('"operation":"publishChanges"'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      changes: 4,
      parked: 3,
      unreadable: 1,
      subscribersWithParked: expect.any(Number),
      incomplete: 1,
    });
    expect(lines[0]).not.toContain("@acme.com");
  });
});
