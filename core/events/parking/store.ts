/**
 * Parked events in DynamoDB, and the queues that listen for a limited time (taps).
 *
 * | item                                 | pk                  | sk                 |
 * |--------------------------------------|---------------------|--------------------|
 * | flag: a subscriber has parked events | flags               | <subscriber>       |
 * | tap: a queue that listens for a time | flags               | tap#<name>         |
 * | marker: parked from a sequence on    | parked#<subscriber> | <org>#<customerId> |
 *
 * Each change of a flag, or of what a marker parks, gives it a new token. Removing one is conditional on the token read before nothing
 * was found to be left, so that events parked in the meantime are not lost. A counter would not do: it starts over when
 * an item is removed and created again.
 */
import { randomUUID } from "node:crypto";
import { DeleteItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  batchGet,
  beginsWith,
  type ConditionalUpdate,
  isWritten,
  queryPartition,
  send,
  tableNamed,
} from "../../aws/dynamodb.ts";
import { type Item, numberIn, textIn } from "../../aws/item.ts";
import { unlessNewer } from "../../aws/layout.ts";
import { config } from "../../base/config.ts";
import type { Budget } from "../../base/context.ts";
import { mapParallel } from "../../base/parallel.ts";
import { customerKey, splitKey } from "../../customers/keys.ts";

const table = () => tableNamed(config.eventsTable());

const TAP = "tap#";

/** What a publisher must know before sending. */
export interface Flags {
  /** Subscribers with parked events, and the token that `clearFlag` needs. */
  parked: ReadonlyMap<string, string>;
  /** The queue URLs of taps. */
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

/** Lets a queue listen until a time. To listen longer, call it again. */
export async function putTap(call: Budget, name: string, queueUrl: string, until: Date): Promise<void> {
  const expiresAt = { N: String(Math.ceil(until.getTime() / 1_000)) };
  const Item = { pk: { S: "flags" }, sk: { S: TAP + name }, queueUrl: { S: queueUrl }, expiresAt };
  await send(call, new PutItemCommand({ ...table(), Item, ...unlessNewer({}) }));
}

export async function removeTap(call: Budget, name: string): Promise<void> {
  const Key = { pk: { S: "flags" }, sk: { S: TAP + name } };
  await send(call, new DeleteItemCommand({ ...table(), Key, ...unlessNewer({}) }));
}

/** Removes a subscriber's flag unless something was parked since its token was read. */
export const clearFlag = (call: Budget, subscriber: string, token: string): Promise<boolean> =>
  deleteIfUnchanged(call, "flags", subscriber, token);

/** The sequence from which a customer's events are parked for a subscriber. */
export interface Marker {
  subscriber: string;
  /** `<org>#<customerId>` */
  key: string;
  from: number;
  /** A new one after each change of what is parked. */
  token: string;
  parkedAt: string;
  /**
   * Why it was parked or, after a redrive that failed, what kept that: the name of an error, or one of failure.ts.
   * None for what version 0.1 parked.
   */
  failure?: string;
  /** How many redrives have failed since it was parked. */
  failedRedrives: number;
}

/** All markers of a subscriber, ordered by customer key. */
export async function readMarkers(call: Budget, subscriber: string): Promise<Marker[]> {
  return (await queryPartition(call, config.eventsTable(), markerPartition(subscriber))).map(fromMarkerItem);
}
/** Some of a subscriber's markers. */
export interface MarkerPage {
  markers: Marker[];
  /** Whether there are more behind them. */
  hasMore: boolean;
}

/** An organization's markers of a subscriber, ordered by customer id: at most so many, behind a customer. */
export async function queryMarkers(
  call: Budget,
  subscriber: string,
  organizationId: string,
  limit: number,
  afterCustomerId?: string,
): Promise<MarkerPage> {
  const { condition, values } = beginsWith(customerKey(organizationId, ""));
  const { Items = [], LastEvaluatedKey } = await send(
    call,
    new QueryCommand({
      ...table(),
      KeyConditionExpression: `pk = :pk AND ${condition}`,
      ExpressionAttributeValues: { ":pk": { S: markerPartition(subscriber) }, ...values },
      ConsistentRead: true,
      // One more shows whether there are more.
      Limit: limit + 1,
      ...(afterCustomerId === undefined
        ? {}
        : { ExclusiveStartKey: markerKey(subscriber, customerKey(organizationId, afterCustomerId)) }),
    }),
  );
  const markers = Items.slice(0, limit).map(fromMarkerItem);
  return { markers, hasMore: Items.length > limit || LastEvaluatedKey !== undefined };
}

/** Whether anything is parked for a subscriber. */
async function hasMarkers(call: Budget, subscriber: string): Promise<boolean> {
  const query = new QueryCommand({
    ...table(),
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: markerPartition(subscriber) } },
    ConsistentRead: true,
    Limit: 1,
  });
  return ((await send(call, query)).Items ?? []).length > 0;
}

/** Takes a subscriber's flag away if nothing is parked. False when something is, or was parked meanwhile. */
export async function lowerFlag(call: Budget, subscriber: string): Promise<boolean> {
  const token = (await readFlags(call, new Date())).parked.get(subscriber);
  if (await hasMarkers(call, subscriber)) return false;
  return token === undefined || clearFlag(call, subscriber, token);
}

