/**
 * What is parked, in DynamoDB, and who listens for a while.
 *
 * | item                                 | pk                  | sk                 |
 * |--------------------------------------|---------------------|--------------------|
 * | flag: a subscriber has parked events | flags               | <subscriber>       |
 * | tap: a queue that listens for a while | flags              | tap#<name>         |
 * | marker: parked from a sequence on    | parked#<subscriber> | <org>#<customerId> |
 *
 * Each change of a flag or a marker gives it another token. Whoever removes one does so on condition that it has the token
 * that it had when nothing was found to be left, so that nothing parked meanwhile is lost. A count would not do: one that
 * was removed and made anew begins at the same count.
 */
import { randomUUID } from "node:crypto";
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { batchGet, queryPartition, send } from "../../aws/dynamodb.ts";
import type { Item } from "../../aws/item.ts";
import { chunks } from "../../base/chunks.ts";
import { required } from "../../base/config.ts";
import type { Call } from "../../base/context.ts";
import { splitKey } from "../../customers/keys.ts";

type Timed = Pick<Call, "signal" | "units">;

const TableName = required("EVENTS_TABLE");
const measured = { TableName, ReturnConsumedCapacity: "TOTAL" } as const;
const TAP = "tap#";

/** What a publisher must know before it sends. */
export interface Flags {
  /** The subscribers with parked events, with the token that `lowerFlag` needs. */
  parked: ReadonlyMap<string, string>;
  /** The queues of those who listen for a while. */
  taps: readonly string[];
}

/** One consistent read. */
export async function readFlags(call: Timed, now: Date): Promise<Flags> {
  const items = await queryPartition(call, TableName, "flags");
  const isTap = (item: Item) => item.sk?.S?.startsWith(TAP);
  return {
    parked: new Map(items.filter((item) => !isTap(item)).map(({ sk, token }) => [sk?.S ?? "", token?.S ?? ""])),
    taps: items
      .filter((item) => isTap(item) && Number(item.expiresAt?.N) * 1_000 > now.getTime())
      .map(({ queueUrl }) => queueUrl?.S ?? ""),
  };
}

/** Lets a queue listen until a time; whoever listens longer says so again. */
export async function putTap(call: Timed, name: string, queueUrl: string, until: Date): Promise<void> {
  const expiresAt = { N: String(Math.ceil(until.getTime() / 1_000)) };
  const Item = { pk: { S: "flags" }, sk: { S: TAP + name }, queueUrl: { S: queueUrl }, expiresAt };
  await send(call, new PutItemCommand({ ...measured, Item }));
}

export async function removeTap(call: Timed, name: string): Promise<void> {
  await send(call, new DeleteItemCommand({ ...measured, Key: { pk: { S: "flags" }, sk: { S: TAP + name } } }));
}

/** Lowers a subscriber's flag unless something was parked since its token was read. */
export const lowerFlag = (call: Timed, subscriber: string, token: string): Promise<boolean> =>
  deleteIfUnchanged(call, "flags", subscriber, token);

/** From which sequence on a customer's events are parked for a subscriber. */
export interface Marker {
  subscriber: string;
  /** `<org>#<customerId>` */
  key: string;
  from: number;
  /** Another one after each change. */
  token: string;
  parkedAt: string;
}

/** All markers of a subscriber, in the order of their customers. */
export async function readMarkers(call: Timed, subscriber: string): Promise<Marker[]> {
  return (await queryPartition(call, TableName, markerPartition(subscriber))).map(fromMarkerItem);
}

/** Those of a subscriber's markers that are at the given customers. @throws AppError `service_unavailable` */
export async function readMarkersAt(call: Timed, subscriber: string, keys: readonly string[]): Promise<Marker[]> {
  const places = keys.map((key) => markerKey(subscriber, key));
  return (await batchGet(call, TableName, places)).map(fromMarkerItem);
}

/**
 * Parks customers' events for a subscriber from a sequence on: markers, and the flag that makes publishers look for them,
 * in one transaction for 99 customers. A marker that is there keeps its sequence.
 */
