/**
 * Removes what is left of an erased customer beside its record: entries of the search index, past subscriptions and the
 * event log, which goes last because it tells of all others. Each step may be interrupted, and repeated by anybody.
 */

import { keyOf } from "../aws/item.ts";
import { config } from "../base/config.ts";
import type { Budget, Context } from "../base/context.ts";
import type { Customer } from "../customers/customer.ts";
import { customerKey, listKey } from "../customers/keys.ts";
import type { ErasedCustomer } from "../erasures/erasure.ts";
import { removeCounted } from "../erasures/store.ts";
import { entriesOf, keyOfEntry as textOfKey } from "../search/entry.ts";
import { readEntries } from "../search/store.ts";
import { keysOfPast } from "../subscriptions/store.ts";
import { stateBefore } from "./derive.ts";
import type { CustomerState, LogEntry } from "./event.ts";
import { keyOfEntry, readLogBefore } from "./log.ts";
import { parseEvent } from "./packing.ts";
import { readFlags, shrinkMarker } from "./parking/store.ts";

/** A customer of whom traces are removed. */
export interface Traced extends ErasedCustomer {
  /** The shard in which its search entries are. */
  shard: number;
  /** The customer as it was erased, if that is known: its search entries. */
  last?: Customer | undefined;
  /** Whether somebody waits who does not want to any longer. */
  isTimeUp?: () => boolean;
}

/**
 * Removes all traces of an erased customer whose last event is in the log. False when there was no time for all.
 *
 * @throws AppError `service_unavailable`; then a repeat goes on
 */
export async function removeTraces(call: Budget & Pick<Context, "now">, traced: Traced): Promise<boolean> {
  const { organizationId, customerId, sequence, last, isTimeUp = () => false } = traced;
  const key = customerKey(organizationId, customerId);
  const { parked } = await readFlags(call, call.now());
  for (const subscriber of parked.keys()) await shrinkMarker(call, { subscriber, key }, sequence);
  if (last) await removeSearchEntries(call, traced, [last]);
  const past = await keysOfPast(call, key);
  await removeCounted(call, traced, "pastSubscriptions", config.subscriptionsTable(), past);
  for (;;) {
    const { entries } = await readLogBefore(call, key, sequence, ENTRIES_AT_ONCE);
    if (entries.length === 0) return true;
    if (isTimeUp()) return false;
    await removeSearchEntries(call, traced, entries.flatMap(statesIn).map(toSearched));
    await removeCounted(call, traced, "events", config.eventsTable(), entries.map(keyOfEntry));
  }
}

const ENTRIES_AT_ONCE = 96;

/** What the customer was after and before a change. */
function statesIn({ event }: LogEntry): CustomerState[] {
  if (!event || event.name === "customer.erased") return [];
  const change = parseEvent(event.body);
  return [change.data, stateBefore(change)];
}

/** As much of a customer as its search entries are made of. */
function toSearched(state: CustomerState): Customer {
  const { organizationId, id, email, externalId, fullName, createdAt, updatedAt, archivedAt } = state;
  return {
    ...{ organizationId, id, email, createdAt, updatedAt, requestId: "", version: 0 },
    ...(externalId === null ? {} : { externalId }),
    ...(fullName === null ? {} : { fullName }),
    ...(archivedAt === null ? {} : { archivedAt }),
  };
}

/** Entries that any of these states had, also such as a late write has left. */
async function removeSearchEntries(call: Budget, traced: Traced, states: readonly Customer[]): Promise<void> {
  const partition = listKey(traced.organizationId, traced.shard);
  const entries = states.flatMap((state) => entriesOf(state, partition));
  const distinct = new Map(entries.map((entry) => [textOfKey(entry), entry]));
  const stored = await readEntries(call, [...distinct.values()], { isConsistent: true });
  await removeCounted(call, traced, "searchEntries", config.searchTable(), stored.map(keyOf));
}
