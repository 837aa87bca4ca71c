import { once } from "node:events";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as dynamodbSdk from "@aws-sdk/client-dynamodb";
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import * as sqsSdk from "@aws-sdk/client-sqs";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema } from "@smithy/types";
import { afterEach, describe, expect, test, vi } from "vitest";

interface Sent {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string | Uint8Array;
  requestTimeout: number | undefined;
}

type Core = typeof import("../../core/aws/dynamodb.ts");

const get = new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" } } });

/** core/ reads the environment once, so each test loads it anew. */
async function load(environment: Readonly<Record<string, string | undefined>> = {}): Promise<Core> {
  prepare(environment);
  return import("../../core/aws/dynamodb.ts");
}

async function loadSqs(environment: Readonly<Record<string, string | undefined>>): Promise<SQSClient> {
  prepare(environment);
  return (await import("../../core/aws/sqs.ts")).sqs;
}

function prepare(environment: Readonly<Record<string, string | undefined>>): void {
  const keys = { AWS_ACCESS_KEY_ID: "KEY", AWS_SECRET_ACCESS_KEY: "secret" };
  const tables = { STAGE: "test", CUSTOMERS_TABLE: "c", ORGANIZATIONS_TABLE: "o" };
  for (const [name, value] of Object.entries({ ...keys, ...tables, ...environment })) vi.stubEnv(name, value);
  vi.resetModules();
}

/** What goes out of a client, which is answered with an empty object. */
function capture({ config }: { config: { requestHandler: object } }): Sent[] {
  const sent: Sent[] = [];
  Object.assign(config.requestHandler, {
    handle: async (request: Sent, { requestTimeout }: { requestTimeout?: number } = {}) => {
      sent.push({ ...request, requestTimeout });
      return { response: { statusCode: 200, headers: {}, body: Buffer.from("{}") } };
    },
  });
  return sent;
}

const jsonOf = (body: string | Uint8Array): unknown =>
  JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(new Uint8Array(body)));

/** What two requests must have in common. */
const facts = ({ protocol, hostname, port, path, method, headers, body }: Sent) => ({
  ...{ protocol, hostname, port, path, method, body: jsonOf(body) },
  ...{ host: headers.host, type: headers["content-type"], target: headers["x-amz-target"] },
  ...{ mode: headers["x-amzn-query-mode"], scope: headers.authorization?.match(/Credential=(\S+),/)?.[1] },
});

const call = () => ({ signal: new AbortController().signal, units: 0 });

async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => unknown,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    response.setHeader("content-type", "application/x-amz-json-1.0");
    answer(request, response, body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  stops.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const stops: (() => unknown)[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const stop of stops.splice(0)) stop();
});

