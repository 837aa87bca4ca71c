/** The stage's subscribers, and what is parked for each of one organization. */
import * as z from "zod/mini";
import { config } from "../base/config.ts";
import type { Context } from "../base/context.ts";
import { AppError } from "../base/errors.ts";
import { mapParallel } from "../base/parallel.ts";
import { CustomerErased } from "../customers/erased.ts";
import { customerKey, splitKey } from "../customers/keys.ts";
import { getCustomer } from "../customers/service.ts";
import { eventNames, namesForAll } from "../events/names.ts";
import { type ParkedReason, reasonOf } from "../events/parking/reason.ts";
import { type Marker, type MarkerPage, queryMarkers, readMarkersAt } from "../events/parking/store.ts";
import { decodeCursor, encodeCursor } from "../pages/cursor.ts";
import { DEFAULT_LIMIT, given as givenText, pageParameters, parseListParameters } from "../pages/query.ts";
import type { ParkedCustomerJson, SubscriberJson } from "./schemas.ts";

/** A row of infra/subscribers.ts, as far as callers may know it. */
export interface SubscriberRow {
  name: string;
  events: "all" | readonly string[];
}

/** The subscriber of a name. @throws AppError `subscriber_not_found` */
export function findSubscriber<Row extends SubscriberRow>(rows: readonly Row[], name: string): Row {
  const row = rows.find((it) => it.name === name);
  if (!row) throw new AppError("subscriber_not_found");
  return row;
}

/**
 * The id of a customer, by either of its ids; of an erased one too, whose last event may be parked.
 *
 * @throws AppError `customer_not_found`
 */
export const customerIdOf = (context: Context, idOrExternalId: string): Promise<string> =>
  getCustomer(context, idOrExternalId).then(
    ({ id }) => id,
    (error: unknown) => {
      if (error instanceof CustomerErased) return error.customerId;
      throw error;
    },
  );

/** So many parked customers of a subscriber are looked at where they are only counted. */
export const MAX_COUNTED = 1_000;

const PARALLEL_SUBSCRIBERS = 10;

/** All subscribers, in the order of their rows. */
export const listSubscribers = (context: Context, rows: readonly SubscriberRow[]): Promise<SubscriberJson[]> =>
  mapParallel(rows, PARALLEL_SUBSCRIBERS, async ({ name, events }) => ({
    object: "subscriber",
    name,
    events: eventNames.filter((event) => events === "all" || namesForAll.has(event) || events.includes(event)),
    parked: stateOf(await queryMarkers(context, name, context.organizationId, MAX_COUNTED)),
    livemode: config.livemode(),
  }));

function stateOf({ markers, hasMore }: MarkerPage): SubscriberJson["parked"] {
  const [since = null] = markers.map(({ parkedAt }) => parkedAt).sort();
  const counts = new Map<ParkedReason, number>();
  for (const { failure } of markers) {
    if (failure === undefined) continue;
    const reason = reasonOf(failure);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].sort(([, a], [, b]) => b - a).map(([reason]) => reason);
  return { customers: markers.length, hasMore, since, reasons };
}

const parkedQuery = z.object({ ...pageParameters, customerId: z.optional(givenText) });

/** What is not a filter here, and the one that is meant. */
const MEANT = { id: "customerId", externalId: "customerId" };

/** @throws AppError `validation_error` */
export const parseParkedQuery = (query: URLSearchParams) => parseListParameters(parkedQuery, query, MEANT);

export interface ParkedPage {
  customers: ParkedCustomerJson[];
  /** Present only if there is more. */
  nextCursor?: string;
}

/** The positions that a cursor may hold. */
const CUSTOMER_ID = /^cus_[A-Za-z0-9]{1,48}$/;

/**
 * One page of the customers that are parked for a subscriber, in the order of their ids; with a customer, that one if it
 * is parked.
 *
 * @throws AppError `customer_not_found`, `validation_error` on `cursor`
 */
export async function listParked(
  context: Context,
  { name }: SubscriberRow,
  { limit = DEFAULT_LIMIT, cursor, customerId: given }: ReturnType<typeof parseParkedQuery>,
): Promise<ParkedPage> {
  const { organizationId } = context;
  const customerId = given === undefined ? undefined : await customerIdOf(context, given);
  const filter = `parked for ${name}${customerId === undefined ? "" : ` of ${customerId}`}`;
  const after = cursor === undefined ? undefined : decodeCursor(organizationId, filter, cursor, CUSTOMER_ID);
  if (customerId !== undefined) {
    const markers = await readMarkersAt(context, name, [customerKey(organizationId, customerId)]);
    return { customers: markers.map(present) };
  }
  const { markers, hasMore } = await queryMarkers(context, name, organizationId, limit, after);
  const customers = markers.map(present);
  const last = customers.at(-1)?.customerId;
  return {
    customers,
    ...(hasMore && last !== undefined ? { nextCursor: encodeCursor(organizationId, filter, last) } : {}),
  };
}

const present = ({ subscriber, key, from, parkedAt, failure, failedRedrives }: Marker): ParkedCustomerJson => ({
  object: "parked_customer",
  subscriber,
  customerId: splitKey(key)[1],
  fromSequence: from,
  parkedAt,
  reason: failure === undefined ? null : reasonOf(failure),
  failedRedrives,
  livemode: config.livemode(),
});
