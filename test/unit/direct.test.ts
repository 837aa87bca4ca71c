import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, test, vi } from "vitest";

interface Sent {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

type Core = typeof import("../../core/dynamodb.ts");

const get = new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" } } });

/** core/ reads the environment once, so each test loads it anew. */
async function load(environment: Readonly<Record<string, string | undefined>> = {}): Promise<Core> {
  const keys = { AWS_ACCESS_KEY_ID: "KEY", AWS_SECRET_ACCESS_KEY: "secret" };
  const tables = { STAGE: "test", CUSTOMERS_TABLE: "c", ORGANIZATIONS_TABLE: "o" };
  for (const [name, value] of Object.entries({ ...keys, ...tables, ...environment })) vi.stubEnv(name, value);
  vi.resetModules();
  return import("../../core/dynamodb.ts");
}

/** What goes out of a client, which is answered with an empty object. */
function capture({ config }: { config: { requestHandler: object } }): Sent[] {
  const sent: Sent[] = [];
  Object.assign(config.requestHandler, {
    handle: async (request: Sent) => {
      sent.push(request);
      return { response: { statusCode: 200, headers: {}, body: Buffer.from("{}") } };
    },
  });
  return sent;
}

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
    const facts = ({ protocol, hostname, port, path, method, headers, body }: Sent) => ({
      ...{ protocol, hostname, port, path, method, body },
      ...{ host: headers.host, type: headers["content-type"], target: headers["x-amz-target"] },
      scope: headers.authorization?.match(/Credential=(\S+),/)?.[1],
    });
    expect(sent.map(facts)).toEqual(expected.map(facts));
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

  test("that refuses a wrong clock's signature tells the time: the next attempt is signed with it", async () => {
    const AHEAD_MS = 3_600_000;
    const times: number[] = [];
    const url = await startServer((request, response) => {
      const serverTime = Date.now() + AHEAD_MS;
      const [, date = "", time = ""] = /^(\d{8})T(\d{6})Z$/.exec(String(request.headers["x-amz-date"])) ?? [];
      const iso = `${date.replace(/(....)(..)(..)/, "$1-$2-$3")}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`;
      times.push(Date.parse(iso) - serverTime);
      response.setHeader("date", new Date(serverTime).toUTCString());
      if (Math.abs(Date.parse(iso) - serverTime) < 300_000) response.end("{}");
      else
        response
          .writeHead(400)
          .end(JSON.stringify({ __type: "com.amazon.coral.service#InvalidSignatureException", message: "too old" }));
    });
    const { send } = await load({ AWS_ENDPOINT_URL_DYNAMODB: url });
    await send(call(), get);
    await send(call(), get);
    expect(times.map((off) => Math.abs(off) < 300_000)).toEqual([false, true, true]);
  });
});
