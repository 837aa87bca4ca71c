/** An idle stack costs next to nothing, and still publishes a change within a second. */
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { receiveAll, sqsClient } from "../../support/queue.ts";
import { cleanUp, npmStart } from "../npmStart.ts";
import { customer, type Handler, Source, stopSources } from "./source.ts";

afterEach(stopSources);
afterAll(cleanUp);

/** A clock that moves only during waits, and only as far as a test lets it. */
class Clock {
  now = 0;
  readonly waits: number[] = [];
  #limit = 0;
  #raised = Promise.withResolvers<void>();
  #reached = Promise.withResolvers<void>();

  readonly wait = async (milliseconds: number): Promise<void> => {
    while (this.now + milliseconds > this.#limit) {
      this.#reached.resolve();
      await this.#raised.promise;
    }
    this.now += milliseconds;
    this.waits.push(milliseconds);
  };

  /** Lets this much time pass; resolves when a wait would end later. */
  pass(milliseconds: number): Promise<void> {
    this.#limit += milliseconds;
    this.#reached = Promise.withResolvers();
    const raised = this.#raised;
    this.#raised = Promise.withResolvers();
    raised.resolve();
    return this.#reached.promise;
  }
}

/** A pump on its own clock, which counts its polls of the stream. */
async function idlePump() {
  const source = await Source.start();
  const clock = new Clock();
  const calls: number[] = [];
  source.stream.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === "GetRecordsCommand") calls.push(clock.now);
        return next(args);
      },
    { step: "initialize" },
  );
  const publishedAt: number[] = [];
  const handler: Handler = async () => {
    publishedAt.push(clock.now);
    return { batchItemFailures: [] };
  };
  source.startPump(handler, "publisher", clock.wait);
  return { source, clock, calls, publishedAt };
}

describe("A pump", () => {
  test("asks an idle stream less than twice a second", async () => {
    const { clock, calls } = await idlePump();

    await clock.pass(70_000);

    const settled = calls.filter((at) => at >= 10_000 && at < 60_000);
    expect(settled.length).toBeGreaterThan(0);
    expect(settled.length).toBeLessThan(100);
  });

  test("notices a change well within a second, however long nothing happened, and the next ones at once", async () => {
    const { source, clock, publishedAt } = await idlePump();
    await clock.pass(60_000);
    const changedAt = clock.now;
    await source.put(customer("cus_1"));

    const before = clock.waits.length;
    await clock.pass(2_000);

    expect(publishedAt).toHaveLength(1);
    expect((publishedAt[0] ?? 0) - changedAt).toBeLessThanOrEqual(700);
    expect(Math.max(...clock.waits)).toBeLessThanOrEqual(700);
    expect(clock.waits.slice(before + 1, before + 20)).toEqual(Array.from({ length: 19 }, () => 50));
  });
});

test("a change that another process makes, straight in the engine, is published too", async () => {
  const run = await npmStart();
  const { dynamodbEndpoint, sqsEndpoint, tables } = run.stackFile;
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  const dynamodb = new DynamoDBClient({ endpoint: dynamodbEndpoint, region: "us-east-1", credentials });

  await dynamodb.send(new PutItemCommand({ TableName: tables.customers, Item: customer("cus_1") }));

  const [received] = await receiveAll(sqsClient(sqsEndpoint), "audit", 1);
  expect(received?.event).toMatchObject({ event: "customer.created", data: { id: "cus_1" } });
  dynamodb.destroy();
  await run.stop();
});
