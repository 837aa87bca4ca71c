/** The rows of a file of customers: JSON, one object a line, or CSV as spreadsheets and other products write it. */
import { isAscii } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TextDecoder } from "node:util";
import { CsvError, type InfoRecord, parse } from "csv-parse";
import { errors } from "../../core/base/errors.ts";
import { parseJson } from "../../core/base/json.ts";
import { OperatorError } from "../../core/base/operatorError.ts";
import { isRecord } from "../../core/base/validation.ts";
import type { SourceRow } from "../../core/moving/importing.ts";
import {
  fieldNamed,
  guessField,
  isActiveBy,
  isField,
  isKnownAndIgnored,
  renamed,
  rowOf,
  STATUS,
  stripeRow,
  textOfCells,
} from "../../csv/fields.ts";
import { csvOptionsOf, encodingOf, isJsonLines, isSpreadsheet, lineCounter } from "../../csv/head.ts";
import { columnsOf, type Ignored, type Mapping } from "./columns.ts";

const HEAD_BYTES = 65_536;
/** The limit of a row, as of a request's body. */
const MAX_LINE = 1_000_000;

/** A file that can be read from its beginning as often as needed. */
export interface SourceFile {
  path: string;
  lines: number;
  /** SHA-256 of its content. */
  hash: string;
  encoding: string;
  /** Its beginning. */
  head: string;
}

/**
 * Looks at the whole file.
 *
 * @param encoding a name that TextDecoder knows; without one it is told from the first bytes
 * @throws OperatorError when it cannot be read in its encoding
 */
export async function openSource(path: string, encoding?: string): Promise<SourceFile> {
  if (!existsSync(path) || !statSync(path).isFile()) throw new OperatorError(`There is no file ${path}.`);
  const hash = createHash("sha256");
  let decoder: TextDecoder | undefined;
  const isUtf8 = encoding === undefined ? undefined : utf8Check();
  let [head, lines] = ["", 1];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    if (!decoder && isSpreadsheet(chunk))
      throw new OperatorError(`${path} is a spreadsheet's own file. Save it as "CSV UTF-8" there.`);
    decoder ??= decoderOf(encoding ?? encodingOf(chunk.subarray(0, HEAD_BYTES)));
    const text = decode(path, decoder, chunk);
    isUtf8?.add(chunk);
    lines += lineBreaksIn(text);
    if (head.length < HEAD_BYTES) head += text.slice(0, HEAD_BYTES);
  }
  if (!decoder) throw new OperatorError(`${path} is empty.`);
  decode(path, decoder);
  if (isUtf8?.isSo() && decoder.encoding !== "utf-8")
    throw new OperatorError(`${path} is UTF-8, not ${decoder.encoding}. Leave out --encoding.`);
  if (/^\uFEFF?\s*\[/.test(head))
    throw new OperatorError(`${path} is one JSON array. Write one object a line: jq -c '.[]' ${path}`);
  return { path, lines, hash: hash.digest("hex"), encoding: decoder.encoding, head };
}

/** Tells whether a file is UTF-8 beyond ASCII, which no text in another encoding happens to be. */
function utf8Check() {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [isUtf8, hasOthers] = [true, false];
  return {
    add: (chunk: Uint8Array): void => {
      hasOthers ||= !isAscii(chunk);
      try {
        if (isUtf8) decoder.decode(chunk, { stream: true });
      } catch {
        isUtf8 = false;
      }
    },
    isSo: (): boolean => isUtf8 && hasOthers,
  };
}

function lineBreaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new OperatorError(`There is no encoding ${encoding}. Others are utf-16le, windows-1252, shift_jis.`);
  }
}

function decode(path: string, decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new OperatorError(
      `${path} is not ${decoder.encoding}. Save it as "CSV UTF-8", or say what it is, like --encoding windows-1252.`,
    );
  }
}

/**
 * The rows of a file, in their order, in constant memory. Those that cannot be read say why.
 *
 * @param ignored gets the columns, or keys, that are no field
 */
