/** A customer as it was at a moment of the past, told by the event log. */
import * as z from "zod/mini";
import { unavailable } from "../aws/dynamodb.ts";
import type { Context } from "../base/context.ts";
import { AppError, invalid } from "../base/errors.ts";
import { moment } from "../base/moment.ts";
import { parseQuery } from "../base/validation.ts";
import type { Customer, CustomerJson } from "../customers/customer.ts";
import { presentCustomer } from "../customers/presenter.ts";
import { getCustomer } from "../customers/service.ts";
import type { ChangeEvent } from "./event.ts";
import { orderKey, walkLog } from "./log.ts";
import { parseEvent } from "./packing.ts";

const asOfQuery = z.object({ asOf: z.optional(moment) });

/**
 * The moment that a request asks for, if it asks for one.
 *
 * @throws AppError `validation_error` when it is none, or is still to come
 */
export function parseAsOf(query: URLSearchParams, now: Date): Date | undefined {
  const { asOf } = parseQuery(asOfQuery, query);
  if (asOf && asOf > now) throw invalid([{ field: "asOf", message: "must not be in the future" }]);
  return asOf;
}

/** What the API showed of a customer, and its version then. */
export interface PastCustomer {
  customer: CustomerJson;
  version: number;
}

/**
 * The customer with this id or external id after the last change whose time is not after the moment. Of a change whose
 * clock was behind, the time is the latest one before it: changes happened in the order of their sequences.
 *
 * @throws AppError `customer_not_found` when there was none then
 * @throws AppError `history_expired` when the log does not go back as far
 * @throws AppError `service_unavailable` while the log may lack changes that are still on their way to it
 */
export async function getCustomerAsOf(context: Context, idOrExternalId: string, asOf: Date): Promise<PastCustomer> {
  const customer = await getCustomer(context, idOrExternalId);
  const at = asOf.toISOString();
  if (customer.createdAt > at) throw new AppError("customer_not_found");
  const reached = await walkTo(context, customer, at);
  if (reached) {
    const { subscription, ...shown } = reached.data;
    return { customer: shown, version: reached.sequence };
  }
  // Everything in the log has expired: the customer is as it was then.
  if (customer.updatedAt > at) throw historyExpired(customer.updatedAt);
  return { customer: presentCustomer(customer), version: customer.version };
}

/** The event of the last change not after `at`. Undefined when the log keeps no change of the customer any more. */
async function walkTo(context: Context, customer: Customer, at: string): Promise<ChangeEvent | undefined> {
  let kept: ChangeEvent | undefined;
  let last = 0;
  for await (const entry of walkLog(context, orderKey({ ...context, customerId: customer.id }), 1)) {
    const isGap = entry.sequence !== last + 1;
    last = entry.sequence;
    // DynamoDB removes expired items within days, not at once.
    const isExpired = entry.expiresAt * 1_000 <= context.now().getTime();
    if (isGap || isExpired) kept = undefined;
    if (isExpired) continue;
    const event = entry.event && parseEvent(entry.event.body);
    // One that cannot be read yet will be, as one that is still to come.
    if (!event || (isGap && mayStillCome(context, timeBefore(event)))) throw notThereYet();
    if (event.timestamp <= at) kept = event;
    else if (kept) return kept;
    else throw historyExpired(event.timestamp);
  }
  if (last >= customer.version) return kept;
  if (mayStillCome(context, customer.updatedAt)) throw notThereYet();
  return undefined;
}

/** The time of the change before an event; undefined when the event does not tell it. */
const timeBefore = ({ previous }: ChangeEvent): string | undefined =>
  typeof previous.updatedAt === "string" ? previous.updatedAt : undefined;

/** How long a stream keeps a change for the publisher. */
const STREAM_MS = 24 * 60 * 60_000;

/** Whether a change of this time that is not in the log may still get there. Later it has expired, or is lost. */
const mayStillCome = (context: Context, time: string | undefined): boolean =>
  time !== undefined && context.now().getTime() - Date.parse(time) < STREAM_MS;

const notThereYet = (): AppError => unavailable(new Error("The event log is behind"));

const historyExpired = (oldest: string): AppError =>
  new AppError("history_expired", {
    details: [{ field: "asOf", message: `is before the oldest change that is kept, of ${oldest}` }],
  });
