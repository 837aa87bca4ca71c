/**
 * The report of an import, and beside it how far the import is: a run that was stopped goes on there, and its report is one
 * over all its processes. If that note is lost nothing breaks: rows that are there already are told as such.
 */
import { randomBytes } from "node:crypto";
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { stringify } from "csv-stringify/sync";
import * as z from "zod/mini";
import type { Outcome } from "../../core/moving/importing.ts";
import { writeAtomically } from "../../local/writeAtomically.ts";
import { openForAdding, readIfSaid } from "./files.ts";

const counts = z.object({ created: z.int(), existed: z.int(), updated: z.int(), refused: z.int() });
export type Counts = z.infer<typeof counts>;

const state = z.object({
  /** What is imported, and how: another import begins anew. */
  import: z.string(),
  run: z.string(),
  /** All rows up to the one that begins at this line are done. */
  line: z.int(),
  reportBytes: z.int(),
  counts,
});

const HEAD = ["line", "outcome", "customer", "field", "code", "reason"];
const counted = { created: "created", exists: "existed", updated: "updated", refused: "refused" } as const;

const SAVE_EVERY_MS = 500;

/** The journal of one import. */
export class Journal {
  readonly run: string;
  readonly counts: Counts;
  /** The line of the last row that is done; 0 at the beginning. */
  line: number;
  readonly isResumed: boolean;
  readonly #identity: string;
  readonly #stateFile: string;
  readonly #report: number;
  #reportBytes: number;
  #unsaved: string[][] = [];
  #savedAt = Date.now();

  /**
   * Goes on with the report of the same import, if that was stopped; else begins it.
   *
   * @param identity the file's hash and everything that decides what becomes of its rows
   */
  constructor(reportFile: string, identity: string) {
    this.#identity = identity;
    this.#stateFile = `${reportFile}.state`;
    const stopped = readState(this.#stateFile, reportFile, identity);
    this.isResumed = stopped !== undefined;
    this.run = stopped?.run ?? randomBytes(8).toString("hex");
    this.counts = stopped?.counts ?? { created: 0, existed: 0, updated: 0, refused: 0 };
    this.line = stopped?.line ?? 0;
    this.#reportBytes = stopped?.reportBytes ?? 0;
    this.#report = openForAdding(reportFile, stopped?.reportBytes);
    if (!stopped) this.#unsaved.push(HEAD);
  }

  /** Notes what has happened to the next row. */
  add(outcome: Outcome): void {
    this.#unsaved.push(...linesOf(outcome));
    this.counts[counted[outcome.outcome]]++;
    this.line = outcome.row.line;
    if (Date.now() - this.#savedAt > SAVE_EVERY_MS) this.save();
  }

  /** Writes down what was noted: first the report, then how far it is. */
  save(): void {
    const text = stringify(this.#unsaved);
    writeFileSync(this.#report, text);
    this.#reportBytes += Buffer.byteLength(text);
    this.#unsaved = [];
    const { run, line, counts } = this;
    const state = { import: this.#identity, run, line, reportBytes: this.#reportBytes, counts };
    writeAtomically(this.#stateFile, `${JSON.stringify(state)}\n`);
    this.#savedAt = Date.now();
  }

  /** Ends the import: the next one of the same file begins anew. */
  finish(): void {
    this.save();
    rmSync(this.#stateFile);
  }
}

/** The state of an import that was stopped, if its report is as long as it was. */
function readState(stateFile: string, reportFile: string, identity: string): z.infer<typeof state> | undefined {
  const read = readIfSaid(stateFile, state);
  const isSame = read?.import === identity && existsSync(reportFile) && statSync(reportFile).size >= read.reportBytes;
  return isSame ? read : undefined;
}

/** A row's lines in the report: one, or one for each problem. */
function linesOf(it: Outcome): string[][] {
  const { line } = it.row;
  if (it.outcome !== "refused") return [[String(line), it.outcome, it.customerId, "", "", ""]];
  return it.problems.map(({ field, message }) => [
    String(line),
    it.outcome,
    it.customerId ?? "",
    field,
    it.code,
    message,
  ]);
}
