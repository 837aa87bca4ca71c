/** Erasing a customer: its record at once, in one transaction; what else there is of it now, as far as time allows. */
import { unavailable, waitForTurn } from "../aws/dynamodb.ts";
import { storedActor } from "../base/actor.ts";
import { config } from "../base/config.ts";
import type { Context } from "../base/context.ts";
import { AppError, invalid } from "../base/errors.ts";
import type { Customer } from "../customers/customer.ts";
import { CustomerErased } from "../customers/erased.ts";
import { derivedCustomerId, isCustomerId } from "../customers/ids.ts";
import { resolve } from "../customers/service.ts";
import { getById } from "../customers/store.ts";
import { isActiveAt } from "../customers/subscription/period.ts";
import { type Erasure, erasureId, finishedAt, signatureOf } from "../erasures/erasure.ts";
import {
  type Erasable,
  eraseIfUnchanged,
  getErasure,
  markPassed,
  putTombstoneAgain,
  readErasable,
  withoutReason,
} from "../erasures/store.ts";
import { organizationOf } from "../organizations/service.ts";
import { erasedEventOf, toEntry } from "./derive.ts";
import { appendToLog } from "./log.ts";

/** How long a request removes traces. The publisher goes on with it when it comes to the erasure. */
const PATIENCE_MS = 3_000;

/** How long a stream keeps a change for the publisher. */
const STREAM_MS = 24 * 60 * 60_000;

/**
 * Erases the customer with this id or external id for good, archived or not. A repeat goes on with what is left, and has
 * the same receipt.
 *
 * @param isConfirmed whether the caller means the customer with this id of its own
 * @returns the receipt, which may still be running
 * @throws AppError `customer_not_found`, `customer_has_active_subscription`, `validation_error` on `confirm`
 */
export async function eraseCustomer(
  context: Context,
  idOrExternalId: string,
  isConfirmed: (customerId: string) => boolean,
): Promise<Erasure> {
  const { erasure, last } = await eraseRecord(context, idOrExternalId, isConfirmed);
  return finishedAt(erasure) === undefined ? removeRest(context, erasure, last) : erasure;
}

async function removeRest(context: Context, erasure: Erasure, last?: Customer): Promise<Erasure> {
  try {
    await removeNow(context, erasure, last);
  } catch (error) {
    // The record is gone. What is left is removed behind it, or by a repeat.
    if (!(error instanceof AppError && error.code === "service_unavailable")) throw error;
    return erasure;
  }
  return (await getErasure(context, erasure)) ?? erasure;
}

/**
 * Erases again what a receipt tells of, if a backup brought it back or has lost what was left of it.
 *
 * @returns the receipt as it now is, and whether anything was to be done
 * @throws AppError `customer_has_active_subscription`
 */
export async function eraseAgain(context: Context, former: Erasure): Promise<{ erasure: Erasure; isNeeded: boolean }> {
  const { customerId } = former;
  const found = await readErasable(context, customerId);
  if (found.customer)
    return { erasure: await eraseCustomer(context, customerId, (id) => id === customerId), isNeeded: true };
  const isNeeded = found.erasedId === undefined && (await putTombstoneAgain(context, former));
  return { erasure: await removeRest(context, former), isNeeded };
}

interface Erased {
  erasure: Erasure;
  /** The customer as it was, if this call has erased it. */
  last?: Customer;
}

async function eraseRecord(
  context: Context,
  idOrExternalId: string,
  isConfirmed: (customerId: string) => boolean,
): Promise<Erased> {
  for (let attempt = 1; ; attempt++) {
    const found = await find(context, idOrExternalId);
    if (!isConfirmed(found.customer?.id ?? found.erasure?.customerId ?? ""))
      throw invalid([{ field: "confirm", message: "must be the id of the customer, cus_…" }]);
    if (found.erasure) return found;
    refuseSubscribed(context, found.customer);
    const { erasure, cameBack } = await newErasure(context, found);
    if (await eraseIfUnchanged(context, found, erasure, cameBack)) return { erasure, last: found.customer };
    // Another writer was first.
    await waitForTurn(context, attempt);
  }
}

