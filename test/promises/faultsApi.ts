/** The whole service with faulty clients: the API's handlers, the publisher, and the queues. */
import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterAll, beforeAll, expect } from "vitest";
import * as dynamodbModule from "../../core/aws/dynamodb.ts";
import * as sqsModule from "../../core/aws/sqs.ts";
import * as configModule from "../../core/base/config.ts";
import * as logModule from "../../core/events/log.ts";
import * as storeModule from "../../core/events/parking/store.ts";
import * as redriveModule from "../../core/events/repair/redrive.ts";
import * as targetsModule from "../../core/events/targets.ts";
import type { Handler } from "../../core/http/respond.ts";
import { subscribers } from "../../infra/subscribers.ts";
import type { Stream } from "../../local/pump/streamReader.ts";
import * as streamReaderModule from "../../local/pump/streamReader.ts";
import { readStackFile } from "../../local/stackFile.ts";
import { type Answer, type Api, type Client, logLines, startApi } from "../support/api.ts";
import { type Received, receive, sqsClient } from "../support/queue.ts";
import { expectErrorForm, outcome } from "../support/service.ts";
import { type FaultyClient, inOwnTime, makeFaulty, SECRET, startFaults, useOwnTime, useRealTime } from "./faults.ts";

/** One call of an operation, as API Gateway passes it on. */
export interface ApiCall {
  operation: string;
  id?: string;
  query?: string;
  json?: unknown;
  headers?: Record<string, string>;
}

/** The most that a handler may take, by the clock of `inOwnTime`: the machine's own speed does not count. */
const MAX_ANSWER_MS = 10_000;

/** The publisher reads its environment as it loads, so it loads once the stack has set it. */
const loadCore = async () => ({
  ...configModule,
  ...dynamodbModule,
  ...storeModule,
  ...redriveModule,
  ...logModule,
  ...targetsModule,
  ...sqsModule,
  ...(await import("../../functions/publishChanges.ts")),
  ...streamReaderModule,
});
type Core = Awaited<ReturnType<typeof loadCore>>;

export interface FaultyService {
  readonly api: Api;
  readonly dynamodb: FaultyClient;
  readonly sqs: FaultyClient;
  /** Starts with a full SDK retry budget, and without faults. */
  begin: () => Promise<void>;
  /** Calls an operation, and checks the rules for every answer: no 5xx except 503, in time, no leak. */
  call: (client: Client, call: ApiCall) => Promise<Answer>;
  /** Publishes what is in the stream, like Lambda's event source mapping, retrying from the first failed record on. */
  publish: (batchSize: number) => Promise<void>;
  /** Redrives every subscriber, and returns what is still parked or flagged. */
  redrive: () => Promise<string[]>;
  /** Receives everything from a subscriber's queue. */
  drain: (subscriber: string) => Promise<Received[]>;
  /** A customer's log: the sequences, and the events as they are sent. */
  readLog: (client: Client, customerId: string) => Promise<{ sequence: number; body: string }[]>;
}

const MAX_INVOCATIONS = 200;
/** The timeout of the publisher's function. */
const MAX_INVOCATION_MS = 60_000;

