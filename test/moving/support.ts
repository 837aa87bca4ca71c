/** Shared by the tests of moving in and out: rows of a file, imported into a client's organization. */
import type { Outcome, Prepared, SourceRow } from "../../core/moving/importing.ts";
import { type ImportRun, prepare, writeRows } from "../../core/moving/importing.ts";
import { getPlan } from "../../core/plans/service.ts";
import type { Client } from "../support/api.ts";
import { unique } from "../support/service.ts";

/** A run of an import into the client's organization. */
export function runOf({ organizationId }: Client, options: Partial<ImportRun> = {}): ImportRun {
  const context = {
    organizationId,
    requestId: "import",
    actor: { command: "npm run customers -- import" },
    now: () => new Date(),
    signal: new AbortController().signal,
    units: 0,
  };
  return { context, id: unique("run"), file: unique("file"), planOf: (code) => getPlan(context, code), ...options };
}

const isPrepared = (it: Prepared | Outcome): it is Prepared => "item" in it;

/** Imports rows with differing keys, in one request. */
export async function importRows(run: ImportRun, rows: readonly object[]): Promise<Outcome[]> {
  const sources = rows.map((fields, index): SourceRow => ({ line: index + 1, fields: { ...fields } }));
  const prepared = await Promise.all(sources.map((source) => prepare(run, source)));
  const written = await writeRows(run, prepared.filter(isPrepared));
  const outcomes = new Map(written.map((outcome) => [outcome.row, outcome]));
  return prepared.map((it) => (isPrepared(it) ? (outcomes.get(it.source) as Outcome) : it));
}

/** `created`, or what a row is refused for: the code, and each field with its message. */
export const told = (it: Outcome): string =>
  it.outcome === "refused"
    ? `${it.code}: ${it.problems.map(({ field, message }) => `${field} ${message}`.trim()).join("; ")}`
    : it.outcome;
