import type { IncomingMessage } from "node:http";
import { ConditionalCheckFailedException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, test, vi } from "vitest";
import { getItem, loadDynamodb, newCall, type Server, startServer } from "./support.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const stop of stops.splice(0)) stop();
});

async function started(...[answer]: Parameters<typeof startServer>): Promise<Server> {
  const server = await startServer(answer);
  stops.push(server.stop);
  return server;
}

test("The clients are imported without an environment, and made when they are first asked for", async () => {
  for (const name of ["STAGE", "CUSTOMERS_TABLE", "ORGANIZATIONS_TABLE", "AWS_REGION"]) vi.stubEnv(name, undefined);
  vi.resetModules();
  const { dynamodb } = await import("../../core/aws/dynamodb.ts");
  const { sqs } = await import("../../core/aws/sqs.ts");
  vi.stubEnv("AWS_REGION", "eu-south-2");
  expect([await dynamodb().config.region(), await sqs().config.region()]).toEqual(["eu-south-2", "eu-south-2"]);
  expect([dynamodb(), sqs()]).toEqual([dynamodb(), sqs()]);
});

describe("An answer", () => {
  test("that is an error is the SDK's error, with what it carries", async () => {
    const { url } = await started((_request, response) => {
      const error = { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", message: "failed" };
      response.writeHead(400).end(JSON.stringify({ ...error, Item: { pk: { S: "a" } } }));
    });
    const { send } = await loadDynamodb(url);
    const error = await send(newCall(), getItem()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ Item: { pk: { S: "a" } }, $metadata: { httpStatusCode: 400 } });
  });

  test("of a proxy that speaks no JSON is tried again, and a 503 when it lasts", async () => {
    let attempts = 0;
    let failures = 2;
    const { url } = await started((_request, response) => {
      if (++attempts > failures) response.end(JSON.stringify({ Item: { pk: { S: "a" } } }));
      else response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
    });
    const { send } = await loadDynamodb(url);
    await expect(send(newCall(), getItem())).resolves.toMatchObject({ Item: { pk: { S: "a" } } });
    expect(attempts).toBe(3);
    failures = 1_000;
    await expect(send(newCall(), getItem())).rejects.toMatchObject({ code: "service_unavailable" });
    expect(attempts).toBe(6);
  });

  test.each(["<h1>Welcome</h1>", '{"Item":', '"text'])("that says 200 and %s is a 503", async (body) => {
    const { url } = await started((_request, response) => response.end(body));
    const { send } = await loadDynamodb(url);
    await expect(send(newCall(), getItem())).rejects.toMatchObject({ code: "service_unavailable" });
  });

  test.each(["ExpiredTokenException", "ExpiredToken", "RequestExpired"])(
    "that refuses credentials as %s is a 503: there are others in a moment",
    async (name) => {
      const { url } = await started((_request, response) => {
        response.writeHead(400).end(JSON.stringify({ __type: `com.amazon.coral.service#${name}`, message: "expired" }));
      });
      const { send } = await loadDynamodb(url);
      await expect(send(newCall(), getItem())).rejects.toMatchObject({ code: "service_unavailable" });
    },
  );

  test("that refuses a request for what it is, is no 503", async () => {
    const { url } = await started((_request, response) => {
      response.writeHead(400).end(JSON.stringify({ __type: "com.amazon.coral.validate#ValidationException" }));
    });
    const { send } = await loadDynamodb(url);
    await expect(send(newCall(), getItem())).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("that does not come is waited for with the same transaction, not with another", async () => {
    const tokens: string[] = [];
    const { url } = await started((_request, response, body) => {
      tokens.push(JSON.parse(body).ClientRequestToken);
      if (tokens.length < 3) response.destroy();
      else response.end("{}");
    });
    const { send } = await loadDynamodb(url);
    const put = { Put: { TableName: "t", Item: { pk: { S: "a" } } } };
    for (const _ of [1, 2]) await send(newCall(), new TransactWriteItemsCommand({ TransactItems: [put] }));
    const [first, second, third, other] = tokens;
    expect([second, third]).toEqual([first, first]);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).not.toBe(first);
  });

  test("that begins and then stands still is not waited for, but tried again", async () => {
    let attempts = 0;
    const { url } = await started((_request, response) => {
      if (++attempts > 1) response.end(JSON.stringify({ Item: { pk: { S: "a" } } }));
      else response.writeHead(200, { "content-length": 100 }).write('{"Item":');
    });
    const { send } = await loadDynamodb(url);
    await expect(send(newCall(), getItem())).resolves.toMatchObject({ Item: { pk: { S: "a" } } });
    expect(attempts).toBe(2);
  });
});

describe("DynamoDB's clock", () => {
  test("is known from its first response, however wrong this machine's clock is: a refused request is signed again with it", async () => {
    const AHEAD_MS = 3_600_000;
    let refused = 0;
    const { url } = await started((request, response) => {
      const now = Date.now() + AHEAD_MS;
      response.setHeader("date", new Date(now).toUTCString());
      const isRefused = Math.abs(signingTime(request) - now) >= 300_000;
      if (isRefused) refused++;
      // All are refused before the first one gets its response.
      if (isRefused) setTimeout(() => response.writeHead(400).end(JSON.stringify(NOT_YET_CURRENT)), 50);
      else response.end("{}");
    });
    const { send, serverTime } = await loadDynamodb(url);
    await Promise.all([1, 2, 3, 4].map(() => send(newCall(), getItem())));
    expect(refused).toBe(4);
    await send(newCall(), getItem());
    expect(refused).toBe(4);
    // The header has only whole seconds.
    expect(Math.abs(serverTime().getTime() - Date.now() - AHEAD_MS)).toBeLessThan(60_000);
  });

  test("is known from a refusal too", async () => {
    const { url } = await started((_request, response) => {
      response.setHeader("date", new Date(Date.now() + 3_600_000).toUTCString());
      response.writeHead(400).end(JSON.stringify({ __type: "com.amazon.coral.validate#ValidationException" }));
    });
    const { send, serverTime } = await loadDynamodb(url);
    await expect(send(newCall(), getItem())).rejects.toMatchObject({ name: "ValidationException" });
    expect(serverTime().getTime() - Date.now()).toBeGreaterThan(3_000_000);
  });

  test("is not told by an answer that is read an hour late, after Lambda froze the process", async () => {
    const date = new Date().toUTCString();
    vi.useFakeTimers({ toFake: ["Date"] });
    stops.push(() => vi.useRealTimers());
    const { url } = await started((_request, response) => {
      response.setHeader("date", date);
      vi.setSystemTime(Date.now() + 3_600_000);
      response.end("{}");
    });
    const { send, serverTime } = await loadDynamodb(url);
    await send(newCall(), getItem());
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
