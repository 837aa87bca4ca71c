/** What the beginning of a file tells of the rest. */

/** The encoding that a file's first bytes show; UTF-8 unless they show another. */
export function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  // Without a byte order mark, a name of a column has every other byte 0.
  const zeros = (start: number) => bytes.filter((byte, index) => index % 2 === start && byte === 0).length;
  const [even, odd] = [zeros(0), zeros(1)];
  if (odd > bytes.length / 4 && even === 0) return "utf-16le";
  return even > bytes.length / 4 && odd === 0 ? "utf-16be" : "utf-8";
}

/** How a spreadsheet's own file begins: .xlsx, .ods and .numbers are ZIP, .xls is an OLE2 compound file. */
const SPREADSHEETS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

/** Whether a file's first bytes are those of a spreadsheet's own format, and not of text. */
export const isSpreadsheet = (bytes: Uint8Array): boolean =>
  SPREADSHEETS.some((beginning) => beginning.every((byte, index) => bytes[index] === byte));

/** Whether a file has a JSON object in each line. */
export const isJsonLines = (head: string): boolean => /^\uFEFF?\s*\{/.test(head);

/** The options of csv-parse for a file that begins so: cells stay text, and how spreadsheets write is read. */
export interface CsvOptions {
  bom: true;
  delimiter: string;
  /** Where the names of the columns are. Excel may write the separator into a line before them. */
  from_line: number;
  info: true;
  max_record_size: number;
  record_delimiter: string[];
  relax_column_count: true;
  relax_quotes: true;
  skip_empty_lines: true;
  skip_records_with_empty_values: true;
}

/** The limit of a row, as of a request's body: what is longer has a quote that is not closed. */
const MAX_ROW = 1_000_000;

export function csvOptionsOf(head: string): CsvOptions {
  const [, stated] = /^\uFEFF?"?sep=(.)"?(?:\r\n|\r|\n)/i.exec(head) ?? [];
  return {
    bom: true,
    delimiter: stated ?? separatorOf(head),
    from_line: stated === undefined ? 1 : 2,
    info: true,
    max_record_size: MAX_ROW,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  };
}

const SEPARATORS = [",", ";", "\t", "|"];

/** The separator that the first line has most of, outside quotes. */
function separatorOf(head: string): string {
  const line = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(head.trimStart())?.[0].replaceAll(/"(?:[^"]|"")*"/g, "") ?? "";
  const counts = SEPARATORS.map((separator) => ({ separator, count: line.split(separator).length }));
  return counts.reduce((best, it) => (it.count > best.count ? it : best)).separator;
}

/**
 * Tells the line at which each row begins, of a file whose rows are given one after the other. csv-parse counts a line break of
 * two characters inside a cell twice, and goes on from there.
 */
export function lineCounter(): (countedLines: number, cells: readonly string[]) => number {
  let surplus = 0;
  const count = (cells: readonly string[], pattern: RegExp) =>
    cells.reduce((sum, cell) => sum + (cell.match(pattern)?.length ?? 0), 0);
  return (countedLines, cells) => {
    const counted = count(cells, /[\r\n]/g);
    const line = countedLines - surplus - counted;
    surplus += counted - count(cells, /\r\n|\r|\n/g);
    return line;
  };
}
