/** Reads a CSV file as spreadsheets and other products write it, in the browser. */
import { CsvError, parse } from "csv-parse/browser/esm/sync";
import { textOfCells } from "../../../csv/fields.ts";
import { csvOptionsOf, encodingOf, isJsonLines, isSpreadsheet, lineCounter } from "../../../csv/head.ts";

export interface TableRow {
  /** Where it begins in the file. */
  line: number;
  /** Their texts: guards against formulas are none of them. */
  cells: readonly string[];
}

export interface Table {
  columns: readonly string[];
  rows: readonly TableRow[];
  /** SHA-256 of the file, in hex. */
  hash: string;
  encoding: string;
}

/** Why a file cannot be imported here. */
export type FileProblem = "isEmpty" | "isNoCsv" | "hasOpenQuote" | "isTooLong";

export class UnreadableFile extends Error {
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem);
    this.name = "UnreadableFile";
    this.problem = problem;
  }
}

/** Longer files are for the command, which does not hold them in memory. */
export const MAX_ROWS = 100_000;
const MAX_BYTES = 100_000_000;
const HEAD_BYTES = 65_536;

/** @throws UnreadableFile */
export async function readTable(file: Blob): Promise<Table> {
  if (file.size > MAX_BYTES) throw new UnreadableFile("isTooLong");
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isSpreadsheet(bytes)) throw new UnreadableFile("isNoCsv");
  const { text, encoding } = decoded(bytes);
  if (isJsonLines(text.slice(0, HEAD_BYTES))) throw new UnreadableFile("isNoCsv");
  const lineOf = lineCounter();
  const [head, ...rows] = recordsIn(text).map(({ record, info }) => ({
    line: lineOf(info.lines, record),
    cells: record,
  }));
  if (!head || rows.length === 0) throw new UnreadableFile("isEmpty");
  if (rows.length > MAX_ROWS) throw new UnreadableFile("isTooLong");
  const columns = head.cells.map((name) => name.trim());
  const textOf = textOfCells(columns);
  const texts = rows.map(({ line, cells }) => ({ line, cells: cells.map(textOf) }));
  return { columns, rows: texts, hash: await hashOf(bytes), encoding };
}

/** Excel writes the encoding of Western Europe where it is not told to write UTF-8. */
function decoded(bytes: Uint8Array<ArrayBuffer>): { text: string; encoding: string } {
  const encoding = encodingOf(bytes.subarray(0, HEAD_BYTES));
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
  }
}

function recordsIn(text: string): { record: string[]; info: { lines: number } }[] {
  try {
    return parse(text, csvOptionsOf(text.slice(0, HEAD_BYTES))) as unknown as ReturnType<typeof recordsIn>;
  } catch (error) {
    throw new UnreadableFile(
      error instanceof CsvError && /QUOTE|MAX_RECORD/.test(error.code) ? "hasOpenQuote" : "isNoCsv",
    );
  }
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
