/** A customer's history: its events, newest first. */
import type { Context } from "../base/context.ts";
import type { Customer } from "../customers/customer.ts";
import { decodeCursor, encodeCursor } from "../pages/cursor.ts";
import type { ChangeEvent } from "./event.ts";
import { orderKey, readHistory } from "./log.ts";

export interface HistoryPage {
  events: ChangeEvent[];
  /** Present only if there may be more. */
  nextCursor?: string;
}

/** One page of at most `limit` events, one Query. @throws AppError `validation_error` on `cursor` */
export async function listEvents(
  context: Context,
  customer: Customer,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<HistoryPage> {
  const { organizationId } = context;
  const filter = `events of ${customer.id}`;
  const before = cursor === undefined ? undefined : Number(decodeCursor(organizationId, filter, cursor, /^\d{1,12}$/));
  const key = orderKey({ organizationId, customerId: customer.id });
  // One extra event shows whether there is more.
  const page = await readHistory(context, key, limit + 1, context.now(), before);
  const entries = page.entries.slice(0, limit);
  const last = page.entries.length > limit ? entries.at(-1)?.sequence : page.lastSequence;
  return {
    events: entries.flatMap(({ event }) => (event ? [JSON.parse(event.body) as ChangeEvent] : [])),
    ...(last === undefined ? {} : { nextCursor: encodeCursor(organizationId, filter, String(last)) }),
  };
}
