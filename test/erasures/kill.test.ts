/** `npm start`, killed without warning at each of the requests that erasing a customer takes. */
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../../commands/run.ts";
import { finishedAt } from "../../core/erasures/erasure.ts";
import { getErasure } from "../../core/erasures/store.ts";
import { redrive } from "../../core/events/repair/redrive.ts";
import { subscribers } from "../../infra/subscribers.ts";
import { startDynoxide } from "../../local/engine/dynoxide.ts";
import { startFauxqs } from "../../local/engine/fauxqs.ts";
import { stackEnvironment } from "../../local/stackFile.ts";
import { cleanUp, DEVELOPMENT_KEY, newDataDir, npmStart, type Run, until } from "../local/npmStart.ts";
import { type Client, clientOf } from "../support/api.ts";
import { type FaultOf, startProxy } from "../support/faults.ts";
import { untilIndexed, untilPublished } from "../support/pump.ts";
import { drain, sqsClient, urlOf } from "../support/queue.ts";
import { scaled } from "../support/scale.ts";
import { everything, marksIn, plant } from "./support.ts";

const ORGANIZATION = "org_local";
/** Of a planted customer, before it is erased. */
const CHANGES = 8;

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The engines go on, as on AWS. Whatever the stack sends to them goes through proxies. */
let dataDir: string;
let endpoints: { dynamodb: string; sqs: string };
let queues: SQSClient;
let run: Run;
const stops: (() => Promise<void>)[] = [];
/** Everything that was planted, and all that the stack has printed. */
const planted: string[] = [];
let printed = "";

/** The stack's requests since they were counted, by operation. */
let requests: string[] = [];
/** Called with the number of each of them. Whether it is not to be answered. */
let onRequest: (number: number) => boolean = () => false;
/** What the readers of the stream wait for. */
let stream = Promise.resolve();

const READING_THE_STREAM = ["DescribeStream", "GetShardIterator", "GetRecords"];

const faultOf: FaultOf = async (operation) => {
  if (operation === "GetRecords") await stream;
  if (READING_THE_STREAM.includes(operation)) return undefined;
  return onRequest(requests.push(operation)) ? "no answer" : undefined;
};

const start = () => npmStart({ DYNAMODB_ENDPOINT: endpoints.dynamodb, SQS_ENDPOINT: endpoints.sqs }, dataDir);

