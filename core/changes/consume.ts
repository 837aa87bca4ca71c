/**
 * What the functions on the customers table's stream share: a time limit, a log line, and which records are retried.
 */
import { type Budget, budgetOf } from "../base/context.ts";
import { log, type Metrics } from "../base/log.ts";
import type { BatchResponse, ChangeRecord } from "./record.ts";

/** An invocation ends well before its function's timeout of 60 seconds. */
const DEADLINE_MS = 45_000;

/** The result of processing a batch of records. */
export interface Consumed {
  metrics: Metrics;
  /** More fields for the log line. */
  fields?: object;
  /** Why some records are not done, if one error explains it. */
  error?: unknown;
  /** The index of the first record that is not done; undefined when all are. */
  firstUndone: number | undefined;
}

/**
 * Runs one invocation of a stream function, which must not throw. The batch is retried from the first record that is
 * not done: the event source mapping starts at the lowest sequence number it is given.
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