/** The customer, or the receipt of its erasure. @throws AppError `customer_not_found` */
async function find(
  context: Context,
  idOrExternalId: string,
): Promise<(Erasable & { erasure?: undefined }) | { erasure: Erasure; customer?: undefined }> {
  try {
    return await resolve(context, idOrExternalId, (id) => readErasable(context, id));
  } catch (error) {
    if (!(error instanceof CustomerErased)) throw error;
    const { organizationId } = context;
    const ids = isCustomerId(idOrExternalId) ? [idOrExternalId, error.customerId] : [error.customerId];
    for (const customerId of ids) {
      const erasure = await getErasure(context, { organizationId, customerId });
      if (erasure) return { erasure };
    }
    throw error;
  }
}

function refuseSubscribed({ now }: Context, { subscription }: Customer): void {
  if (subscription && isActiveAt(subscription, now()))
    throw new AppError("customer_has_active_subscription", {
      message: "Cancel the active subscription, immediately, before erasing the customer.",
    });
}

/** The receipt of an erasure that begins; of a customer that came back out of a backup, that of its first one. */
async function newErasure(
  context: Context,
  { customer, shard }: Erasable,
): Promise<{ erasure: Erasure; cameBack: boolean }> {
  const { organizationId } = context;
  const customerId = customer.id;
  const former = await getErasure(context, { organizationId, customerId });
  const reservedId = await reservedIdOf(context, customer);
  const reserved = reservedId === undefined ? {} : { reservedId };
  const sequence = Math.max(customer.version, former?.sequence ?? 0) + 1;
  if (former) {
    const { publisherAt: _, indexerAt: __, ...kept } = former;
    return { erasure: { ...kept, ...reserved, sequence, shard }, cameBack: true };
  }
  const { idKey } = await organizationOf(context);
  const actor = storedActor(withoutReason(context));
  const unsigned = {
    ...{ organizationId, customerId, id: erasureId({ organizationId, customerId }) },
    erasedAt: context.now().toISOString(),
    requestId: context.requestId,
    ...(actor === undefined ? {} : { actor }),
  };
  const removed = { events: 0, searchEntries: 0, pastSubscriptions: 0 };
  const signature = signatureOf(idKey, unsigned);
  return { erasure: { ...unsigned, ...reserved, sequence, shard, removed, signature }, cameBack: false };
}

/** The id derived from the customer's external id, unless another customer has that. */
async function reservedIdOf(context: Context, { id, externalId }: Customer): Promise<string | undefined> {
  if (externalId === undefined) return undefined;
  const { idKey } = await organizationOf(context);
  const derivedId = derivedCustomerId(idKey, "external-id", externalId);
  if (derivedId === id) return derivedId;
  const { customer, aliasOf, erasedId } = await getById(context, derivedId);
  const isFree = customer === undefined && aliasOf === undefined && erasedId === undefined;
  return isFree || aliasOf === id ? derivedId : undefined;
}

/** Writes the last event to the log, and removes the others and all else. */
async function removeNow(context: Context, erasure: Erasure, last: Customer | undefined): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  const now = context.now();
  const event = erasedEventOf({ ...erasure, id: erasure.customerId });
  const entry = toEntry(event, config.eventRetentionSeconds(), { writtenAt: now.getTime() / 1_000 });
  const { logged, failure } = await appendToLog(context, [entry]);
  if (!logged.has(entry)) throw unavailable(new Error(failure));
  // What the work needs is loaded once the record is gone: a refusal needs none of it.
  const { removeTraces } = await import("./traces.ts");
  const isDone = await removeTraces(context, { ...erasure, last, isTimeUp: () => Date.now() > until });
  // By now the stream holds nothing from before it, whoever has given up on it.
  if (isDone && now.getTime() - Date.parse(erasure.erasedAt) > STREAM_MS)
    for (const who of ["publisherAt", "indexerAt"] as const) await markPassed(context, erasure, who, now);
}
