/** What is wrong with erasures: traces that are left, receipts that are missing or not as they were signed, customers that came back. */
import type { Budget } from "../../base/context.ts";
import type { Customer } from "../../customers/customer.ts";
import type { Tombstone } from "../../customers/item.ts";
import { customerKey } from "../../customers/keys.ts";
import { isSigned } from "../../erasures/erasure.ts";
import { getErasure, getErasures, readTombstone } from "../../erasures/store.ts";
import { organizationOf } from "../../organizations/service.ts";
import { keysOfPast } from "../../subscriptions/store.ts";
import { erasedEventOf, toEntry } from "../derive.ts";
import type { LogEntry } from "../event.ts";
import { readLogFrom } from "../log.ts";
import { contextIn, idsOf } from "./states.ts";

/** An erased customer of whom something is left or wrong, or a customer of whom the log tells too much. */
export interface ErasureProblem {
  organizationId: string;
  customerId: string;
  problem: "traces are left" | "there is no receipt" | "the receipt was changed" | "it came back" | "the log is older";
}

/** Customers that were erased and are there all the same: out of a backup. */
export async function erasureProblems(call: Budget, customers: readonly Customer[]): Promise<ErasureProblem[]> {
  const back = await getErasures(call, customers.map(idsOf));
  return back.map(({ organizationId, customerId }) => ({ organizationId, customerId, problem: "it came back" }));
}

/**
 * What is wrong with one erasure, and whether the log has its event.
 *
 * @param isPassed whether the publisher has come to it: before, it may still remove traces
 */
export async function problemsOfErased(
  call: Budget,
  { organizationId, id: customerId, sequence }: Tombstone,
  isPassed: boolean,
): Promise<{ hasLast: boolean; problems: ErasureProblem[] }> {
  const key = customerKey(organizationId, customerId);
  const sequences = (await readLogFrom(call, key, 1)).map((entry) => entry.sequence);
  const past = await keysOfPast(call, key);
  const hasTraces = past.length > 0 || sequences.some((it) => it !== sequence);
  const erasure = await getErasure(call, { organizationId, customerId });
  const { idKey } = await organizationOf(contextIn(call, organizationId));
  const problems: ErasureProblem["problem"][] = [
    ...(hasTraces && isPassed ? ["traces are left" as const] : []),
    ...(erasure ? [] : ["there is no receipt" as const]),
    ...(erasure && !isSigned(idKey, erasure) ? ["the receipt was changed" as const] : []),
  ];
  return {
    hasLast: sequences.includes(sequence),
    problems: problems.map((problem) => ({ organizationId, customerId, problem })),
  };
}

/** The log entry of an erased customer's last event. Undefined when there is no such customer. */
export async function lastEntryOf(
  call: Budget,
  customer: { organizationId: string; customerId: string },
  retentionSeconds: number,
): Promise<LogEntry | undefined> {
  const tombstone = await readTombstone(call, customer);
  return tombstone && toEntry(erasedEventOf(tombstone), retentionSeconds, { writtenAt: Date.now() / 1_000 });
}
