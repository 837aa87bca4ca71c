/** The progress of what operators started, in DynamoDB: see the table in events/log.ts. */
import { DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { queryPartition, send, tableNamed } from "../../aws/dynamodb.ts";
import { type Item, numberIn, textIn } from "../../aws/item.ts";
import { unlessNewer } from "../../aws/layout.ts";
import { config } from "../../base/config.ts";
import type { Budget } from "../../base/context.ts";
import { splitKey } from "../../customers/keys.ts";
import type { LogEntry } from "../event.ts";
import { type LogPlace, logKey } from "../log.ts";

const table = () => tableNamed(config.eventsTable());

/** A replay of all customers in progress, saved so that it can continue after an interruption. */
export interface Run {
  subscriber: string;
  /** Tells this replay's messages apart from another's. */
  run: string;
  /** Continue after this customer key. */
  after?: string;
  sent: number;
}

const runKey = (subscriber: string): Item => ({ pk: { S: "replays" }, sk: { S: subscriber } });

/** Starts a replay, or returns the one that was not finished. */
export async function startRun(call: Budget, { subscriber, run }: Run): Promise<Run> {
  const { Attributes = {} } = await send(
    call,
    new UpdateItemCommand({
      ...table(),
      Key: runKey(subscriber),
      ...unlessNewer({
        UpdateExpression: "SET #run = if_not_exists(#run, :run), sent = if_not_exists(sent, :none)",
        ExpressionAttributeNames: { "#run": "run" },
        ExpressionAttributeValues: { ":run": { S: run }, ":none": { N: "0" } },
      }),
      ReturnValues: "ALL_NEW",
    }),
  );
  const after = Attributes.after?.S;
  return {
    subscriber,
    run: textIn(Attributes, "run"),
    sent: numberIn(Attributes, "sent"),
    ...(after === undefined ? {} : { after }),
  };
}

/** Saves the progress of a replay. */
export async function saveRun(call: Budget, { subscriber, after, sent }: Run): Promise<void> {
  await send(
    call,
    new UpdateItemCommand({
      ...table(),
      Key: runKey(subscriber),
      ...unlessNewer({
        UpdateExpression: after === undefined ? "SET sent = :sent" : "SET sent = :sent, #after = :after",
        ...(after === undefined ? {} : { ExpressionAttributeNames: { "#after": "after" } }),
        ExpressionAttributeValues: {
          ":sent": { N: String(sent) },
          ...(after === undefined ? {} : { ":after": { S: after } }),
        },
      }),
    }),
  );
}

export async function finishRun(call: Budget, { subscriber }: Pick<Run, "subscriber">): Promise<void> {
  await send(call, new DeleteItemCommand({ ...table(), Key: runKey(subscriber), ...unlessNewer({}) }));
}

/** The progress of giving past subscriptions their items, saved so that it can continue after an interruption. */
export interface Keeping {
  /** Continue after this customer key. */
  after?: string;
  customers: number;
  kept: number;
}

const keepingKey: Item = { pk: { S: "past-subscriptions" }, sk: { S: "progress" } };

/** The progress of the last call, if it was not finished. */
export async function readKeeping(call: Budget): Promise<Keeping | undefined> {
  const { Item } = await send(call, new GetItemCommand({ ...table(), Key: keepingKey, ConsistentRead: true }));
  if (!Item) return undefined;
  return { after: textIn(Item, "after"), customers: numberIn(Item, "customers"), kept: numberIn(Item, "kept") };
}

/** Saves where to continue, unless the end is reached. */
export async function saveKeeping(call: Budget, { after, customers, kept }: Keeping): Promise<void> {
  if (after === undefined) return;
  const counts = { customers: { N: String(customers) }, kept: { N: String(kept) } };
  const Item = { ...keepingKey, after: { S: after }, ...counts };
  await send(call, new PutItemCommand({ ...table(), Item, ...unlessNewer({}) }));
}

export async function finishKeeping(call: Budget): Promise<void> {
  await send(call, new DeleteItemCommand({ ...table(), Key: keepingKey, ...unlessNewer({}) }));
}

/** A repair of one log entry, as long as it is not done. */
const repairKey = (place: LogPlace): Item => ({ pk: { S: "repairs" }, sk: { S: logKey(place) } });

/** Notes that a repair has begun to publish an entry. */
export async function noteRepair(call: Budget, entry: LogEntry): Promise<void> {
  const Item = { ...repairKey(entry), expiresAt: { N: String(entry.expiresAt) } };
  await send(call, new PutItemCommand({ ...table(), Item, ...unlessNewer({}) }));
}

export async function forgetRepair(call: Budget, entry: LogEntry): Promise<void> {
  await send(call, new DeleteItemCommand({ ...table(), Key: repairKey(entry), ...unlessNewer({}) }));
}

/** The entries whose repair is not known to be done, in each customer's order. */
export async function notedRepairs(call: Budget): Promise<LogPlace[]> {
  const notes = await queryPartition(call, config.eventsTable(), "repairs");
  return notes.map((note) => {
    const [organizationId, place] = splitKey(textIn(note, "sk"));
    const [customerId, sequence] = splitKey(place);
    return { organizationId, customerId, sequence: Number(sequence) };
  });
}
