/** Search: pages of the customers that a query finds, in the order of the walked word, then newest first. */
import type { Context } from "../base/context.ts";
import type { Customer } from "../customers/customer.ts";
import { externalIdProblem } from "../customers/externalId.ts";
import { isCustomerId } from "../customers/ids.ts";
import { listKey } from "../customers/keys.ts";
import type { CustomerPage, ListRequest } from "../customers/list.ts";
import { getCustomer, noneIfNotFound } from "../customers/service.ts";
import { getMany, isShown, type ListFilter } from "../customers/store.ts";
import { organizationOf } from "../organizations/service.ts";
import { decodeCursor, encodeCursor } from "../pages/cursor.ts";
import { readMerged } from "../pages/merge.ts";
import { entryKey, WALK_POSITION } from "./keys.ts";
import { emailQuery, hasEmail, isExact, matches, type Query } from "./query.ts";
import { countEntries, type Entry, queryEntries } from "./store.ts";
import { cut, indexedWords, mayLackEntries, representativeWord, wordsOf } from "./words.ts";

export interface SearchRequest extends ListRequest {
  search: Query;
}

/**
 * The most entries that a round of reads after the first evaluates; most of them may lack the query's other words. With
 * at most five rounds and one read of the records, this bounds the work of a page for any search.
 */
const ENTRIES_PER_ROUND = 1_000;
/** To find the rarest of several words, up to this many entries of each are counted, in one shard. */
const COUNTED_ENTRIES = 100;

/** The position of a walk: which of the query's words it follows, and the last entry read, if any. */
interface WalkPosition {
  word: number;
  after: string | undefined;
}

/**
 * One page. A customer is found when each word of the query is a prefix of one of its words; a customer whose id or
 * external id is the whole query comes first, whatever the index holds. Every match that is in the index when a walk
 * starts, and whose words stay, is seen exactly once, whatever else is written during the walk. A page may be short
 * even if there is more.
 *
 * @throws AppError `validation_error` on `cursor`
 */
export async function searchCustomers(context: Context, request: SearchRequest): Promise<CustomerPage> {
  const { search: query, limit, cursor, filter } = request;
  const scope = `${filter} ${query.text}`;
  const start = cursor === undefined ? undefined : readPosition(context, scope, cursor);
  const [word, exact] = await Promise.all([
    start?.word ?? rarestWord(context, query, filter),
    start ? undefined : findExact(context, query, filter),
  ]);
  const rest = exact ? limit - 1 : limit;
  // If the exact match alone fills the page, the next one starts the walk.
  const walk = { query, filter, index: word, shows: (customer: Customer) => !isShownFirst(query, customer) };
  const page = rest > 0 ? await walkIndex(context, walk, rest, start?.after) : { customers: [], after: "" };
  const customers = exact ? [exact, ...page.customers] : page.customers;
  return { customers, ...nextCursor(context, scope, word, page.after) };
}

export interface EmailRequest extends ListRequest {
  email: string;
  /** Which of the customers with the address to show. */
  shows: (customer: Customer) => boolean;
}

/**
 * One page of the customers with exactly this address, newest first. The index may lag by a moment.
 *
 * @throws AppError `validation_error` on `cursor`
 */
export async function customersByEmail(context: Context, request: EmailRequest): Promise<CustomerPage> {
  const { email, limit, cursor, filter } = request;
  const scope = `${filter} email ${email.toLowerCase()}`;
  const start = cursor === undefined ? undefined : readPosition(context, scope, cursor);
  const shows = (customer: Customer) => hasEmail(email, customer) && request.shows(customer);
  const walk = { query: emailQuery(email), filter, index: 0, isWhole: true, shows };
  const page = await walkIndex(context, walk, limit, start?.after);
  return { customers: page.customers, ...nextCursor(context, scope, 0, page.after) };
}

const nextCursor = (context: Context, scope: string, word: number, after: string | undefined) =>
  after === undefined ? {} : { nextCursor: encodeCursor(context.organizationId, scope, `${word}${after}`) };

function readPosition(context: Context, scope: string, cursor: string): WalkPosition {
  const key = decodeCursor(context.organizationId, scope, cursor, WALK_POSITION);
  return { word: Number(key[0]), after: key.slice(1) || undefined };
}

/** The word that the fewest customers have, judged by one read each; if that decides nothing, the longest. */
async function rarestWord(
  context: Context,
  { leading: words, words: all }: Query,
  filter: ListFilter,
): Promise<number> {
  if (words.length === 1) return 0;
  const isLong = all.length > words.length;
  const counts = await Promise.all(
    words.map((word) =>
      countEntries(context, { listKey: listKey(context.organizationId), filter, word }, COUNTED_ENTRIES),
    ),
  );
  // A word without entries would find nobody, not even those in whose names it stands too deep to have one.
  const leadsNowhere = (word: string, count: number) => count === 0 && (isLong || mayLackEntries(word));
  const weight = (word: string, count: number) =>
    (leadsNowhere(word, count) ? COUNTED_ENTRIES + 1 : count) - word.length / 1_000;
  const weights = words.map((word, i) => weight(word, counts[i] ?? 0));
  return weights.indexOf(Math.min(...weights));
}

/** The customer whose id or external id is the whole query. */
async function findExact(context: Context, { text }: Query, filter: ListFilter): Promise<Customer | undefined> {
  const customer = await getCustomer(context, text).catch(noneIfNotFound);
  return customer && isShown(filter, customer) ? customer : undefined;
}

/**
 * Whether the first page has shown the customer as the exact match. Some ids of imported customers cannot be looked up.
 */
const isShownFirst = (query: Query, customer: Customer): boolean =>
  isExact(query, customer) && (isCustomerId(query.text) || externalIdProblem(query.text) === undefined);

/** The entries that a page walks through, and which matching customers it shows. */
interface IndexWalk {
  query: Query;
  filter: ListFilter;
  /** The index, in the query's leading words, of the word that the walk follows. */
  index: number;
  isWhole?: boolean;
  shows: (customer: Customer) => boolean;
}

async function walkIndex(
  context: Context,
  { query, filter, index, isWhole = false, shows }: IndexWalk,
  limit: number,
  after: string | undefined,
): Promise<{ customers: Customer[]; after: string | undefined }> {
  const { leading } = query;
  const word = leading[index] ?? "";
  const others = leading.filter((it) => it !== word);
  const { shards } = await organizationOf(context);
  const page = await readMerged<Entry>({
    partitions: Array.from({ length: shards }, (_, shard) => {
      const walk = { listKey: listKey(context.organizationId, shard), filter, word, isWhole, others };
      return (limit, after) => queryEntries(context, walk, limit, after);
    }),
    positionOf: ({ position }) => position,
    order: "ascending",
    limit,
    after,
    entriesPerRound: ENTRIES_PER_ROUND,
  });
  const records = await getMany(
    context,
    page.items.map(({ customerId }) => customerId),
  );
  // The record decides: the index may lag by a moment.
  const customers = page.items.flatMap(({ position, customerId }) => {
    const customer = records.get(customerId);
    if (!customer || !isShown(filter, customer) || !shows(customer)) return [];
    const words = wordsOf(customer);
    const representative = representativeWord(indexedWords(words), cut(word));
    if (representative === undefined || entryKey(representative, customer) !== position) return [];
    return matches(query, words) ? [customer] : [];
  });
  return { customers, after: page.after };
}
