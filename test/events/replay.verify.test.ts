import { DeleteItemCommand, type QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { getById, scanCustomers } from "../../core/customers/store.ts";
import type { ChangeEvent, LogEntry } from "../../core/events/event.ts";
import type { Missing } from "../../core/events/repair/verify.ts";
import { readCheckpoint } from "../../local/pump/checkpoint.ts";
import { readStackFile } from "../../local/stackFile.ts";
import type { Client } from "../support/api.ts";
import { scaled } from "../support/scale.ts";
import { createBatch } from "../support/service.ts";
import { type Hooks, refusing, sendExcept, throttled, writeExcept } from "./faults.ts";
import { call, range, sequencesOf, useEvents } from "./support.ts";

const events = useEvents({ publishes: true });

/** Creates customers through the API, each with `changes` versions, the last one an archive if requested. */
async function write(client: Client, customers: number, changes = 1, archive = false): Promise<string[]> {
  const created = await createBatch(
    client,
    range(1, customers).map((i) => ({ email: `${i}@acme.com`, metadata: { b: 0, a: { c: i } } })),
  );
  const ids: string[] = created.map(({ id }) => id);
  for (const version of range(2, changes))
    await Promise.all(
      ids.map((id) => {
        const isArchive = archive && version === changes;
        const change = isArchive
          ? { isActive: false }
          : { fullName: `Name ${version}`, metadata: { [`k${version}`]: 1 } };
        return client.put(`/api/customers/${id}`, change);
      }),
    );
  return ids;
}

/** Waits until the stack's own pump has published everything written so far. */
async function pumped(): Promise<void> {
  const caughtUpAt = () => Date.parse(readCheckpoint(events.api.dataDir, "publisher")?.caughtUpAt ?? "");
  // What it read between two checkpoints is later than any write before.
  for (const _ of range(1, 2)) {
    const before = caughtUpAt();
    while (!(caughtUpAt() > before)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A customer as stored. */
async function stored(client: Client, id: string): Promise<Customer> {
  const { customer } = await getById({ ...call(), organizationId: client.organizationId, requestId: "test" }, id);
  if (!customer) throw new Error(`There is no customer ${id}`);
  return customer;
}

const keyOf = (client: Client, id: string): string => `${client.organizationId}#${id}`;

const readLog = (client: Client, id: string): Promise<LogEntry[]> =>
  events.core.readLogFrom(call(), keyOf(client, id), 0);

/** Removes entries from a customer's log. */
async function forget(client: Client, id: string, ...sequences: number[]): Promise<Missing> {
  const dynamodb = dynamodbClient();
  for (const sequence of sequences)
    await dynamodb.send(
      new DeleteItemCommand({
        TableName: process.env.EVENTS_TABLE,
        Key: { pk: { S: keyOf(client, id) }, sk: { S: String(sequence).padStart(12, "0") } },
      }),
    );
  return { organizationId: client.organizationId, customerId: id, sequences };
}

/** Nothing says that the publisher has come to any change. */
const unknown = { hasPassed: () => false };

const repair = (missing: Missing[], ...targets: Parameters<typeof events.core.repair>[2]) =>
  events.core.repair(call(), missing, targets, events.core.config.eventRetentionSeconds());

const bodyOf = (entry: LogEntry | undefined): ChangeEvent => JSON.parse(entry?.event?.body ?? "null");

describe("replay of current states", () => {
  /** Of each organization. The more there are, the more pages a scan has. */
  const CUSTOMERS = scaled(30, 100);
  const customers = new Map<string, string>();
  beforeAll(async () => {
    const organizations = await Promise.all(range(1, 2).map(() => events.api.newOrganization()));
    for (const client of organizations) {
      const written = [...(await write(client, CUSTOMERS)), ...(await write(client, 3, 2, true))];
      await client.put(`/api/customers/${written[0]}`, { externalId: "given_later" });
      for (const id of written) {
        const { body } = await client.get(`/api/customers/${id}`);
        customers.set(keyOf(client, id), JSON.stringify(body.data));
      }
    }
  });

  test("sends every customer of every organization once, as it is now, archived ones too, and no reservation", async () => {
    const target = await events.newTarget(["customer.archived"]);

    const { sent } = await events.core.replaySnapshots(call(), target, "run1", () => {});

    const deliveries = await events.drain(target);
    expect([sent, deliveries.length]).toEqual([customers.size, customers.size]);
    expect(new Map(deliveries.map(({ key, event }) => [key, JSON.stringify(event.data)]))).toEqual(customers);
    expect(new Set(deliveries.map(({ event }) => event.event))).toEqual(new Set(["customer.snapshot"]));
    expect(
      deliveries.every(({ event }) => event.sequence === 1 + (event.data.isActive ? 0 : 1) || event.data.externalId),
    ).toBe(true);
  });

  test("refused in the middle goes on when it is repeated: every customer once, in one run", async () => {
    const target = await events.newTarget();
    let left = 3;
    events.hooks.sqs = (batch, proceed) => {
      const isRefused = left-- <= 0;
      return sendExcept(batch, () => isRefused, proceed);
    };

    const refused = events.core.replaySnapshots(call(), target, "run1", () => {});
    await expect(refused).rejects.toThrow(/refuses messages \(InternalError\)/);
    delete events.hooks.sqs;
    const { run, sent } = await events.core.replaySnapshots(call(), target, "run2", () => {});

    expect([run, sent]).toEqual(["run1", customers.size]);
    expect((await events.drain(target)).map(({ key }) => key).sort()).toEqual([...customers.keys()].sort());
  });

  test("stopped after a part of the table goes on behind that part", async () => {
    const target = await events.newTarget();
    let scans = 0;
    events.hooks.dynamodb = async (operation, input, proceed) => {
      if (operation !== "Scan") return proceed();
      if (++scans === 3) throw throttled();
      return proceed({ ...input, Limit: CUSTOMERS / 2 } as typeof input);
    };

    const stopped = events.core.replaySnapshots(call(), target, "run1", () => {});
    await expect(stopped).rejects.toMatchObject({ code: "service_unavailable" });
    const before = await events.drain(target);
    const { sent } = await events.core.replaySnapshots(call(), target, "run2", () => {});
    const after = await events.drain(target);

    expect(before.length).toBeGreaterThan(0);
    expect(sent).toBe(customers.size);
    expect([...before, ...after].map(({ key }) => key).sort()).toEqual([...customers.keys()].sort());
  });

  test("that was completed is none of the next one's: another run sends everything again", async () => {
    const target = await events.newTarget();

    await events.core.replaySnapshots(call(), target, "run1", () => {});
    const { run } = await events.core.replaySnapshots(call(), target, "run2", () => {});

    expect(run).toBe("run2");
    expect(await events.drain(target)).toHaveLength(2 * customers.size);
  });
});

describe("replay of one customer", () => {
  let client: Client;
  let id: string;
  beforeAll(async () => {
    client = await events.api.newOrganization();
    [id = ""] = await write(client, 1, 5, true);
    await pumped();
  });

  test("sends its logged events in order, the very same, those that the subscriber wants", async () => {
    const [all, some] = [await events.newTarget(), await events.newTarget(["customer.created", "customer.archived"])];
    const customer = await stored(client, id);

    const sent = [
      await events.core.replayCustomer(call(), all, customer, 0, "run1"),
      await events.core.replayCustomer(call(), some, customer, 0, "run1"),
    ];

    expect(sent).toEqual([5, 2]);
    const log = await readLog(client, id);
    expect((await events.drain(all)).map(({ body }) => body)).toEqual(log.map(({ event }) => event?.body));
    expect(sequencesOf(await events.drain(some))).toEqual({ [keyOf(client, id)]: [1, 5] });
  });

  test("begins after a sequence if one is given", async () => {
    const target = await events.newTarget();
    const customer = await stored(client, id);

    const sent = [
      await events.core.replayCustomer(call(), target, customer, 3, "run1"),
      await events.core.replayCustomer(call(), target, customer, 5, "run1"),
    ];

    expect(sent).toEqual([2, 0]);
    expect(sequencesOf(await events.drain(target))).toEqual({ [keyOf(client, id)]: [4, 5] });
  });

  test("is not taken for a repeat by the queue: not of the first delivery, nor of another run", async () => {
    const target = await events.newTarget();
    const customer = await stored(client, id);
    await events.core.publishEntries(call(), await readLog(client, id), [target]);

    await events.core.replayCustomer(call(), target, customer, 0, "run1");
    await events.core.replayCustomer(call(), target, customer, 0, "run2");

    const once = [1, 2, 3, 4, 5];
    expect(sequencesOf(await events.drain(target))).toEqual({ [keyOf(client, id)]: [...once, ...once, ...once] });
  });

  test.each([
    ["first", 1],
    ["middle", 3],
    ["last", 5],
  ])("sends nothing and says so when the %s of what was asked for is gone", async (_, sequence) => {
    const target = await events.newTarget();
    const log = await readLog(client, id);
    await forget(client, id, sequence);

    const replay = events.core.replayCustomer(call(), target, await stored(client, id), 0, "run1");
    await expect(replay).rejects.toThrow(`Sequence ${sequence} of ${id} is not in the log`);
    await expect(replay).rejects.toBeInstanceOf(events.core.ExpiredError);
    await events.core.appendToLog(call(), log);

    expect(await events.drain(target)).toEqual([]);
  });
});

describe("verify", () => {
  test("finds nothing missing after changes of every kind, also while they are made", async () => {
    const client = await events.api.newOrganization();

    const [ids, ...results] = await Promise.all([
      write(client, 20, 6, true),
      events.verify(unknown),
      events.verify(unknown),
    ]);
    const after = await events.verify(unknown);

    expect(ids).toHaveLength(20);
    for (const { missing } of [...results, after]) expect(missing).toEqual([]);
    expect(after.late).toEqual([]);
    expect(after.customers).toBeGreaterThanOrEqual(20);
    expect(after.events).toBeGreaterThanOrEqual(after.customers);
  });

  test("looks again at what is still on its way through the stream before it calls it missing", async () => {
    const client = await events.api.newOrganization();
    const { pids } = readStackFile(events.api.dataDir);
    if (pids.pump === null) throw new Error("The stack has no pump");
    const pump = pids.pump;
    process.kill(pump, "SIGSTOP");
    const [id = ""] = await write(client, 1, 3);
    const looks: number[] = [];
    events.hooks.dynamodb = async (operation, input, proceed) => {
      const output = await proceed();
      if (operation !== "Query" || !JSON.stringify(input).includes(keyOf(client, id))) return output;
      looks.push((output as QueryCommandOutput).Items?.length ?? 0);
      process.kill(pump, "SIGCONT");
      return output;
    };

    const { missing, late } = await events.verify(unknown).finally(() => process.kill(pump, "SIGCONT"));

    expect([missing, late]).toEqual([[], []]);
    expect([looks[0], looks.at(-1)]).toEqual([0, 3]);
  });

  test("names exactly what is missing: first, last, in the middle, and everything of a customer", async () => {
    const client = await events.api.newOrganization();
    const [first = "", last = "", middle = "", all = ""] = await write(client, 5, 4);
    await pumped();
    const missing = [
      await forget(client, first, 1),
      await forget(client, last, 4),
      await forget(client, middle, 2, 3),
      await forget(client, all, 1, 2, 3, 4),
    ];
    const log = (await Promise.all([first, last, middle, all].map((id) => readLog(client, id)))).flat();

    const found = await events.verify();
    await repair(found.missing);

    const byId = (a: Missing, b: Missing) => (a.customerId < b.customerId ? -1 : 1);
    expect(found.missing.toSorted(byId)).toEqual(missing.toSorted(byId));
    expect(found.late).toEqual([]);
    expect(log).toHaveLength(3 + 3 + 2);
  });

  test("calls late, with the time of the change, what follows the last one in the log, and missing what does not", async () => {
    const client = await events.api.newOrganization();
    const [whole = "", last = "", middle = "", both = "", all = ""] = await write(client, 5, 4);
    await pumped();
    await Promise.all([forget(client, last, 3, 4), forget(client, middle, 2), forget(client, both, 2, 4)]);
    await forget(client, all, 1, 2, 3, 4);
    const of = (customerId: string, ...sequences: number[]) => ({
      organizationId: client.organizationId,
      customerId,
      sequences,
    });
    const mine = <T extends Missing>(found: readonly T[]) =>
      found
        .filter(({ organizationId }) => organizationId === client.organizationId)
        .toSorted((a, b) => a.customerId.localeCompare(b.customerId));
    const late = await Promise.all(
      [of(last, 3, 4), of(both, 4), of(all, 1, 2, 3, 4)].map(async (it) => {
        return { ...it, changedAt: (await stored(client, it.customerId)).updatedAt };
      }),
    );

    const [unsure, sure] = await Promise.all([events.verify(unknown), events.verify()]);

    expect(mine(unsure.missing)).toEqual(mine([of(middle, 2), of(both, 2)]));
    expect(mine(unsure.late)).toEqual(mine(late));
    expect(mine(sure.missing)).toEqual(mine([of(last, 3, 4), of(middle, 2), of(both, 2, 4), of(all, 1, 2, 3, 4)]));
    expect(sure.late).toEqual([]);
    expect(JSON.stringify([unsure, sure])).not.toContain(whole);
    await repair(mine(sure.missing));
  });

  test("goes on after the customer that it is told", async () => {
    await write(await events.api.newOrganization(), 3);
    const pages = events.core.verify(call(), { retentionSeconds: 1, ...unknown });
    const seen: string[] = [];
    for await (const { customers } of scanCustomers(call()))
      seen.push(...customers.map((it) => `${it.organizationId}#${it.id}`));
    const { value } = await pages.next();

    const rest = await events.verify({ ...unknown, after: seen.at(-4) ?? "" });

    expect(value).toMatchObject({ customers: seen.length, lastKey: undefined });
    expect(rest.customers).toBe(3);
  });
});

describe("repair", () => {
  let client: Client;
  let ids: string[] = [];
  /** A customer that no other test has used. */
  const next = () => ids.shift() ?? "";
  beforeAll(async () => {
    client = await events.api.newOrganization();
    ids = await write(client, 20, 5, true);
    await pumped();
  });

  test.each([
    ["the creation", 1, "customer.created"],
    ["an update", 3, "customer.updated"],
    ["the archive, the latest of all", 5, "customer.archived"],
  ])("publishes %s again as it was: same id, same state, same previous", async (_, sequence, name) => {
    const [all, some] = [await events.newTarget(), await events.newTarget(["customer.created", "customer.archived"])];
    const id = next();
    const log = await readLog(client, id);

    const repaired = await repair([await forget(client, id, sequence)], all, some);

    expect(repaired).toEqual({ published: 1, lost: [] });
    const [again] = (await readLog(client, id)).filter((entry) => entry.sequence === sequence);
    const original = log[sequence - 1];
    expect(bodyOf(again)).toEqual(bodyOf(original));
    expect(again?.event).toMatchObject({ id: original?.event?.id, name });
    expect(again?.expiresAt).toBe(original?.expiresAt);
    expect((await events.drain(all)).map(({ event }) => event)).toEqual([bodyOf(original)]);
    expect(await events.drain(some)).toHaveLength(name === "customer.updated" ? 0 : 1);
  });

  test("publishes what it can tell from the event that follows, and reports the rest as lost", async () => {
    const target = await events.newTarget();
    const id = next();
    const log = await readLog(client, id);

    const { published, lost } = await repair([await forget(client, id, 2, 3)], target);

    expect(published).toBe(1);
    expect(lost).toEqual([{ organizationId: client.organizationId, customerId: id, sequences: [2] }]);
    const [event] = (await events.drain(target)).map((delivery) => delivery.event);
    expect(event?.id).toBe(log[2]?.event?.id);
    expect(event?.data).toEqual(bodyOf(log[2]).data);
  });

  test.each([
    ["an update", [1, 2], 2],
    ["the archive", [1, 2, 3, 4, 5], 5],
  ])("never calls %s a creation, when nothing before it can be told", async (_, sequences, told) => {
    const target = await events.newTarget();
    const id = next();

    const { lost } = await repair([await forget(client, id, ...sequences)], target);

    const names = (await events.drain(target)).map(({ event }) => [event.sequence, event.event]);
    expect(names).not.toContainEqual([told, "customer.created"]);
    expect(lost.flatMap((it) => it.sequences)).toEqual(expect.arrayContaining(range(1, told - 1)));
  });

  test("parks what a queue does not take, as any publishing", async () => {
    const target = await events.newTarget();
    const id = next();
    events.hooks.sqs = refusing();

    await repair([await forget(client, id, 3)], target);
    delete events.hooks.sqs;
    const parked = await events.parked(target);
    await events.redrive(target);

    expect(parked).toEqual({ [keyOf(client, id)]: 3 });
    expect(sequencesOf(await events.drain(target))[keyOf(client, id)]?.[0]).toBe(3);
  });

  test("reaches a subscriber for whom later events of the customer are parked", async () => {
    const target = await events.newTarget();
    const id = next();
    const log = await readLog(client, id);
    const missing = await forget(client, id, 3);
    await events.core.park(call(), target.name, new Map([[keyOf(client, id), 4]]), new Date());

    await repair([missing], target);
    await events.redrive(target);

    const sequences = sequencesOf(await events.drain(target))[keyOf(client, id)] ?? [];
    expect([...new Set(sequences)].sort()).toEqual([3, 4, log.length]);
  });

  /** Prevents the entry of one sequence from being written. */
  const neverLog = (sequence: number): Required<Hooks>["dynamodb"] => {
    const text = `"S":"${String(sequence).padStart(12, "0")}"`;
    return async (operation, input, proceed) => {
      if (operation !== "BatchWriteItem") return proceed();
      return writeExcept(input, (request) => JSON.stringify(request).includes(text), proceed);
    };
  };
  const neverPark: Required<Hooks>["dynamodb"] = async (operation, _, proceed) => {
    if (operation === "UpdateItem") throw throttled();
    return proceed();
  };

  test.each([
    ["logged", neverLog(2)],
    ["sent nor parked", neverPark],
  ])("whose first change could not be %s either says so or is completed by a repeat", async (_, hook) => {
    const target = await events.newTarget();
    const id = next();
    const missing = await forget(client, id, 2, 4);
    if (hook === neverPark) events.hooks.sqs = refusing();
    events.hooks.dynamodb = hook;

    const said = await repair([missing], target).then(
      ({ lost }) => lost.length > 0,
      () => true,
    );
    delete events.hooks.sqs;
    delete events.hooks.dynamodb;
    const left = await stillMissing(id);
    if (left.sequences.length > 0) await repair([left], target);
    await events.redrive(target);

    const delivered = (await events.drain(target)).map(({ event }) => event.sequence);
    expect(said ? [2, 4] : delivered.sort()).toEqual([2, 4]);
  });

  const stillMissing = async (id: string): Promise<Missing> => {
    const sequences = events.core.missingSequences(
      await stored(client, id),
      await readLog(client, id),
      events.core.config.eventRetentionSeconds(),
    );
    return { organizationId: client.organizationId, customerId: id, sequences };
  };
});
