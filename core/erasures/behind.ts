/** Whose changes are from before an erasure: for readers of the customers table's stream that are behind, and for repairs. */
import type { Budget } from "../base/context.ts";
import { customerKey } from "../customers/keys.ts";
import type { ErasedCustomer } from "./erasure.ts";
import { getErasures } from "./store.ts";

/** A customer with a change in the stream. */
export interface StreamedCustomer extends Omit<ErasedCustomer, "sequence"> {
  /** When the change was made, in epoch seconds. */
  writtenAt: number | undefined;
}

/**
 * A younger change cannot be long from before an erasure, whose own record then is about to come, and has all removed again. To
 * ask for each change would cost every one of them a round trip.
 */
const LATE_MS = 3_000;

/**
 * `lastSequences` of those customers only whose changes are late.
 *
 * @throws AppError `service_unavailable`
 */
export const lastSequencesOfLate = (
  call: Budget,
  customers: readonly StreamedCustomer[],
  now: Date,
): Promise<Map<string, number>> =>
  lastSequences(
    call,
    customers.filter(({ writtenAt }) => writtenAt !== undefined && now.getTime() - writtenAt * 1_000 > LATE_MS),
  );

/**
 * The sequences of the last events of customers that were erased, by customer key. A customer may be named more than once.
 *
 * @throws AppError `service_unavailable`
 */
export async function lastSequences(
  call: Budget,
  customers: readonly Omit<ErasedCustomer, "sequence">[],
): Promise<Map<string, number>> {
  const distinct = new Map(customers.map((customer) => [keyOf(customer), customer]));
  const erasures = distinct.size === 0 ? [] : await getErasures(call, [...distinct.values()]);
  return new Map(erasures.map((erasure) => [keyOf(erasure), erasure.sequence]));
}

const keyOf = ({ organizationId, customerId }: Omit<ErasedCustomer, "sequence">): string =>
  customerKey(organizationId, customerId);