export async function park(
  call: Timed,
  subscriber: string,
  from: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const update = (Key: Item, assignments: string, values: Item) => ({
    Update: {
      TableName,
      Key,
      UpdateExpression: `SET #token = :token${assignments}`,
      ExpressionAttributeNames: { "#token": "token" },
      ExpressionAttributeValues: { ":token": { S: randomUUID() }, ...values },
    },
  });
  for (const some of chunks([...from], 99))
    await send(
      call,
      new TransactWriteItemsCommand({
        ReturnConsumedCapacity: "TOTAL",
        TransactItems: [
          update({ pk: { S: "flags" }, sk: { S: subscriber } }, "", {}),
          ...some.map(([key, sequence]) =>
            update(
              markerKey(subscriber, key),
              ", fromSequence = if_not_exists(fromSequence, :from), parkedAt = if_not_exists(parkedAt, :now)",
              { ":from": { N: String(sequence) }, ":now": { S: now.toISOString() } },
            ),
          ),
        ],
      }),
    );
}

/**
 * Says at a marker that the log has entries from a sequence on which are still to be sent. False when the marker is gone:
 * then nothing is parked any more.
 */
export async function raiseMarker(call: Timed, { subscriber, key, from }: Marker, sequence: number): Promise<boolean> {
  const token = { ":token": { S: randomUUID() } };
  const lowered =
    sequence < from &&
    (await updateMarker(call, subscriber, key, "SET #token = :token, fromSequence = :from", "fromSequence > :from", {
      ...token,
      ":from": { N: String(sequence) },
    }));
  return lowered || updateMarker(call, subscriber, key, "SET #token = :token", "attribute_exists(pk)", token);
}

/** Moves a marker on to a sequence before that is sent. False when it is no longer where it was: then read it again. */
export const advanceMarker = (call: Timed, { subscriber, key, from }: Marker, sequence: number): Promise<boolean> =>
  updateMarker(call, subscriber, key, "SET fromSequence = :next", "fromSequence = :from", {
    ":from": { N: String(from) },
    ":next": { N: String(sequence) },
  });

async function updateMarker(
  call: Timed,
  subscriber: string,
  key: string,
  expression: string,
  condition: string,
  values: Item,
): Promise<boolean> {
  try {
    await send(
      call,
      new UpdateItemCommand({
        ...measured,
        Key: markerKey(subscriber, key),
        UpdateExpression: expression,
        ConditionExpression: condition,
        ...(expression.includes("#token") ? { ExpressionAttributeNames: { "#token": "token" } } : {}),
        ExpressionAttributeValues: values,
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Removes a marker unless something was parked behind it since its token was read. */
export const removeMarker = (call: Timed, { subscriber, key, token }: Marker): Promise<boolean> =>
  deleteIfUnchanged(call, markerPartition(subscriber), key, token);

async function deleteIfUnchanged(call: Timed, pk: string, sk: string, token: string): Promise<boolean> {
  try {
    await send(
      call,
      new DeleteItemCommand({
        ...measured,
        Key: { pk: { S: pk }, sk: { S: sk } },
        // A repeat of a delete whose answer was lost finds nothing, which is what it wanted.
        ConditionExpression: "attribute_not_exists(pk) OR #token = :token",
        ExpressionAttributeNames: { "#token": "token" },
        ExpressionAttributeValues: { ":token": { S: token } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const markerPartition = (subscriber: string): string => `parked#${subscriber}`;
const markerKey = (subscriber: string, key: string): Item => ({
  pk: { S: markerPartition(subscriber) },
  sk: { S: key },
});

const fromMarkerItem = (item: Item): Marker => ({
  subscriber: splitKey(item.pk?.S ?? "")[1],
  key: item.sk?.S ?? "",
  from: Number(item.fromSequence?.N),
  token: item.token?.S ?? "",
  parkedAt: item.parkedAt?.S ?? "",
});