export function rowsOf(file: SourceFile, mapping: Mapping, ignored: Ignored): AsyncGenerator<SourceRow> {
  if (!isJsonLines(file.head)) return csvRows(file, mapping, ignored);
  if (mapping.from !== undefined) throw new OperatorError("--from stripe reads the CSV of Stripe's dashboard.");
  return jsonRows(file, mapping, ignored);
}

async function* textOf({ path, encoding }: SourceFile): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) yield decode(path, decoder, chunk);
  yield decode(path, decoder);
}

async function* csvRows(file: SourceFile, mapping: Mapping, ignored: Ignored): AsyncGenerator<SourceRow> {
  const parser = parse(csvOptionsOf(file.head));
  // Its failure is thrown where the parser is read.
  pipeline(Readable.from(textOf(file)), parser).catch(() => undefined);
  const lineOf = lineCounter();
  let readRow: ((cells: string[], line: number) => SourceRow) | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: InfoRecord }>) {
      const line = lineOf(info.lines, record);
      if (readRow) yield readRow(record, line);
      else readRow = csvRowReader(record, mapping, ignored);
    }
  } catch (error) {
    throw error instanceof CsvError ? new OperatorError(`${file.path}: ${sentenceOf(error)}`) : error;
  }
}

function sentenceOf({ code, message, lines }: CsvError): string {
  if (code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE")
    return `a quote that opens a cell by line ${lines} is not closed.`;
  return message;
}

/** Reads the rows below the names of the columns. */
function csvRowReader(names: string[], mapping: Mapping, ignored: Ignored) {
  const columns = columnsOf(names, mapping, ignored);
  const textOf = textOfCells(names);
  const status = columns.indexOf(STATUS);
  return (cells: string[], line: number): SourceRow => {
    const isLonger = cells.slice(columns.length).some((cell) => cell !== "");
    if (isLonger) return unreadable(line, `has ${cells.length} cells, but there are ${columns.length} columns`);
    const said = cells[status] ?? "";
    if (said !== "" && isActiveBy(said) === undefined)
      ignored.set(`${names[status]} (but for active and archived)`, undefined);
    const fields = rowOf(columns, cells.map(textOf), parseJson);
    return { line, fields: mapping.from === "stripe" ? stripeRow(fields) : fields };
  };
}

const unreadable = (line: number, message: string): SourceRow => ({
  line,
  fields: {},
  refusal: { code: "validation_error", problems: [{ field: "body", message }] },
});

async function* jsonRows(file: SourceFile, { map }: Mapping, ignored: Ignored): AsyncGenerator<SourceRow> {
  let line = 0;
  for await (const text of linesOf(textOf(file))) {
    line++;
    if (text.trim() !== "") yield jsonRow(text, line, map, ignored);
  }
}

function jsonRow(text: string, line: number, map: ReadonlyMap<string, string>, ignored: Ignored): SourceRow {
  if (text.length > MAX_LINE) return unreadable(line, "is larger than 1 MB");
  let row: unknown;
  try {
    row = parseJson(line === 1 ? text.replace(/^\uFEFF/, "") : text);
  } catch {
    const { message } = errors.invalid_json;
    return { line, fields: {}, refusal: { code: "invalid_json", problems: [{ field: "body", message }] } };
  }
  if (!isRecord(row)) return unreadable(line, "must be a JSON object");
  const fields = renamed(row, map);
  for (const key of Object.keys(fields))
    if (!isField(key) && !isKnownAndIgnored(key) && fieldNamed(key) === undefined) remember(ignored, key, fields);
  return { line, fields };
}

const MAX_REMEMBERED = 100;

/** A file may have other keys in each line. */
function remember(names: Ignored, name: string, fields: object): void {
  const likely = guessField(name);
  const isThere = likely !== undefined && Object.hasOwn(fields, likely);
  if (names.size < MAX_REMEMBERED && !names.has(name)) names.set(name, isThere ? undefined : likely);
}

/** Lines by line feeds alone: JSON has none inside, but may have other separators of lines. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    // Of a line that is refused for its length, no more is kept than tells it.
    rest = (lines.pop() ?? "").slice(0, MAX_LINE + 1);
    yield* lines;
  }
  yield rest;
}
