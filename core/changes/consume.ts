/** What the functions behind the customers table's stream have in common: a time limit, one line in the log, what comes again. */
import { type Budget, budgetOf } from "../base/context.ts";
import { log, type Metrics } from "../base/log.ts";
import type { BatchResponse, ChangeRecord } from "./record.ts";

/** An invocation ends well before its function's time-out of 60 seconds. */
const DEADLINE_MS = 45_000;

/** What a function has made of a batch of records. */
export interface Consumed {
  metrics: Metrics;
  /** What else its line in the log says. */
  fields?: object;
  /** Why not all of it was done, if one error tells. */
  error?: unknown;
  /** The place in the batch of the first record that is not done; undefined when all are. */
  firstUndone: number | undefined;
}

/**
 * Runs one invocation of a stream function, which must not throw. From the first record that is not done on, the batch
 * comes again: the event source mapping starts at the lowest sequence number that it is told.
 *
 * @param operation the function's name, for the log
 */
export async function consume(
  operation: string,
  records: readonly ChangeRecord[],
  work: (budget: Budget) => Promise<Consumed>,
): Promise<BatchResponse> {
  const startedAt = performance.now();
  const budget = budgetOf(DEADLINE_MS);
  const { metrics, fields = {}, error, firstUndone } = await work(budget);
  const latencyMs = Math.round(performance.now() - startedAt);
  log(operation, { latencyMs, units: budget.units, ...metrics }, fields, error);
  const itemIdentifier = firstUndone === undefined ? undefined : records[firstUndone]?.dynamodb?.SequenceNumber;
  return { batchItemFailures: itemIdentifier === undefined ? [] : [{ itemIdentifier }] };
}
