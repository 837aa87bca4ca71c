/** Erasures in the middle of what sends, or writes, a customer's older events: at whichever of its requests. */
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import type { SendMessageBatchCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../../commands/run.ts";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { sqs } from "../../core/aws/sqs.ts";
import { CustomerErased } from "../../core/customers/erased.ts";
import { getById } from "../../core/customers/store.ts";
import { keyOfEntry, readLogFrom } from "../../core/events/log.ts";
import { park, readFlags } from "../../core/events/parking/store.ts";
import type { Target } from "../../core/events/publish.ts";
import { publishChanges } from "../../core/events/publishChanges.ts";
import { redrive } from "../../core/events/repair/redrive.ts";
import { replayCustomer, replaySnapshots } from "../../core/events/repair/replay.ts";
import { contextIn } from "../../core/events/repair/states.ts";
import { repair } from "../../core/events/repair/verify.ts";
import { indexChanges } from "../../core/search/index.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import { pushPlans } from "../support/plans.ts";
import { drain, sqsClient, urlOf } from "../support/queue.ts";
import { scaled } from "../support/scale.ts";
import { useStack } from "../support/service.ts";
import { everything, marksIn, plant, recordsOf } from "./support.ts";

const stack = useStack({ publishes: false });
const A_YEAR_SECONDS = 365 * 86_400;
/** Of a planted customer, before it is erased. */
const CHANGES = 8;

const place = (customerId: string) => ({ organizationId: stack.client.organizationId, customerId });
const keyOf = (id: string) => `${stack.client.organizationId}#${id}`;
const logged = async (id: string) => (await readLogFrom(call(), keyOf(id), 0)).map(({ sequence }) => sequence);

/** What happens before which request of a job, to DynamoDB or to a queue; with 0, behind the first scan. */
interface Interruption {
  before: number;
  seen: number;
  act: () => Promise<void>;
  state: "waiting" | "acting" | "over";
}
let interruption: Interruption | undefined;
/** Whether only an erasure's record is written: its request ends there, and all else is left to those behind the stream. */
let isCutShort = false;
/** The events that calls to queues have begun to send since the interruption. */
let late: { id: string; event: string }[] = [];

async function interrupt(isDue: (it: Interruption) => boolean): Promise<void> {
  if (interruption?.state !== "waiting" || !isDue(interruption)) return;
  interruption.state = "acting";
  await interruption.act();
  interruption.state = "over";
}

const isNext = (it: Interruption): boolean => ++it.seen === it.before;

beforeAll(async () => {
  await pushPlans(stack.client.organizationId, [{ code: "pro", name: "Pro" }]);
  dynamodb().middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        await interrupt(isNext);
        if (isCutShort && interruption?.state === "acting" && commandName === "BatchWriteItemCommand")
          throw Object.assign(new Error("refused"), { name: "ThrottlingException" });
        const answer = await next(args);
        if (commandName === "ScanCommand") await interrupt(({ before }) => before === 0);
        return answer;
      },
    { step: "initialize", name: "interrupt" },
  );
  sqs().middlewareStack.add(
    (next) => async (args) => {
      const { Entries = [] } = args.input as SendMessageBatchCommandInput;
      const events = Entries.map(({ MessageBody = "{}" }) => JSON.parse(MessageBody));
      if (interruption?.state === "over") late.push(...events.map(({ data, event }) => ({ id: data.id, event })));
      await interrupt(isNext);
      return next(args);
    },
    { step: "initialize", name: "interrupt" },
  );
  for (const client of [dynamodb(), sqs()]) client.destroy();
});

let queues: SQSClient;
beforeAll(() => {
  queues = sqsClient(process.env.AWS_ENDPOINT_URL_SQS ?? "");
});
afterAll(() => queues.destroy());

/** What may be under way: what has to be so before, and the job itself. */
interface Job {
  /** The first request before which the customer is erased: `Interruption.before`. */
  first: number;
  prepare: (id: string) => Promise<unknown>;
  run: (id: string) => Promise<unknown>;
}

const target: Target = { name: "audit", events: "all", queueUrl: urlOf("audit") };
const LACKING = [2, 4, 5, CHANGES];