/** A subscriber's markers for the given customers. @throws AppError `service_unavailable` */
export async function readMarkersAt(call: Budget, subscriber: string, keys: readonly string[]): Promise<Marker[]> {
  const places = keys.map((key) => markerKey(subscriber, key));
  return (await batchGet(call, config.eventsTable(), places)).map(fromMarkerItem);
}

const PARALLEL_MARKERS = 25;

/**
 * Parks customers' events for a subscriber, each from a sequence on. An existing marker keeps its sequence. Plain
 * writes: any number of publishers may park for one subscriber at once, and transactions on its flag would conflict.
 *
 * @param why what `Marker.failure` tells, by customer
 * @throws AppError `service_unavailable`; then some may be parked, and a repeat parks the others
 */
export async function park(
  call: Budget,
  subscriber: string,
  from: ReadonlyMap<string, number>,
  now: Date,
  why: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  if (from.size === 0) return;
  // The flag goes first, so that publishers see whatever marker is left behind when this is interrupted.
  await raiseFlag(call, subscriber);
  await mapParallel([...from], PARALLEL_MARKERS, ([key, sequence]) =>
    updateMarker(
      call,
      { subscriber, key },
      {
        UpdateExpression:
          "SET #token = :token, fromSequence = if_not_exists(fromSequence, :from), parkedAt = if_not_exists(parkedAt, :now), failure = :failure",
        ExpressionAttributeNames: TOKEN,
        ExpressionAttributeValues: {
          ":token": { S: randomUUID() },
          ":from": { N: String(sequence) },
          ":now": { S: now.toISOString() },
          ":failure": failureOf(why.get(key)),
        },
      },
    ),
  );
  // Once more: a redrive that read the first token and then found no marker yet may remove the flag, now or before.
  await raiseFlag(call, subscriber);
}

/** Makes publishers look for a subscriber's markers; its token is a new one each time. */
async function raiseFlag(call: Budget, subscriber: string): Promise<void> {
  await send(
    call,
    new UpdateItemCommand({
      ...table(),
      Key: { pk: { S: "flags" }, sk: { S: subscriber } },
      ...unlessNewer({
        UpdateExpression: "SET #token = :token",
        ExpressionAttributeNames: TOKEN,
        ExpressionAttributeValues: { ":token": { S: randomUUID() } },
      }),
    }),
  );
}

/**
 * Records at a marker that the log has more entries to send, from a sequence on. False when the marker is gone: then
 * nothing is parked any more.
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

/** Moves a marker to a sequence before that is sent. False when somebody else has moved it: then read it again. */
export const advanceMarker = (call: Budget, marker: Marker, sequence: number): Promise<boolean> =>
  updateMarker(call, marker, {
    UpdateExpression: "SET fromSequence = :next",
    ConditionExpression: "fromSequence = :from",
    ExpressionAttributeValues: { ":from": { N: String(marker.from) }, ":next": { N: String(sequence) } },
  });

/**
 * Records why a redrive could not go on from a marker. What is parked stays as it is, so the token does too. False when
 * the marker is gone or has moved: then another redrive has sent it.
 */
export const recordFailure = (call: Budget, marker: Marker, failure: string): Promise<boolean> =>
  updateMarker(call, marker, {
    UpdateExpression: "SET failure = :failure ADD failedRedrives :one",
    ConditionExpression: "fromSequence = :from",
    ExpressionAttributeValues: {
      ":from": { N: String(marker.from) },
      ":failure": failureOf(failure),
      ":one": { N: "1" },
    },
  });

/** Names of errors are short; one that is not must not make the write fail. */
const MAX_FAILURE = 100;
const failureOf = (name = "unknown") => ({ S: name.slice(0, MAX_FAILURE) });

/** Moves a marker on to the last event of a customer that was erased, which alone is left to send. */
export const shrinkMarker = (
  call: Budget,
  marker: Pick<Marker, "subscriber" | "key">,
  sequence: number,
): Promise<boolean> =>
  updateMarker(call, marker, {
    UpdateExpression: "SET #token = :token, fromSequence = :last",
    ConditionExpression: "fromSequence < :last",
    ExpressionAttributeNames: TOKEN,
    ExpressionAttributeValues: { ":token": { S: randomUUID() }, ":last": { N: String(sequence) } },
  });

/** `token` is a reserved word in DynamoDB. */
const TOKEN = { "#token": "token" };

/** False when the marker does not meet the condition. */
const updateMarker = (
  call: Budget,
  { subscriber, key }: Pick<Marker, "subscriber" | "key">,
  update: ConditionalUpdate,
): Promise<boolean> =>
  isWritten(send(call, new UpdateItemCommand({ ...table(), Key: markerKey(subscriber, key), ...unlessNewer(update) })));

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
        ...unlessNewer({
          // A repeated delete whose first response was lost finds nothing, which is the goal.
          ConditionExpression: "attribute_not_exists(pk) OR #token = :token",
          ExpressionAttributeNames: TOKEN,
          ExpressionAttributeValues: { ":token": { S: token } },
        }),
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
  ...(item.failure?.S === undefined ? {} : { failure: item.failure.S }),
  failedRedrives: item.failedRedrives === undefined ? 0 : numberIn(item, "failedRedrives"),
});
