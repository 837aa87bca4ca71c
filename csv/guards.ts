/**
 * Guards against formulas in cells. A spreadsheet would run a cell that begins like a formula: an apostrophe in front makes it
 * text. Commands and the dashboard write them alike, and `unguarded` takes off what `guarded` has put in.
 */

/** What begins a formula, also as it is written in Japanese and Chinese. */
const SIGNS = "=+\\-@＝＋－＠";

/**
 * Where a cell may begin: at the start of a text, and behind anything that a spreadsheet may take for a separator, since it may
 * expect another one than was chosen, and then reads the quotes otherwise. Quotes and blanks in front of a sign do not stop
 * it from being a formula.
 */
const BEGINNING = '(^|[,;\\t\\r\\n])(["\\s]*)';

/** With apostrophes of its own behind it, so that these can be told from a guard. */
const FORMULA = new RegExp(`${BEGINNING}(?='*[${SIGNS}])`, "g");
const GUARD = new RegExp(`${BEGINNING}'(?='*[${SIGNS}])`, "g");

/** A text as a cell that runs nothing, whatever separator a spreadsheet expects. */
export function guarded(text: string): string {
  const inside = text.replaceAll(FORMULA, "$1$2'");
  return /^'*[\t\r\n]/.test(inside) ? `'${inside}` : inside;
}

/** The text that `guarded` was given. */
export function unguarded(cell: string): string {
  const inside = /^'+[\t\r\n]/.test(cell) ? cell.slice(1) : cell;
  return inside.replaceAll(GUARD, "$1$2");
}

const GUARD_IN_FRONT = new RegExp(`^'+[${SIGNS}\\t\\r\\n]`);

/** The text of a cell of another product, without the apostrophe that it, or a spreadsheet, has put in front. */
export const unguardedInFront = (cell: string): string => (GUARD_IN_FRONT.test(cell) ? cell.slice(1) : cell);

const JSON_TEXTS = /"(?:\\.|[^"\\])*"/g;
const FORMULA_IN_JSON = new RegExp(`(^"|[,;])((?:\\\\["tnr]|[\\s'])*)([${SIGNS}])`, "g");

/**
 * The same JSON, with such signs escaped: an apostrophe would change it. Outside texts there are only numbers. `unguarded` finds
 * nothing in it.
 */
export function guardedJson(json: string): string {
  const escaped = (_match: string, before: string, between: string, sign: string) =>
    `${before}${between}\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return json.replaceAll(JSON_TEXTS, (text) => text.replaceAll(FORMULA_IN_JSON, escaped));
}