/** Runs the stack for one file's tests, on a simulated clock. The publisher runs when a test calls it. */
export function useFaultyService(): FaultyService {
  const running: { api?: Api; core?: Core; dynamodb?: FaultyClient; sqs?: FaultyClient; stream?: Stream } = {};
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error("The stack runs inside tests only");
    return part;
  };
  const core = () => started(running.core);
  const stops: (() => unknown)[] = [];
  let published: string | undefined;
  beforeAll(async () => {
    running.api = await startApi();
    stops.push(running.api.stop);
    const { pids } = readStackFile(running.api.dataDir);
    // The stack's own publisher is suspended: tests publish instead.
    if (pids.pump !== null) process.kill(pids.pump, "SIGSTOP");
    running.core = await loadCore();
    running.stream = await core().openStream(core().dynamodb(), core().config.customersTable());
    const faults = await startFaults();
    stops.push(faults.stop);
    running.dynamodb = makeFaulty(core().dynamodb().config.requestHandler, faults.port);
    running.sqs = makeFaulty(core().sqs().config.requestHandler, faults.port);
    useOwnTime();
  });
  afterAll(async () => {
    useRealTime();
    for (const stop of stops.reverse()) await stop();
  });
  const call = () => ({ signal: new AbortController().signal, units: 0 });
  const readStream = async () => {
    const stream = started(running.stream);
    const [shard] = await core().listShards(stream);
    const start = published === undefined ? "oldest" : { after: published };
    const { value } = await core()
      .readShard(stream, shard?.ShardId ?? "", start)
      .next();
    return { stream, records: value ?? [] };
  };
  return {
    get api() {
      return started(running.api);
    },
    get dynamodb() {
      return started(running.dynamodb);
    },
    get sqs() {
      return started(running.sqs);
    },
    begin: async () => {
      for (const client of [running.dynamodb, running.sqs]) client?.heal();
      Object.assign(await core().dynamodb().config.retryStrategy(), { capacity: 500 });
    },
    call: callHandler,
    publish: async (batchSize) => {
      for (let invocations = 0; ; invocations++) {
        expect(invocations).toBeLessThan(MAX_INVOCATIONS);
        const { stream, records } = await readStream();
        if (records.length === 0) return;
        const batch = records.slice(0, batchSize);
        const event = core().toStreamEvent(stream, batch);
        // The mapping's filter: reservations never reach the function.
        event.Records = event.Records.filter(({ dynamodb }) => dynamodb?.NewImage?.version);
        const { result, elapsedMs } = await inOwnTime(() => core().handler(event));
        expect(elapsedMs).toBeLessThan(MAX_INVOCATION_MS);
        const failed = result.batchItemFailures[0]?.itemIdentifier;
        const done =
          failed === undefined
            ? batch.length
            : batch.findIndex((it: _Record) => it.dynamodb?.SequenceNumber === failed);
        published = batch[done - 1]?.dynamodb?.SequenceNumber ?? published;
      }
    },
    redrive: async () => {
      const left: string[] = [];
      for (const target of core().targetsOf(subscribers)) {
        const options = { acceptLoss: false, onSent: () => {} };
        const { result } = await inOwnTime(() => core().redrive(call(), target, options));
        left.push(...result.blocked.map(({ key, failure }) => `${key}: ${failure}`));
        left.push(...(await core().readMarkers(call(), target.name)).map(({ key }) => `${target.name} ${key}`));
      }
      return [...left, ...(await core().readFlags(call(), new Date())).parked.keys()];
    },
    drain: async (subscriber) => {
      const queues = sqsClient(process.env.AWS_ENDPOINT_URL_SQS ?? "");
      const received: Received[] = [];
      for (let some = await receive(queues, subscriber); some.length > 0; some = await receive(queues, subscriber))
        received.push(...some);
      return received;
    },
    readLog: async ({ organizationId }, customerId) =>
      (await core().readLogFrom(call(), `${organizationId}#${customerId}`, 0)).map(({ sequence, event }) => ({
        sequence,
        body: event?.body ?? "",
      })),
  };
}

let requests = 0;

async function callHandler(client: Client, { operation, id, query = "", json, headers }: ApiCall): Promise<Answer> {
  const { handler } = (await import(`../../functions/${operation}.ts`)) as { handler: Handler };
  const event: APIGatewayProxyEventV2 = {
    version: "2.0",
    routeKey: operation,
    rawPath: "/",
    rawQueryString: query,
    headers: { "x-api-key": client.key, ...headers },
    isBase64Encoded: false,
    ...(id === undefined ? {} : { pathParameters: { id } }),
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    requestContext: { requestId: `request-${++requests}` } as APIGatewayProxyEventV2["requestContext"],
  };
  const firstLine = logLines.length;
  const { result, elapsedMs } = await inOwnTime(() => handler(event));
  const { statusCode = 0, body: text = "" } = result;
  const resultHeaders = new Headers(result.headers as Record<string, string>);
  const answer = { status: statusCode, headers: resultHeaders, text, body: JSON.parse(text) };
  expect(text + logLines.slice(firstLine).join("")).not.toContain(SECRET);
  expect(elapsedMs, text).toBeLessThanOrEqual(MAX_ANSWER_MS);
  if (statusCode >= 400) expectErrorForm(answer);
  if (statusCode >= 500) {
    expect(outcome(answer), `${text}\n${logLines.at(-1)}`).toBe("503 service_unavailable");
    expect(answer.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  }
  return answer;
}
