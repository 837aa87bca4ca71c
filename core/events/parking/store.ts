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
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { batchGet, type ConditionalUpdate, isWritten, queryPartition, send, tableNamed } from "../../aws/dynamodb.ts";
import { type Item, numberIn, textIn } from "../../aws/item.ts";
import { chunks } from "../../base/chunks.ts";
import { config } from "../../base/config.ts";
import type { Budget } from "../../base/context.ts";
import { splitKey } from "../../customers/keys.ts";

const table = () => tableNamed(config.eventsTable());

const TAP = "tap#";

/** What a publisher must know before it sends. */
export interface Flags {
  /** The subscribers with parked events, with the token that `clearFlag` needs. */
  parked: ReadonlyMap<string, string>;
  /** The queues of those who listen for a while. */
  taps: readonly string[];
}

/** One consistent read. */
export async function readFlags(call: Budget, now: Date): Promise<Flags> {
  const items = await queryPartition(call, config.eventsTable(), "flags");
  const isTap = (item: Item) => textIn(item, "sk").startsWith(TAP);
  return {
    parked: new Map(items.filter((item) => !isTap(item)).map((item) => [textIn(item, "sk"), textIn(item, "token")])),
    taps: items
      .filter((item) => isTap(item) && numberIn(item, "expiresAt") * 1_000 > now.getTime())
      .map((item) => textIn(item, "queueUrl")),
  };
}

/** Lets a queue listen until a time; whoever listens longer says so again. */
export async function putTap(call: Budget, name: string, queueUrl: string, until: Date): Promise<void> {
  const expiresAt = { N: String(Math.ceil(until.getTime() / 1_000)) };
  const Item = { pk: { S: "flags" }, sk: { S: TAP + name }, queueUrl: { S: queueUrl }, expiresAt };
  await send(call, new PutItemCommand({ ...table(), Item }));
}

export async function removeTap(call: Budget, name: string): Promise<void> {
  await send(call, new DeleteItemCommand({ ...table(), Key: { pk: { S: "flags" }, sk: { S: TAP + name } } }));
}

/** Lowers a subscriber's flag unless something was parked since its token was read. */
export const clearFlag = (call: Budget, subscriber: string, token: string): Promise<boolean> =>
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
export async function readMarkers(call: Budget, subscriber: string): Promise<Marker[]> {
  return (await queryPartition(call, config.eventsTable(), markerPartition(subscriber))).map(fromMarkerItem);
}

/** Those of a subscriber's markers that are at the given customers. @throws AppError `service_unavailable` */
export async function readMarkersAt(call: Budget, subscriber: string, keys: readonly string[]): Promise<Marker[]> {
  const places = keys.map((key) => markerKey(subscriber, key));
  return (await batchGet(call, config.eventsTable(), places)).map(fromMarkerItem);
}

/**
 * Parks customers' events for a subscriber from a sequence on: markers, and the flag that makes publishers look for them,
 * in one transaction for 99 customers. A marker that is there keeps its sequence.
 */
export async function park(
  call: Budget,
  subscriber: string,
  from: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const update = (Key: Item, assignments: string, values: Item) => ({
    Update: {
      TableName: config.eventsTable(),
      Key,
      UpdateExpression: `SET #token = :token${assignments}`,
      ExpressionAttributeNames: TOKEN,
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
export async function extendMarker(call: Budget, marker: Marker, sequence: number): Promise<boolean> {
  const token: Item = { ":token": { S: randomUUID() } };
  const lowered =
    sequence < marker.from &&
    (await updateMarker(call, marker, {
      UpdateExpression: "SET #token = :token, fromSequence = :from",
      ConditionExpression: "fromSequence > :from",
      ExpressionAttributeNames: TOKEN,
      ExpressionAttributeValues: { ...token, ":from": { N: String(sequence) } },
    }));
  if (lowered) return true;
  return updateMarker(call, marker, {
    UpdateExpression: "SET #token = :token",
    ConditionExpression: "attribute_exists(pk)",
    ExpressionAttributeNames: TOKEN,
    ExpressionAttributeValues: token,
  });
}

/** Moves a marker on to a sequence before that is sent. False when it is no longer where it was: then read it again. */
export const advanceMarker = (call: Budget, marker: Marker, sequence: number): Promise<boolean> =>
  updateMarker(call, marker, {
    UpdateExpression: "SET fromSequence = :next",
    ConditionExpression: "fromSequence = :from",
    ExpressionAttributeValues: { ":from": { N: String(marker.from) }, ":next": { N: String(sequence) } },
  });

/** `token` is a reserved word of DynamoDB's. */
const TOKEN = { "#token": "token" };

/** False when the marker is not as the condition wants it. */
const updateMarker = (call: Budget, { subscriber, key }: Marker, update: ConditionalUpdate): Promise<boolean> =>
  isWritten(send(call, new UpdateItemCommand({ ...table(), Key: markerKey(subscriber, key), ...update })));

/** Removes a marker unless something was parked behind it since its token was read. */
export const removeMarker = (call: Budget, { subscriber, key, token }: Marker): Promise<boolean> =>
  deleteIfUnchanged(call, markerPartition(subscriber), key, token);

const deleteIfUnchanged = (call: Budget, pk: string, sk: string, token: string): Promise<boolean> =>
  isWritten(
    send(
      call,
      new DeleteItemCommand({
        ...table(),
        Key: { pk: { S: pk }, sk: { S: sk } },
        // A repeat of a delete whose answer was lost finds nothing, which is what it wanted.
        ConditionExpression: "attribute_not_exists(pk) OR #token = :token",
        ExpressionAttributeNames: TOKEN,
        ExpressionAttributeValues: { ":token": { S: token } },
      }),
    ),
  );

const markerPartition = (subscriber: string): string => `parked#${subscriber}`;
const markerKey = (subscriber: string, key: string): Item => ({
  pk: { S: markerPartition(subscriber) },
  sk: { S: key },
});

const fromMarkerItem = (item: Item): Marker => ({
  subscriber: splitKey(textIn(item, "pk"))[1],
  key: textIn(item, "sk"),
  from: numberIn(item, "fromSequence"),
  token: textIn(item, "token"),
  parkedAt: textIn(item, "parkedAt"),
});
