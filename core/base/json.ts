/** JSON in which every number comes back as it was sent, or says that it would not. */

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
  if (!MAY_BE_INEXACT.test(text)) return JSON.parse(text);
  try {
    // A reviver gets the text of a number too. Source: https://tc39.es/ecma262/#sec-json.parse
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === "number" && !isKept(context?.source ?? "", value) ? new InexactNumber(value) : value,
    );
  } catch {
    // A reviver works by recursion. What is nested so deeply is refused for it where it matters; what is no JSON, here.
    return JSON.parse(text);
  }
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