describe("A command", () => {
  const Item = { pk: { S: "Íñigo" }, n: { N: "1" }, l: { L: [{ BOOL: true }, { M: { a: { NULL: true as const } } }] } };
  const commands = [
    get,
    new PutItemCommand({ TableName: "t", Item, ConditionExpression: "attribute_not_exists(pk)" }),
    new QueryCommand({
      TableName: "t",
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: "a" } },
    }),
  ];

  test.each([
    ["us-east-1", undefined],
    ["eu-south-2", undefined],
    ["cn-north-1", undefined],
    ["us-east-1", "http://127.0.0.1:8000"],
    ["us-east-1", "http://[::1]:8000"],
    ["us-east-1", "https://proxy.example.com/dynamodb"],
  ])("in %s, at the endpoint %s, is the request that the SDK's own client sends", async (region, endpoint) => {
    const { dynamodb } = await load({ AWS_REGION: region, AWS_ENDPOINT_URL_DYNAMODB: endpoint });
    const credentials = { accessKeyId: "KEY", secretAccessKey: "secret" };
    const theirs = new DynamoDBClient({ region, credentials, ...(endpoint ? { endpoint } : {}) });
    const [sent, expected] = [capture(dynamodb), capture(theirs)];
    for (const command of commands) {
      await dynamodb.send(command as typeof get);
      await theirs.send(command as typeof get);
    }
    expect(sent.map(facts)).toEqual(expected.map(facts));
  });

  test.each([undefined, "http://127.0.0.1:9324"])(
    "of SQS, at the endpoint %s, is the request that the SDK's own client sends",
    async (endpoint) => {
      const sqs = await loadSqs({ AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL_SQS: endpoint });
      const settings = { region: "eu-west-1", credentials: { accessKeyId: "KEY", secretAccessKey: "secret" } };
      const theirs = new SQSClient({
        ...{ ...settings, logger: { warn() {} } as unknown as Console, md5: false },
        ...(endpoint ? { endpoint } : {}),
      });
      const [sent, expected] = [capture(sqs), capture(theirs)];
      const QueueUrl = "https://sqs.eu-west-1.amazonaws.com/000000000000/audit.fifo";
      const MessageAttributes = { event: { DataType: "String", StringValue: "customer.created" } };
      const Entries = [{ Id: "0", MessageBody: "Íñigo", MessageGroupId: "g", MessageAttributes }];
      for (const client of [sqs, theirs]) {
        await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        await client.send(new SendMessageBatchCommand({ QueueUrl: QueueUrl.replace("sqs.", "vpce-1.sqs."), Entries }));
        await client.send(new CreateQueueCommand({ QueueName: "audit.fifo" }));
      }
      expect(sent.map(facts)).toEqual(expected.map(facts));
    },
  );

  test("of SQS carries Lambda's trace, and a long poll may take its time", async () => {
    const sqs = await loadSqs({ _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1" });
    const sent = capture(sqs);
    const QueueUrl = "https://sqs.us-east-1.amazonaws.com/000000000000/audit.fifo";
    await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(sent.map(({ requestTimeout }) => requestTimeout)).toEqual([10_000, undefined]);
    expect(sent[0]?.headers["x-amzn-trace-id"]).toBe("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
  });

  test("is signed with the credentials that the SDK finds, where the environment has none", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clientela-test-"));
    stops.push(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "credentials");
    writeFileSync(file, "[shop]\naws_access_key_id = PROFILE\naws_secret_access_key = of-profile\n");
    const profile = { AWS_PROFILE: "shop", AWS_SHARED_CREDENTIALS_FILE: file };
    const { dynamodb } = await load({ ...profile, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    const sent = capture(dynamodb);
    await dynamodb.send(get);
    expect(sent[0]?.headers.authorization).toContain("Credential=PROFILE/");
  });
});

test("No command that is used has a token that the SDK would fill in, but for the one that gets it", () => {
  const sources = ["core", "commands", "functions", "local", "infra"].flatMap((folder) =>
    globSync(`${folder}/**/*.ts`).map((file) => readFileSync(file, "utf8")),
  );
  const operations = Object.values({ ...dynamodbSdk, ...sqsSdk }).filter((it) => Array.isArray(it) && it[0] === 9);
  const withToken = operations.filter((operation) =>
    [...NormalizedSchema.of((operation as StaticOperationSchema)[4]).structIterator()].some(([, member]) =>
      member.isIdempotencyToken(),
    ),
  );
  const names = withToken.map((operation) => (operation as StaticOperationSchema)[2]);
  expect(names).toContain("TransactWriteItems");
  expect(names.filter((name) => sources.some((source) => source.includes(`new ${name}Command(`)))).toEqual([
    "TransactWriteItems",
  ]);
});

test("An endpoint for all services is DynamoDB's too, as for the SDK", async () => {
  const { dynamodb } = await load({ AWS_ENDPOINT_URL: "http://127.0.0.1:4566" });
  const sent = capture(dynamodb);
  await dynamodb.send(get);
  expect(sent[0]).toMatchObject({ hostname: "127.0.0.1", port: 4566 });
});

describe("An answer", () => {
  test("that is an error is the SDK's error, with what it carries", async () => {
    const url = await startServer((_request, response) => {
      const error = { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", message: "failed" };
      response.writeHead(400).end(JSON.stringify({ ...error, Item: { pk: { S: "a" } } }));
    });
    const { send } = await load({ AWS_ENDPOINT_URL_DYNAMODB: url });
    const error = await send(call(), get).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ Item: { pk: { S: "a" } }, $metadata: { httpStatusCode: 400 } });
  });

  test("of a proxy that speaks no JSON is tried again, and a 503 when it lasts", async () => {
    let attempts = 0;
    let failures = 2;
    const url = await startServer((_request, response) => {
      if (++attempts > failures) response.end(JSON.stringify({ Item: { pk: { S: "a" } } }));
      else response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
    });
    const { send } = await load({ AWS_ENDPOINT_URL_DYNAMODB: url });
    await expect(send(call(), get)).resolves.toMatchObject({ Item: { pk: { S: "a" } } });
    expect(attempts).toBe(3);
    failures = 1_000;
    await expect(send(call(), get)).rejects.toMatchObject({ code: "service_unavailable" });
    expect(attempts).toBe(6);
  });

  test("that does not come is waited for with the same transaction, not with another", async () => {
    const tokens: string[] = [];
    const url = await startServer((_request, response, body) => {
      tokens.push(JSON.parse(body).ClientRequestToken);
      if (tokens.length < 3) response.destroy();
      else response.end("{}");
    });
    const { send } = await load({ AWS_ENDPOINT_URL_DYNAMODB: url });
    const put = { Put: { TableName: "t", Item: { pk: { S: "a" } } } };
    for (const _ of [1, 2]) await send(call(), new TransactWriteItemsCommand({ TransactItems: [put] }));
    const [first, second, third, other] = tokens;
    expect([second, third]).toEqual([first, first]);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).not.toBe(first);
  });

  test("that refuses a wrong clock's signature tells the time: whoever was refused is signed with it, and goes through", async () => {
    const AHEAD_MS = 3_600_000;
    let refused = 0;
    const url = await startServer((request, response) => {
      const serverTime = Date.now() + AHEAD_MS;
      response.setHeader("date", new Date(serverTime).toUTCString());
      const isRefused = Math.abs(signingTime(request) - serverTime) >= 300_000;
      if (isRefused) refused++;
      // All are refused before the first hears of it.
      if (isRefused) setTimeout(() => response.writeHead(400).end(JSON.stringify(NOT_YET_CURRENT)), 50);
      else response.end("{}");
    });
    const { send } = await load({ AWS_ENDPOINT_URL_DYNAMODB: url });
    await Promise.all([1, 2, 3, 4].map(() => send(call(), get)));
    expect(refused).toBe(4);
    await send(call(), get);
    expect(refused).toBe(4);
  });

  test("that is read an hour late, after Lambda froze the process, does not tell the time", async () => {
    const dates = [new Date().toUTCString()];
    vi.useFakeTimers({ toFake: ["Date"] });
    stops.push(() => vi.useRealTimers());
    const url = await startServer((_request, response) => {
      response.setHeader("date", dates[0] ?? "");
      vi.setSystemTime(Date.now() + 3_600_000);
      response.end("{}");
    });
    const { send, serverTime } = await load({ AWS_ENDPOINT_URL_DYNAMODB: url });
    await send(call(), get);
    expect(serverTime().getTime()).toBe(Date.now());
  });
});

const NOT_YET_CURRENT = {
  __type: "com.amazon.coral.service#InvalidSignatureException",
  message: "Signature not yet current",
};

function signingTime({ headers }: IncomingMessage): number {
  const parts = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(String(headers["x-amz-date"])) ?? [];
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
}
