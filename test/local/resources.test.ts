/** What a start creates from the plain data in infra/, as the engines report it. */
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { subscribers } from "../../infra/subscribers.ts";
import { tables } from "../../infra/tables.ts";
import { startDynoxide } from "../../local/engine/dynoxide.ts";
import { startFauxqs } from "../../local/engine/fauxqs.ts";
import { createQueues } from "../../local/engine/queues.ts";
import { createTables, localTableNames } from "../../local/engine/tables.ts";
import { type Stack, startStack } from "../../local/stack.ts";
import { cleanUp, enginesOn, newDataDir } from "./npmStart.ts";

const settings = { region: "us-east-1", credentials: { accessKeyId: "any", secretAccessKey: "any" } };

let stop: () => Promise<unknown>;
let dynamodb: DynamoDBClient;
let sqs: SQSClient;
beforeAll(async () => {
  const dataDir = newDataDir();
  const queues = await startFauxqs(dataDir, 0);
  const engine = await startDynoxide(dataDir);
  stop = () => Promise.all([engine.stop(), queues.stop()]);
  dynamodb = new DynamoDBClient({ ...settings, endpoint: engine.endpoint });
  sqs = new SQSClient({ ...settings, endpoint: queues.endpoint });
  await createTables(dynamodb);
  await createQueues(sqs);
});
afterAll(async () => {
  await stop();
  await cleanUp();
});

describe("Tables", () => {
  test("are those of infra/tables.ts and no others", async () => {
    const { TableNames } = await dynamodb.send(new ListTablesCommand());
    expect(TableNames?.sort()).toEqual(tables.map(({ name }) => localTableNames[name]).sort());
  });

  test.each(tables.map((table) => [table.name, table] as const))(
    "are exactly what infra/tables.ts says: %s",
    async (name, table) => {
      const { Table: made } = await dynamodb.send(new DescribeTableCommand({ TableName: localTableNames[name] }));
      const keys = ({ hash, range }: { hash: string; range?: string }) => [
        { AttributeName: hash, KeyType: "HASH" },
        ...(range ? [{ AttributeName: range, KeyType: "RANGE" }] : []),
      ];
      expect(made?.KeySchema).toEqual(keys(table));
      expect(made?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
      const indexes = made?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        projection: Projection?.ProjectionType,
      }));
      expect(indexes ?? []).toEqual(
        table.indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: keys(index),
          projection: index.projection,
        })),
      );
      expect(made?.StreamSpecification).toEqual(
        table.stream ? { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } : undefined,
      );
    },
  );

  test("have a stream on customers only", async () => {
    const streams = tables.filter(({ stream }) => stream).map(({ name }) => name);
    expect(streams).toEqual(["customers"]);
  });

  test.each(tables.map((table) => [table.name, table.ttl] as const))(
    "expire by infra/tables.ts: %s",
    async (name, ttl) => {
      const command = new DescribeTimeToLiveCommand({ TableName: localTableNames[name] });
      const { TimeToLiveDescription } = await dynamodb.send(command);
      expect(TimeToLiveDescription?.AttributeName).toBe(ttl);
      expect(TimeToLiveDescription?.TimeToLiveStatus).toBe(ttl ? "ENABLED" : "DISABLED");
    },
  );

  test("are made again without a change and without an error", async () => {
    await expect(createTables(dynamodb)).resolves.toBeUndefined();
  });
});

describe("Queues", () => {
  const attributesOf = async (QueueName: string) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    return Attributes ?? {};
  };

  test("are two for each subscriber, in us-east-1", async () => {
    expect(subscribers.map(({ name }) => name)).toEqual(expect.arrayContaining(["audit", "billing"]));
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
    expect(QueueUrls.map((url) => url.split("/").at(-1)).sort()).toEqual(
      subscribers.flatMap(({ name }) => [`${name}.fifo`, `${name}-dlq.fifo`]).sort(),
    );
  });

  test.each(subscribers.map(({ name }) => name))(
    "keep the order and give up into the right queue: %s",
    async (name) => {
      const deadLetters = await attributesOf(`${name}-dlq.fifo`);
      const queue = await attributesOf(`${name}.fifo`);
      for (const attributes of [queue, deadLetters])
        expect(attributes).toMatchObject({
          FifoQueue: "true",
          DeduplicationScope: "messageGroup",
          FifoThroughputLimit: "perMessageGroupId",
        });
      expect(deadLetters.QueueArn).toBe(`arn:aws:sqs:us-east-1:000000000000:${name}-dlq.fifo`);
      expect(JSON.parse(queue.RedrivePolicy ?? "{}")).toEqual({
        deadLetterTargetArn: deadLetters.QueueArn,
        maxReceiveCount: 5,
      });
      expect(deadLetters).not.toHaveProperty("RedrivePolicy");
    },
  );

  test("are made again without losing a message", async () => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "audit.fifo" }));
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: "kept", MessageGroupId: "g", MessageDeduplicationId: "d" }),
    );
    await createQueues(sqs);
    expect(await attributesOf("audit.fifo")).toMatchObject({ ApproximateNumberOfMessages: "1" });
  });
});

describe("A stack inside another program", () => {
  const options = (dataDir: string) => ({ dataDir, port: 0, sqsPort: 0, apiKey: "ck_test" });
  let stack: Stack;

  test("that cannot start leaves no engine, no lock and no port behind", async () => {
    const dataDir = newDataDir();
    const taken = await startFauxqs(newDataDir(), 0);
    const sqsPort = Number(new URL(taken.endpoint).port);
    await expect(startStack({ ...options(dataDir), sqsPort })).rejects.toThrow(`Port ${sqsPort} is taken`);
    expect(enginesOn(dataDir)).toEqual([]);
    await taken.stop();
    stack = await startStack({ ...options(dataDir), sqsPort });
    expect(enginesOn(dataDir)).toEqual([stack.pids.dynamodb]);
  });

  test("stops once, however often it is asked, and each caller waits for it", async () => {
    await Promise.all(
      [stack.stop(), stack.stop()].map(async (stopped) => {
        await stopped;
        expect(enginesOn(stack.dataDir)).toEqual([]);
      }),
    );
    await stack.stop();
  });
});
