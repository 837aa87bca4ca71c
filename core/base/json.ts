/** JSON in which every key and number comes back as it was sent, or says that it would not. */

/** A number that would be stored as another one: what was sent for it is lost. In JSON it is that other number. */
export class InexactNumber {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  toJSON(): number {
    return this.value;
  }
}

/** Fewer than 16 digits and no exponent are always kept. The texts between are taken for numbers too, which costs time alone. */
const MAY_BE_INEXACT = /\d[\d.]{15}|\d[eE][+-]?\d/;

/**
 * As JSON.parse, with an `InexactNumber` for each number that is not what was sent once it is stored.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!MAY_BE_INEXACT.test(text)) return readJson(text);
  try {
    // A reviver gets the text of a number too. Source: https://tc39.es/ecma262/#sec-json.parse
    return readJson(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === "number" && !isKept(context?.source ?? "", value) ? new InexactNumber(value) : value,
    );
  } catch {
    // A reviver works by recursion. What is nested so deeply is refused for it where it matters; what is no JSON, here.
    return readJson(text);
  }
}

type Reviver = Parameters<typeof JSON.parse>[1];

/**
 * As JSON.parse, for texts with keys that callers choose. The V8 of Node 24 takes a key with an escape (`"\u00e9"`, `"\""`)
 * for another one that begins with a backslash, if it has read that one before, from whoever:
 * https://github.com/nodejs/node/issues/63785. So where a key has an escape, keys are read as values.
 *
 * @throws SyntaxError
 */
export function readJson(text: string, reviver?: Reviver): unknown {
  const read: unknown = JSON.parse(text, reviver);
  if (!text.includes("\\") || !hasEscapedKey(text)) return read;
  try {
    return withKeys(JSON.parse(keysAsValues(text), reviver));
  } catch {
    // Nested too deeply for recursion, and refused for it where it matters.
    return read;
  }
}

function hasEscapedKey(text: string): boolean {
  for (const [string, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g))
    if (colon !== undefined && string.includes("\\")) return true;
  return false;
}

/** Without objects: `{"a": [1], "b": {}}` becomes `["o","a",["a",1],"b",["o"]]`. */
const keysAsValues = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"|\[\s*\]|\{\s*\}|[[{}:]/g, (token) => {
    if (token.startsWith('"')) return token;
    if (token === "}") return "]";
    if (token === ":") return ",";
    const kind = token.startsWith("[") ? '["a"' : '["o"';
    return token.length > 1 ? `${kind}]` : `${kind},`;
  });

/** What `keysAsValues` took apart. */
function withKeys(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const [kind, ...parts] = value;
  const read = parts.map(withKeys);
  if (kind === "a") return read;
  // Makes `__proto__` a key like any other, as JSON.parse does.
  return Object.fromEntries(read.flatMap((key, i) => (i % 2 === 0 ? [[key, read[i + 1]]] : [])));
}

const MAX_DIGITS = 100;

/** Whether what is stored, written with as many digits as were sent, is what was sent. */
function isKept(source: string, value: number): boolean {
  const sent = decimalOf(source);
  if (sent === decimalOf(String(value))) return true;
  const digits = source.replace(/e.*/i, "").replace(/\D/g, "").replace(/^0+/, "").length;
  return (
    digits > 0 && digits <= MAX_DIGITS && Number.isFinite(value) && sent === decimalOf(value.toExponential(digits - 1))
  );
}

/**
 * A number's digits and their place, the same however it is written: `12e-1` for 1.20. Zero has no sign. Infinity has no
 * digits and counts as zero: nothing that becomes it was sent as zero.
 */
function decimalOf(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
