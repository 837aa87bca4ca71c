/**
 * An organization's feed in DynamoDB: pages of entries, one after the other. Only the newest page changes, each time on
 * the condition that it is as it was read, so its states have one order, and that is the order of the feed.
 *
 * | item            | pk         | sk             |
 * |-----------------|------------|----------------|
 * | the newest page | feed#<org> | newest         |
 * | an earlier page | feed#<org> | number, padded |
 *
 * The newest page does not expire: it knows its number after the quietest year. When it is full, a copy of it becomes an
 * earlier page, and only then the next one takes its place: a reader who has seen number n finds all below n.
 */
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { isWritten, send, tableNamed } from "../../aws/dynamodb.ts";
import { type Item, numberIn, textIn } from "../../aws/item.ts";
import { unlessNewer } from "../../aws/layout.ts";
import { config } from "../../base/config.ts";
import type { Budget } from "../../base/context.ts";

/** An event's place in the feed. What it says is in the log. */
export interface FeedEntry {
  customerId: string;
  sequence: number;
  /** The event's name as a letter, so that a filter by names reads no log. */
  letter: string;
  /** Published by an operator's repair: it alone may stand behind later events of its customer. */
  isRepaired: boolean;
}

/** A page, as it was at one time. */
export interface FeedPage {
  /** 1, 2, 3…, without a gap. */
  number: number;
  entries: readonly FeedEntry[];
  /** When its first entry came, in epoch seconds. */
  begunAt: number;
  /** Until when the log certainly has its events, in epoch seconds. */
  keptUntil: number;
  /** No entry up to the end of this page has a higher sequence number of the stream. */
  highest: bigint;
  /** The same of all pages before this one. */
  highestBefore: bigint;
}

/** The most entries of a page, and the most events of an answer. */
export const MAX_PAGE_ENTRIES = 100;

/** The log keeps events by their change, which may be 20 hours before it comes here, and publishers' clocks differ. */
const KEPT_LESS_SECONDS = 2 * 86_400;

/** How long the feed shows a page whose events the log keeps for so long. */
export const keptSeconds = (retentionSeconds: number): number =>
  retentionSeconds - Math.min(KEPT_LESS_SECONDS, retentionSeconds / 2);

const table = () => tableNamed(config.eventsTable());

const NEWEST = "newest";

const pageKey = (organizationId: string, sk: string): Item => ({ pk: { S: `feed#${organizationId}` }, sk: { S: sk } });

/** Page numbers as sort keys: padded, so that they sort as text like numbers, and before `newest`. */
const sortKey = (number: number): string => String(number).padStart(12, "0");

/** The newest page; undefined before the first event. */
export async function readNewest(
  call: Budget,
  organizationId: string,
  { isConsistent }: { isConsistent: boolean },
): Promise<FeedPage | undefined> {
  const Key = pageKey(organizationId, NEWEST);
  const { Item } = await send(call, new GetItemCommand({ ...table(), Key, ConsistentRead: isConsistent }));
  return Item && fromPageItem(Item);
}

/** Some of the pages from one number up to another, the lowest first: at most `limit`, and 1 MB. Strongly consistent. */
export const readPages = (
  call: Budget,
  organizationId: string,
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<FeedPage[]> => queryPages(call, organizationId, { from, to, limit, isAscending: true });

/** The same, the highest first. */
export const readPagesDown = (
  call: Budget,
  organizationId: string,
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<FeedPage[]> => queryPages(call, organizationId, { from, to, limit, isAscending: false });

async function queryPages(
  call: Budget,
  organizationId: string,
  { from, to, limit, isAscending }: { from: number; to: number; limit: number; isAscending: boolean },
): Promise<FeedPage[]> {
  if (from > to) return [];
  const { Items = [] } = await send(
    call,
    new QueryCommand({
      ...table(),
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
      ExpressionAttributeValues: {
        ":pk": { S: `feed#${organizationId}` },
        ":from": { S: sortKey(from) },
        ":to": { S: sortKey(to) },
      },
      ConsistentRead: true,
      ScanIndexForward: isAscending,
      Limit: limit,
    }),
  );
  return Items.map(fromPageItem);
}

/** The result of changing the newest page: whether it was done, and what the newest page is now. */
export interface Replaced {
  isDone: boolean;
  newest: FeedPage | undefined;
}

/** Puts a page in the place of the newest one, if that is still as it was read. */
export async function replaceNewest(
  call: Budget,
  organizationId: string,
  before: FeedPage | undefined,
  next: FeedPage,
): Promise<Replaced> {
  const condition = before
    ? {
        ConditionExpression: "pageNumber = :number AND entryCount = :count",
        ExpressionAttributeValues: {
          ":number": { N: String(before.number) },
          ":count": { N: String(before.entries.length) },
        },
      }
    : { ConditionExpression: "attribute_not_exists(pk)" };
  try {
    const Item = { ...pageKey(organizationId, NEWEST), ...toAttributes(next) };
    await send(call, new PutItemCommand({ ...table(), Item, ...unlessNewer(condition) }));
    return { isDone: true, newest: next };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { isDone: false, newest: error.Item && fromPageItem(error.Item) };
  }
}

/**
 * Keeps a copy of the newest page under its number. False if there is one with more entries: then the newest page is
 * another one by now.
 *
 * @param expiresAt epoch seconds
 */
export function keepPage(call: Budget, organizationId: string, page: FeedPage, expiresAt: number): Promise<boolean> {
  const Item = {
    ...pageKey(organizationId, sortKey(page.number)),
    ...toAttributes(page),
    expiresAt: { N: String(expiresAt) },
  };
  // A publisher that was killed before it put the next page may have left a copy with fewer.
  const condition = {
    ConditionExpression: "attribute_not_exists(pk) OR entryCount <= :count",
    ExpressionAttributeValues: { ":count": { N: String(page.entries.length) } },
  };
  return isWritten(send(call, new PutItemCommand({ ...table(), Item, ...unlessNewer(condition) })));
}

const toAttributes = (page: FeedPage): Item => ({
  pageNumber: { N: String(page.number) },
  entryCount: { N: String(page.entries.length) },
  entries: { S: textOf(page.entries) },
  begunAt: { N: String(page.begunAt) },
  keptUntil: { N: String(page.keptUntil) },
  // As text: a stream's numbers may have more digits than a number of DynamoDB's.
  highest: { S: String(page.highest) },
  highestBefore: { S: String(page.highestBefore) },
});

const fromPageItem = (item: Item): FeedPage => ({
  number: numberIn(item, "pageNumber"),
  entries: textIn(item, "entries").split(" ").map(toEntry),
  begunAt: numberIn(item, "begunAt"),
  keptUntil: numberIn(item, "keptUntil"),
  highest: BigInt(textIn(item, "highest")),
  highestBefore: BigInt(textIn(item, "highestBefore")),
});

/** Entries as text, some 32 bytes each: `cus_1#1c cus_2#7u`, with `!` behind what was repaired. */
export const textOf = (entries: readonly FeedEntry[]): string =>
  entries
    .map(({ customerId, sequence, letter, isRepaired }) => `${customerId}#${sequence}${letter}${isRepaired ? "!" : ""}`)
    .join(" ");

/** @throws Error when it is no entry */
function toEntry(text: string): FeedEntry {
  const [, customerId, sequence, letter, mark] = /^(.+)#(\d+)(.)(!?)$/.exec(text) ?? [];
  if (customerId === undefined || letter === undefined) throw new Error("Not an entry of the feed");
  return { customerId, sequence: Number(sequence), letter, isRepaired: mark !== "" };
}