beforeAll(async () => {
  dataDir = newDataDir();
  mkdirSync(join(dataDir, "sqs"), { recursive: true });
  const dynoxide = await startDynoxide(dataDir);
  const fauxqs = await startFauxqs(join(dataDir, "sqs"), 0);
  const [dynamodb, sqs] = await Promise.all([dynoxide, fauxqs].map(({ endpoint }) => startProxy(endpoint, faultOf)));
  for (const it of [dynoxide, fauxqs, dynamodb, sqs]) if (it) stops.unshift(it.stop);
  endpoints = { dynamodb: dynamodb?.endpoint ?? "", sqs: sqs?.endpoint ?? "" };
  run = await start();
  // What the test looks at itself, it asks the engines for.
  const direct = { ...run.stackFile, dynamodbEndpoint: dynoxide.endpoint, sqsEndpoint: fauxqs.endpoint };
  Object.assign(process.env, stackEnvironment(direct), { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" });
  queues = sqsClient(fauxqs.endpoint);
});
afterAll(stopAll);

async function stopAll(): Promise<void> {
  await cleanUp();
  for (const stop of stops.splice(0)) await stop();
}

const client = (): Client => clientOf(run.stackFile.url, DEVELOPMENT_KEY, ORGANIZATION);

/** Kills the stack at its nth request from now on, or only the process that publishes and indexes. */
function killAt(n: number, whom: "stack" | "pump"): { isDone: boolean } {
  const kill = { isDone: false };
  requests = [];
  onRequest = (number) => {
    if (number < n || kill.isDone) return kill.isDone && whom === "stack";
    kill.isDone = true;
    const { pump } = run.stackFile.pids;
    if (whom === "stack") run.signal("SIGKILL");
    if (pump) process.kill(pump, "SIGKILL");
    return true;
  };
  return kill;
}

/** Leaves the stack without answers behind the first request of an operation. */
function breakBehind(operation: string): void {
  requests = [];
  let isOver = false;
  onRequest = () => {
    const isBroken = isOver;
    isOver ||= requests.at(-1) === operation;
    return isBroken;
  };
}

const answerAll = () => {
  onRequest = () => false;
};

/** Starts the killed stack again. */
async function startAgain(): Promise<void> {
  printed += (await run.ending()).stdout;
  answerAll();
  run = await start();
}

/** Holds the stream back from its readers, until it is released. */
function holdStream(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream = promise;
  return resolve;
}

const erase = (id: string) =>
  client().request("POST", `/api/customers/${id}/erase`, { json: { confirm: id }, repeats503: false });

const receiptOf = (customerId: string) => getErasure(call(), { organizationId: ORGANIZATION, customerId });

async function untilDone(customerId: string): Promise<void> {
  await until(async () => {
    const receipt = await receiptOf(customerId);
    return receipt !== undefined && finishedAt(receipt) !== undefined;
  });
}

/** Waits for the publisher and the indexer. What a busy machine's queues did not take in time is sent again. */
async function settled(): Promise<void> {
  await Promise.all([untilPublished(dataDir), untilIndexed(dataDir)]);
  for (const { name, events } of subscribers)
    await redrive(call(), { name, events, queueUrl: urlOf(name) }, { acceptLoss: false, onSent: () => {} });
}

/** A customer whose changes are all published and indexed. */
async function newCustomer() {
  const { id, marks } = await plant(client(), { planCode: "pro" });
  planted.push(...marks);
  await settled();
  const entries = (await everything()).split("\n").filter((item) => item.includes(` ${id}"`));
  return { id, marks, searchEntries: entries.length };
}

type Planted = Awaited<ReturnType<typeof newCustomer>>;

/** The receipt is done, exact and as it was first, and listed once; nothing else is left; every queue has the last event. */
async function expectGone({ id, marks, searchEntries }: Planted, first: object): Promise<void> {
  const { status, body } = await erase(id);
  expect([status, body.data.status]).toEqual([200, "done"]);
  expect(body.data).toMatchObject({ ...first, removed: { events: CHANGES, searchEntries, pastSubscriptions: 2 } });
  const receipts = (await client().get("/api/erasures?limit=100")).body.data;
  expect(receipts.filter((it: { customerId: string }) => it.customerId === id)).toEqual([body.data]);
  expect(marksIn(await everything(), marks)).toEqual([]);
  await settled();
  for (const { name, events } of subscribers) {
    const sent = (await drain(queues, name)).map(({ event }) => event).filter(({ data }) => data.id === id);
    expect(sent.map(({ sequence }) => sequence)).toEqual(events === "all" ? range(1, CHANGES + 1) : [1, CHANGES + 1]);
    expect(sent.at(-1)).toMatchObject({ event: "customer.erased", data: { id, erased: true } });
  }
}

/** What never changes in a receipt. */
const fixed = ({ id, erasedAt, erasedBy, signature }: Record<string, unknown>) => ({
  ...{ id, erasedAt, erasedBy, signature },
});

/** That of the newest receipt, if it is this customer's. */
async function listedReceipt(customerId: string): Promise<object> {
  const [newest] = (await client().get("/api/erasures?limit=1")).body.data;
  return newest?.customerId === customerId ? fixed(newest) : {};
}

/** Short runs kill at some requests, long ones at each, until none is left to kill at. */
const points = (some: readonly number[]): readonly number[] => scaled(some, range(1, 500));

test("an erasure whose request is killed anywhere is whole or has not begun; a repeat or the publisher completes it", async () => {
  for (const n of points([4, 9])) {
    const customer = await newCustomer();
    const release = holdStream();
    const kill = killAt(n, "stack");
    const answer = await erase(customer.id).catch(() => undefined);
    if (kill.isDone) await startAgain();
    answerAll();
    const first = answer ? fixed(answer.body.data) : await listedReceipt(customer.id);
    const isErased = (await receiptOf(customer.id)) !== undefined;
    expect((await client().get(`/api/customers/${customer.id}`)).status).toBe(isErased ? 410 : 200);
    // Every other one is left to those behind the stream.
    if (!isErased || n % 2 === 1) await erase(customer.id);
    release();
    await untilDone(customer.id);
    await expectGone(customer, first);
    if (!kill.isDone) return;
  }
});

test("an erasure whose publisher and indexer are killed anywhere is completed once they are there again", async () => {
  for (const n of points([9])) {
    const customer = await newCustomer();
    const release = holdStream();
    // Every other request gets no further than to the record: all else is up to them.
    if (n % 2 === 1) breakBehind("TransactWriteItems");
    const answer = await erase(customer.id);
    answerAll();
    expect([answer.status, answer.body.data.status]).toEqual([202, "running"]);
    const kill = killAt(n, "pump");
    release();
    await untilDone(customer.id);
    await settled();
    answerAll();
    await expectGone(customer, fixed(answer.body.data));
    // Every other one has fewer requests.
    if (!kill.isDone && n % 2 === 1) return;
  }
});

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());

test("after all that, no byte of the data folder holds a mark, once the stream is trimmed, queues drained and SQLite vacuumed", async () => {
  expect(planted.length).toBeGreaterThan(100);
  printed += (await run.stop()).stdout;
  for (const stop of stops.splice(0)) await stop();
  for (const file of filesIn(dataDir).filter((name) => name.endsWith(".sqlite") || name.endsWith(".db"))) {
    const database = new DatabaseSync(file);
    if (file.endsWith("dynamodb.sqlite")) database.exec("DELETE FROM _stream_records");
    database.exec("PRAGMA wal_checkpoint(TRUNCATE); VACUUM");
    database.close();
  }
  for (const file of filesIn(dataDir)) expect(marksIn(readFileSync(file, "latin1"), planted), file).toEqual([]);
  expect(marksIn(printed, planted)).toEqual([]);
});
