/** A customer's history: its events, newest first. */
import * as z from "zod/mini";
import type { Context } from "../base/context.ts";
import { invalid } from "../base/errors.ts";
import { moment } from "../base/moment.ts";
import type { Customer } from "../customers/customer.ts";
import { decodeCursor, encodeCursor } from "../pages/cursor.ts";
import { DEFAULT_LIMIT, pageParameters, parseListParameters } from "../pages/query.ts";
import type { ChangeEvent } from "./event.ts";
import { orderKey, readHistory } from "./log.ts";
import { parseEvent } from "./packing.ts";

export interface HistoryPage {
  events: ChangeEvent[];
  /** Present only if there may be more. */
  nextCursor?: string;
}

/** Which events of a customer are asked for. */
export interface HistoryQuery {
  limit: number;
  cursor?: string | undefined;
  /** Only those at or after this time. */
  from?: Date | undefined;
  /** Only those before this time. */
  to?: Date | undefined;
}

const historyQuery = z.object({ ...pageParameters, from: z.optional(moment), to: z.optional(moment) });

/** @throws AppError `validation_error` */
export function parseHistoryQuery(query: URLSearchParams): HistoryQuery {
  const { limit = DEFAULT_LIMIT, ...others } = parseListParameters(historyQuery, query);
  const { from, to } = others;
  if (from && to && from >= to) throw invalid([{ field: "to", message: "must be after from" }]);
  return { limit, ...others };
}

/** How many entries one request looks through for those of a time, and how many it reads at once. */
const MAX_LOOKED_AT = 1_000;
const LOOKED_AT_ONCE = 100;

/**
 * One page of at most `limit` events: one Query or, if they are of a time, up to ten. Then a page may be short although
 * there is more.
 *
 * @throws AppError `validation_error` on `cursor`
 */
export async function listEvents(
  context: Context,
  customer: Customer,
  { limit, cursor, from, to }: HistoryQuery,
): Promise<HistoryPage> {
  const { organizationId } = context;
  const isTimed = from !== undefined || to !== undefined;
  const filter = `events of ${customer.id}${isTimed ? ` ${from?.toISOString() ?? ""}..${to?.toISOString() ?? ""}` : ""}`;
  let last = cursor === undefined ? undefined : Number(decodeCursor(organizationId, filter, cursor, /^\d{1,12}$/));
  const key = orderKey({ organizationId, customerId: customer.id });
  // One extra event shows whether there is more.
  const [most, atOnce] = isTimed ? [MAX_LOOKED_AT, LOOKED_AT_ONCE] : [limit + 1, limit + 1];
  const found: ChangeEvent[] = [];
  for (let lookedAt = 0; lookedAt < most && found.length <= limit; lookedAt += atOnce) {
    const page = await readHistory(context, key, atOnce, context.now(), last);
    const events = page.entries.flatMap(({ event }) => (event ? [parseEvent(event.body)] : []));
    found.push(...events.filter(({ timestamp }) => isWithin(timestamp, from, to)));
    last = page.lastSequence;
    if (last === undefined) break;
  }
  const events = found.slice(0, limit);
  if (found.length > limit) last = events.at(-1)?.sequence;
  return { events, ...(last === undefined ? {} : { nextCursor: encodeCursor(organizationId, filter, String(last)) }) };
}

const isWithin = (timestamp: string, from: Date | undefined, to: Date | undefined): boolean =>
  (from === undefined || timestamp >= from.toISOString()) && (to === undefined || timestamp < to.toISOString());
