import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { dynamodb as dynamodbClient, send } from "../../core/aws/dynamodb.ts";

const get = new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" } } });

describe("A command whose time is used up", () => {
  let server: Server;
  let attempts = 0;
  let onAttempt = () => {};

  beforeAll(async () => {
    // A failure that the SDK retries.
    server = createServer((_request, response) => {
      attempts++;
      onAttempt();
      response.writeHead(500, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify({ __type: "com.amazonaws.dynamodb#InternalServerError" }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const keys = { AWS_ACCESS_KEY_ID: "any", AWS_SECRET_ACCESS_KEY: "any" };
    const tables = { CUSTOMERS_TABLE: "c", ORGANIZATIONS_TABLE: "o" };
    Object.assign(process.env, { STAGE: "test", AWS_ENDPOINT_URL_DYNAMODB: url, ...keys, ...tables });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    attempts = 0;
    onAttempt = () => {};
  });

  test("fails at once, and begins no further attempt", async () => {
    const deadline = new AbortController();
    onAttempt = () => deadline.abort();
    await expect(send({ signal: deadline.signal, units: 0 }, get)).rejects.toMatchObject({
      code: "service_unavailable",
    });
    // Longer than the SDK's pauses between attempts.
    await sleep(500);
    expect(attempts).toBe(1);
  });

  test("is not begun", async () => {
    await expect(send({ signal: AbortSignal.abort(), units: 0 }, get)).rejects.toMatchObject({
      code: "service_unavailable",
    });
    expect(attempts).toBe(0);
  });

  test("costs none of the retries that all commands share", async () => {
    const dynamodb = dynamodbClient();
    const strategy = (await dynamodb.config.retryStrategy()) as unknown as { getCapacity: () => number };
    const before = strategy.getCapacity();
    const timeout = new DOMException("The time is over", "TimeoutError");
    await expect(send({ signal: AbortSignal.abort(timeout), units: 0 }, get)).rejects.toMatchObject({
      code: "service_unavailable",
    });
    expect(strategy.getCapacity()).toBe(before);
  });

  test("is tried three times while there is time", async () => {
    const { signal } = new AbortController();
    const listens = vi.spyOn(signal, "removeEventListener");
    await expect(send({ signal, units: 0 }, get)).rejects.toMatchObject({ code: "service_unavailable" });
    expect(attempts).toBe(3);
    // No listener is left on a signal that many commands share.
    expect(listens).toHaveBeenCalledOnce();
  });
});
