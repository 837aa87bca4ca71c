/** A customers table with its stream, on the test's own real engine. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { BatchWriteItemCommand, DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import type { Item } from "../../../core/aws/item.ts";
import { toItem } from "../../../core/customers/item.ts";
import { type Engine, startDynoxide } from "../../../local/engine/dynoxide.ts";
import { createTables, localTableNames } from "../../../local/engine/tables.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../../../local/pump/checkpoint.ts";
import type { Consumer } from "../../../local/pump/consumers.ts";
import { type PumpOptions, pump } from "../../../local/pump/pump.ts";
import { openStream, type Stream } from "../../../local/pump/streamReader.ts";
import { StreamTrimmer } from "../../../local/pump/trimStream.ts";

export type Handler = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

const TableName = localTableNames.customers;
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const folders: string[] = [];
const running = new Set<Source>();

export class Source {
  readonly dataDir: string;
  readonly stream: Stream;
  readonly #engine: Engine;
  readonly #dynamodb: DynamoDBClient;
  readonly #trimmer: StreamTrimmer;

  private constructor(dataDir: string, engine: Engine, dynamodb: DynamoDBClient, stream: Stream) {
    this.dataDir = dataDir;
    this.stream = stream;
    this.#engine = engine;
    this.#dynamodb = dynamodb;
    this.#trimmer = new StreamTrimmer(dataDir, stream.arn);
    running.add(this);
  }

  /** Starts it on a new folder, or on one that another one has left. */
  static async start(dataDir = newFolder()): Promise<Source> {
    const engine = await startDynoxide(dataDir);
    process.env.AWS_ENDPOINT_URL_DYNAMODB = engine.endpoint;
    process.env.AWS_ACCESS_KEY_ID ??= credentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY ??= credentials.secretAccessKey;
    const dynamodb = new DynamoDBClient({ region: "us-east-1", endpoint: engine.endpoint, credentials });
    await createTables(dynamodb);
    return new Source(dataDir, engine, dynamodb, await openStream(dynamodb, TableName));
  }

  /** Starts a pump. It runs until it fails, at the latest when it notices that the engine is gone. */
  startPump(
    handler: Handler,
    consumer: Consumer = "publisher",
    wait?: PumpOptions["wait"],
  ): { failure: Promise<unknown> } {
    const options: PumpOptions = {
      consumer,
      stream: this.stream,
      handler,
      dataDir: this.dataDir,
      trimmer: this.#trimmer,
    };
    const failure = pump(wait ? { ...options, wait } : options).catch((error: unknown) => error);
    return { failure };
  }

  get checkpoint(): Checkpoint | undefined {
    return readCheckpoint(this.dataDir, "publisher");
  }

  /** The sequence number of the last record that counts as published. */
  get publishedTo(): string | undefined {
    return this.doneTo("publisher");
  }

  /** The sequence number of the last record that a consumer has processed. */
  doneTo(consumer: Consumer): string | undefined {
    return Object.values(readCheckpoint(this.dataDir, consumer)?.shards ?? {})[0]?.sequence;
  }

  setCheckpoint(checkpoint: Checkpoint): void {
    writeCheckpoint(this.dataDir, "publisher", checkpoint);
  }

  /** Writes changes one after another. */
  async put(...items: readonly Item[]): Promise<void> {
    for (const Item of items) await this.#dynamodb.send(new PutItemCommand({ TableName, Item }));
  }

  /** Writes many changes, each to another customer. */
  async putMany(count: number): Promise<void> {
    for (let i = 0; i < count; i += 25) {
      const items = Array.from({ length: Math.min(25, count - i) }, (_, j) => customer(`cus_many${i + j}`));
      const RequestItems = { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) };
      await this.#dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
    }
  }

  async delete(pk: string): Promise<void> {
    await this.#dynamodb.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk } } }));
  }

  /** Reads or changes the engine's own file. */
  sql(statement: string): Record<string, unknown>[] {
    const database = new DatabaseSync(join(this.dataDir, "dynamodb.sqlite"));
    try {
      database.exec("PRAGMA busy_timeout = 5000");
      return database.prepare(statement).all();
    } finally {
      database.close();
    }
  }

  async stop(): Promise<void> {
    running.delete(this);
    await this.#engine.stop();
    this.#dynamodb.destroy();
  }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "clientela-test-"));
  folders.push(folder);
  return folder;
}

/** Call it after each test: pumps end with their engine. */
export async function stopSources(): Promise<void> {
  for (const source of [...running]) await source.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A customer's item as the service stores it. */
export const customer = (id: string, version = 1): Item =>
  toItem({
    organizationId: "org_a",
    id,
    version,
    email: `v${version}@acme.com`,
    createdAt: "2026-11-21T10:00:00.000Z",
    updatedAt: "2026-11-21T10:00:00.000Z",
    requestId: `request${version}`,
  });

/** The sequence numbers of what a handler was given. */
export const sequencesOf = ({ Records }: DynamoDBStreamEvent): number[] =>
  Records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber));