const jobs: Record<string, Job> = {
  redrive: {
    first: 2,
    prepare: (id) => park(call(), target.name, new Map([[keyOf(id), 1]]), new Date()),
    run: async () =>
      expect(await redrive(call(), target, { acceptLoss: false, onSent: () => {} })).toMatchObject({ blocked: [] }),
  },
  "replay of everybody": {
    first: 0,
    prepare: async () => {},
    run: () => replaySnapshots(call(), target, crypto.randomUUID(), () => {}),
  },
  "replay of that customer": {
    first: 2,
    prepare: async () => {},
    run: async (id) => {
      const { customer } = await getById(contextIn(call(), stack.client.organizationId), id);
      const replaying = customer && replayCustomer(call(), target, customer, 0, crypto.randomUUID());
      await replaying?.catch((error: unknown) => {
        if (!(error instanceof CustomerErased)) throw error;
      });
    },
  },
  repair: {
    first: 2,
    prepare: async (id) => {
      for (const sequence of LACKING) {
        const Key = keyOfEntry({ ...place(id), sequence });
        await dynamodb().send(new DeleteItemCommand({ TableName: localTableNames.events, Key }));
      }
    },
    run: (id) => repair(call(), [{ ...place(id), sequences: LACKING }], [target], A_YEAR_SECONDS),
  },
};

/** Runs a job, and erases the customer before its nth request. Returns whether it has as many. */
async function eraseAt(n: number, id: string, run: Job["run"]): Promise<boolean> {
  let before: number[] = [];
  const erase = async () => {
    const { status } = await stack.client.post(`/api/customers/${id}/erase`, { confirm: id });
    expect(status).toBe(202);
    before = await logged(id);
  };
  const erasing: Interruption = { before: n, seen: 0, act: erase, state: "waiting" };
  [interruption, late] = [erasing, []];
  await run(id);
  interruption = undefined;
  if (erasing.state === "waiting") return false;
  expect(late.filter((it) => it.id === id && it.event !== "customer.erased")).toEqual([]);
  expect((await logged(id)).filter((sequence) => !before.includes(sequence))).toEqual([]);
  return true;
}

/** The publisher and the indexer come to the erasure, and what is parked is sent. */
async function finish(id: string): Promise<void> {
  const erase = () => stack.client.post(`/api/customers/${id}/erase`, { confirm: id });
  await erase();
  const records = (await recordsOf(id)).slice(-1);
  expect(await publishChanges(records, [target])).toEqual({ batchItemFailures: [] });
  expect(await indexChanges(records)).toEqual({ batchItemFailures: [] });
  expect(await redrive(call(), target, { acceptLoss: false, onSent: () => {} })).toMatchObject({ blocked: [] });
  expect((await erase()).body.data.status).toBe("done");
}

test.each(Object.entries(jobs))(
  "an erasure in the middle of a %s is followed by no older event, and its own comes last, once",
  async (_, { first, prepare, run }) => {
    for (let n = first; ; n += scaled(11, 1)) {
      const { id, marks } = await plant(stack.client, { planCode: "pro" });
      const records = await recordsOf(id);
      expect(await publishChanges(records, [])).toEqual({ batchItemFailures: [] });
      expect(await indexChanges(records)).toEqual({ batchItemFailures: [] });
      await prepare(id);
      isCutShort = n % 2 === 1;
      const wasLongEnough = await eraseAt(n, id, run);
      isCutShort = false;
      await finish(id);
      const sent = (await drain(queues, target.name)).map(({ event }) => event).filter(({ data }) => data.id === id);
      const names: string[] = sent.map(({ event }) => event);
      expect(names.filter((name) => name === "customer.erased")).toHaveLength(1);
      expect(sent.at(-1)).toMatchObject({ event: "customer.erased", sequence: CHANGES + 1 });
      expect(await logged(id)).toEqual([CHANGES + 1]);
      expect(marksIn(await everything(), marks)).toEqual([]);
      expect([...(await readFlags(call(), new Date())).parked.keys()]).toEqual([]);
      if (!wasLongEnough) return;
    }
  },
);
