/** Sends a file's rows to the API, batch by batch, so that each is there once however often it is sent. */
import { type Api, type CreateCustomer, send } from "../api/api.ts";
import { ApiFailure, isPassing } from "../api/failure.ts";
import { cellOf } from "../csv.ts";
import { customerOf, type Matching } from "./columns.ts";
import type { Table } from "./file.ts";
import type { RowProblem } from "./rules.ts";

/** What is looked at in the API's answer to a batch. */
interface Answer {
  successful: readonly { id: string; createdAt: string }[];
  failed: readonly { index: number; error: string }[];
}

export interface Batch {
  lines: readonly number[];
  customers: readonly Record<string, unknown>[];
  /** The same for the same rows of the same file, whatever became of the others. */
  key: string;
}

const MAX_ROWS = 100;
/** The API takes a body of up to 1 MB, in which a character may be four bytes. */
const MAX_CHARACTERS = 200_000;

/**
 * The batches of a file. Which row is where depends on the file alone, so that a row stays what it is counted as when others are
 * mended: those that are refused are sent as nothing.
 */
export function batchesOf({ rows, hash }: Table, matching: Matching, refused: ReadonlySet<number>): Batch[] {
  const batches: { lines: number[]; customers: Record<string, unknown>[]; key: string; size: number }[] = [];
  for (const row of rows) {
    const size = row.cells.join("").length;
    let batch = batches.at(-1);
    if (!batch || batch.lines.length === MAX_ROWS || batch.size + size > MAX_CHARACTERS) {
      batch = { lines: [], customers: [], key: `import-${hash.slice(0, 32)}-${row.line}`, size: 0 };
      batches.push(batch);
    }
    batch.lines.push(row.line);
    batch.customers.push(refused.has(row.line) ? {} : customerOf(matching, row).customer);
    batch.size += size;
  }
  return batches;
}

const MAX_RETRIES = 5;

/** A batch's answer. What fails in passing is sent again with the same key, unless the signal says no. @throws ApiFailure */
export async function sendBatch(api: Api, { customers, key }: Batch, signal: AbortSignal): Promise<Answer> {
  for (let failures = 0; ; failures++) {
    try {
      const params = { header: { "Idempotency-Key": key } };
      // Whatever a file says: the API tells what is no customer.
      const body = { customers: customers as CreateCustomer[] };
      return (await send(api.POST("/api/customers/batch", { params, body }))).body.data;
    } catch (error) {
      const isOfApi = error instanceof ApiFailure && error.status > 0;
      if (!isOfApi || !isPassing(error) || failures === MAX_RETRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** failures));
      // Meanwhile somebody of another organization may have signed in.
      if (signal.aborted) throw error;
    }
  }
}

/** What became of a row. */
export interface Outcome {
  line: number;
  outcome: "created" | "existed" | "refused";
  /** The customer's id. */
  customer: string;
  /** Why it was refused, in the API's words. */
  reason: string;
}

/** A customer that is older than this when the import begins was there before: clocks differ. */
const TOLERANCE_MS = 60_000;

/** What became of each row of a batch. `seen` has the customers of earlier rows, and gets those of this one. */
export function outcomesOf(
  { lines }: Batch,
  { successful, failed }: Answer,
  seen: Set<string>,
  begunAt: number,
): Outcome[] {
  const errors = new Map(failed.map(({ index, error }) => [index, error]));
  const customers = successful.values();
  return lines.map((line, index): Outcome => {
    const error = errors.get(index);
    if (error !== undefined)
      return { line, outcome: "refused", customer: "", reason: error.replaceAll(`customers[${index}].`, "") };
    const { id, createdAt } = customers.next().value ?? { id: "", createdAt: "" };
    const isOld = seen.has(id) || Date.parse(createdAt) < begunAt - TOLERANCE_MS;
    seen.add(id);
    return { line, outcome: isOld ? "existed" : "created", customer: id, reason: "" };
  });
}

/** The report as a file: a line for each row, as the command's; of a refused one a line for each problem. */
export function reportOf(outcomes: readonly Outcome[], problems: readonly RowProblem[]): string {
  const known = new Map<number, RowProblem[]>();
  for (const problem of problems) known.set(problem.line, [...(known.get(problem.line) ?? []), problem]);
  const rows = outcomes.flatMap(({ line, outcome, customer, reason }) => {
    const found =
      outcome === "refused" ? (known.get(line) ?? [{ field: "", message: reason }]) : [{ field: "", message: "" }];
    return found.map(({ field, message }) => [String(line), outcome, customer, field, message]);
  });
  const lines = [["line", "outcome", "customer", "field", "reason"], ...rows];
  return `\uFEFF${lines.map((cells) => cells.map(cellOf).join(",")).join("\r\n")}\r\n`;
}
