/** A customer as somebody may send it, and what must come back of it. */
import fc from "fast-check";
import { decimal, strangeText } from "./fuzzText.ts";

/** Values by name, each as JSON: a number's spelling is lost in a value. */
export type Sent = Readonly<Record<string, string>>;

/** What is sent of a customer. Nothing of an address or metadata is none. */
export interface Given {
  fields: Sent;
  address: Sent;
  metadata: ReadonlyMap<string, string>;
}

export const textNames = [
  "fullName",
  "domain",
  "website",
  "language",
  "industry",
  "employeeCount",
  "taxDocument",
  "documentType",
] as const;
/** What stands for a part of an address that is refused; the others are left out. */
const PLAIN_PARTS: Sent = { line1: '"1 Main St"', city: '"Austin"', postalCode: '"78701"', country: '"US"' };
export const PLAIN_EMAIL = '"plain@acme.com"';

const jsonText = strangeText.map((text) => JSON.stringify(text));

const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    jsonText,
    decimal,
    fc.constantFrom("null", "true", "false", "{}", "[]"),
    fc.array(tie("json"), { maxLength: 3 }).map((items) => `[${items.join()}]`),
    fc.array(fc.tuple(strangeText, tie("json")), { maxLength: 3 }).map((entries) => objectOf(new Map(entries))),
  ),
}));

const email = fc
  .tuple(strangeText, fc.constantFrom("ann~@acme.com", "~ann@acme.com", "ann@acme.com~", "ann@ac~me.com", "~@acme.com"))
  .map(([text, form]) => JSON.stringify(form.replace("~", () => text)));

const timezone = fc.oneof(
  { weight: 2, arbitrary: fc.mixedCase(fc.constantFrom(...Intl.supportedValuesOf("timeZone"))) },
  { weight: 1, arbitrary: strangeText },
);

const country = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("US", "JP", "ES", "HK", "IE", "XK") },
  { weight: 1, arbitrary: strangeText },
);

const address = fc.record(
  { line1: jsonText, city: jsonText, postalCode: jsonText, line2: jsonText, state: jsonText, region: jsonText },
  { requiredKeys: ["line1", "city"], noNullPrototype: true },
);

/** A customer's fields, some of them. */
export const given: fc.Arbitrary<Given> = fc.record(
  {
    fields: fc.record(
      {
        email,
        timezone: timezone.map((text) => JSON.stringify(text)),
        ...Object.fromEntries(textNames.map((name) => [name, jsonText])),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
    address: fc.oneof(
      fc.constant({}),
      fc.tuple(address, country).map(([parts, code]) => ({ ...parts, country: JSON.stringify(code) })),
    ),
    metadata: fc.array(fc.tuple(strangeText, json), { maxLength: 4 }).map((entries) => new Map(entries)),
  },
  { noNullPrototype: true },
);

const objectOf = (entries: Iterable<readonly [name: string, json: string]>): string =>
  `{${Array.from(entries, ([name, json]) => `${JSON.stringify(name)}:${json}`).join()}}`;

/** The body that sends it. */
export const bodyOf = ({ fields, address, metadata }: Given): string =>
  objectOf([
    ...Object.entries(fields),
    ...(Object.keys(address).length > 0 ? [["address", objectOf(Object.entries(address))] as const] : []),
    ...(metadata.size > 0 ? [["metadata", objectOf(metadata)] as const] : []),
  ]);

/** The field of a problem with a key's value. */
export const fieldOfKey = (key: string): string => (/^\d+$/.test(key) ? `metadata[${key}]` : `metadata.${key}`);

/** The rest when a field is refused; a part that is missing is named, too. @throws Error when nothing of it was sent */
export function without(given: Given, field: string): Given {
  const { fields, address, metadata } = given;
  const part = field.replace(/^address\./, "");
  if (field in fields)
    return { ...given, fields: replaced(fields, field, field === "email" ? PLAIN_EMAIL : undefined) };
  if (part !== field) return { ...given, address: replaced(address, part, PLAIN_PARTS[part]) };
  if (!field.startsWith("metadata")) throw new Error(`${field} was refused, but not sent: ${bodyOf(given)}`);
  const kept = [...metadata].filter(([key]) => (field === "metadata" ? isKey(key) : fieldOfKey(key) !== field));
  // If all keys are good, there is too much of it.
  return { ...given, metadata: new Map(field === "metadata" && kept.length === metadata.size ? [] : kept) };
}

const replaced = (sent: Sent, name: string, json: string | undefined): Sent =>
  Object.fromEntries([
    ...Object.entries(sent).filter(([it]) => it !== name),
    ...(json === undefined ? [] : [[name, json] as const]),
  ]);

/** Whether metadata may have a key of this name. */
const isKey = (key: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  key !== "" && [...key].length <= 40 && key.isWellFormed() && !/[\u0000-\u001f]/.test(key);

/** Whether a value may be stored: it is well-formed, without U+0000, and every number comes back as it was sent. */
export function isStorable(json: string): boolean {
  let storable = true;
  JSON.parse(json, (key, value: unknown, context?: { source?: string }) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
    if (!key.isWellFormed() || /[\u0000-\u001f]/.test(key)) storable = false;
    if (typeof value === "string" && (!value.isWellFormed() || value.includes("\0"))) storable = false;
    if (typeof value === "number" && !isKept(context?.source ?? "", value)) storable = false;
    return value;
  });
  return storable;
}

/** Whether a number, written with as many digits as were sent, is what was sent. */
function isKept(sent: string, value: number): boolean {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return false;
  const digits = sent.replace(/e.*/i, "").replace(/\D/g, "").replace(/^0+/, "").length;
  const written = value.toPrecision(Math.min(Math.max(digits, 1), 100));
  return [value.toString(), written].some((it) => decimalOf(it) === decimalOf(sent));
}

/** A number's digits without zeros behind them, and its power of ten. */
function decimalOf(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  let [digits, power] = [BigInt(whole + fraction), Number(exponent) - fraction.length];
  if (digits === 0n) return "0";
  while (digits % 10n === 0n) {
    digits /= 10n;
    power++;
  }
  return `${digits}e${power}${whole.startsWith("-") ? "-" : ""}`;
}
