/**
 * Which field of a customer a column of a file is, and what its cells say. Imports nothing from elsewhere, so that commands and
 * the dashboard read files alike.
 */
import { unguarded, unguardedInFront } from "./guards.ts";

/** Fields with a value of their own. */
const TEXTS = [
  "id",
  "externalId",
  "email",
  "billingEmail",
  "fullName",
  "domain",
  "website",
  "timezone",
  "language",
  "industry",
  "employeeCount",
  "taxDocument",
  "documentType",
  "createdAt",
  "updatedAt",
  "archivedAt",
  "planCode",
  "startDate",
  "trialEndsAt",
  "endDate",
] as const;
const BOOLEANS = ["isActive"] as const;
/** Fields whose cells are JSON. */
const OBJECTS = ["address", "metadata", "subscription", "pastSubscriptions"] as const;
const ADDRESS_PARTS = ["line1", "line2", "city", "state", "postalCode", "country", "region"] as const;

/** What exports have and imports do not need: nobody has to be told that it is ignored. */
const KNOWN_AND_IGNORED: readonly string[] = ["object", "organizationId", "livemode", "events"];

/** The fields that a column can be, `metadata.` and any key besides. */
export const fields: readonly string[] = [
  ...TEXTS,
  ...BOOLEANS,
  ...OBJECTS,
  ...ADDRESS_PARTS.map((part) => `address.${part}`),
];

/**
 * A column of that name, as the dashboard's export has one instead of `isActive`. In files of other products it is often
 * something else: then it says nothing.
 */
export const STATUS = "status";

export const isField = (name: string): boolean => fields.includes(name) || /^metadata\../.test(name);

export const isKnownAndIgnored = (column: string): boolean => KNOWN_AND_IGNORED.includes(column);

/** Equal for names that differ only in case, blanks, `_` and `-`. */
const lettersOf = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, "");

/** Address parts go by their own names too, as in the dashboard's export. */
const byLetters = new Map([
  ...ADDRESS_PARTS.map((part) => [lettersOf(part), `address.${part}`] as const),
  ...[...fields, STATUS].map((field) => [lettersOf(field), field] as const),
]);

/** The field that a column is named after, whatever its capitals, blanks and signs: `External ID`, `metadata.plan`. */
export function fieldNamed(column: string): string | undefined {
  const name = column.trim();
  return /^metadata\../.test(name) ? name : byLetters.get(lettersOf(name));
}

/** What other products call a field, by letters. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  name: "fullName",
  customername: "fullName",
  company: "fullName",
  companyname: "fullName",
  nombre: "fullName",
  razonsocial: "fullName",
  mail: "email",
  emailaddress: "email",
  correo: "email",
  correoelectronico: "email",
  userid: "externalId",
  customerid: "externalId",
  reference: "externalId",
  url: "website",
  locale: "language",
  idioma: "language",
  taxid: "taxDocument",
  vatid: "taxDocument",
  vatnumber: "taxDocument",
  nif: "taxDocument",
  cif: "taxDocument",
  address1: "address.line1",
  addressline1: "address.line1",
  street: "address.line1",
  direccion: "address.line1",
  address2: "address.line2",
  addressline2: "address.line2",
  town: "address.city",
  ciudad: "address.city",
  province: "address.state",
  provincia: "address.state",
  zip: "address.postalCode",
  zipcode: "address.postalCode",
  postcode: "address.postalCode",
  codigopostal: "address.postalCode",
  countrycode: "address.country",
  pais: "address.country",
  created: "createdAt",
  createdutc: "createdAt",
};

/** The field that a column most likely is, for a person to correct. */
export const guessField = (column: string): string | undefined =>
  fieldNamed(column) ??
  OTHER_NAMES[lettersOf(column.normalize("NFD").replace(/[\p{M}()]/gu, ""))] ??
  stripeMetadata(column);

/** Columns of the customers that Stripe's dashboard exports. */
const STRIPE: Readonly<Record<string, string>> = {
  id: "id",
  Email: "email",
  Name: "fullName",
  "Created (UTC)": "createdAt",
  "Business Vat ID": "taxDocument",
  "Card Address Line1": "address.line1",
  "Card Address Line2": "address.line2",
  "Card Address City": "address.city",
  "Card Address State": "address.state",
  "Card Address Zip": "address.postalCode",
  "Card Address Country": "address.country",
};

/** The field of a column of Stripe's export. */
export const stripeField = (column: string): string | undefined => stripeMetadata(column) ?? STRIPE[column];

/** Stripe's columns of metadata are named `key (metadata)`. */
function stripeMetadata(column: string): string | undefined {
  const [, key] = /^(.+) \(metadata\)$/.exec(column) ?? [];
  return key === undefined ? undefined : `metadata.${key}`;
}

/** Columns that all exports of Clientela have, and nobody else's. */
const OURS = ["organizationId", "livemode"];

/** Whether a file with these columns is an export of Clientela. */
export const isExport = (columns: readonly string[]): boolean => OURS.every((name) => columns.includes(name));

/** Gives the text of a cell, in a file with these columns: without the guards that our exports, or other products, write. */
export const textOfCells = (columns: readonly string[]): ((cell: string) => string) =>
  isExport(columns) ? unguarded : unguardedInFront;

/** Excel writes true and false in its own language. */
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["active", "true", "verdadero"].map((word) => [word, true] as const),
  ...["archived", "false", "falso"].map((word) => [word, false] as const),
]);

/** What a status, or `isActive`, says; undefined for what is neither. */
export const isActiveBy = (text: string): boolean | undefined => WORDS.get(text.trim().toLowerCase());

/** A row of JSON, with some of its keys renamed. A name with a point goes into that object. */
export function renamed(
  row: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const kept = new Map(Object.entries(row).filter(([key]) => !names.has(key)));
  for (const [key, field] of names) {
    if (field === "" || !Object.hasOwn(row, key)) continue;
    const [, parent, part] = PART.exec(field) ?? [];
    if (parent === undefined || part === undefined) kept.set(field, row[key]);
    else kept.set(parent, withPart(kept.get(parent), part, row[key]));
  }
  return Object.fromEntries(kept);
}

const PART = /^(address|metadata)\.(.+)$/s;

/** Reads JSON. @throws Error for anything else */
export type ReadJson = (text: string) => unknown;

/** Where the columns of a file go, in their order; undefined for those that are ignored. */
export type Columns = readonly (string | undefined)[];

/** The fields that the texts of a row's cells give. An empty one gives none. */
export function rowOf(columns: Columns, texts: readonly string[], readJson: ReadJson): Record<string, unknown> {
  const row = new Map<string, unknown>();
  for (const [index, field] of columns.entries()) {
    const text = texts[index] ?? "";
    if (field !== undefined && text !== "") put(row, field, text, readJson);
  }
  return Object.fromEntries(row);
}

function put(row: Map<string, unknown>, field: string, text: string, readJson: ReadJson): void {
  const [, parent, part] = PART.exec(field) ?? [];
  if (parent !== undefined && part !== undefined) row.set(parent, withPart(row.get(parent), part, text));
  else if (isOneOf(OBJECTS, field)) row.set(field, withParts(row.get(field), jsonOr(text, readJson)));
  else if (field === STATUS) putStatus(row, text);
  else row.set(field, isOneOf(BOOLEANS, field) ? (isActiveBy(text) ?? text) : text);
}

function putStatus(row: Map<string, unknown>, text: string): void {
  const isActive = isActiveBy(text);
  if (isActive !== undefined && !row.has("isActive")) row.set("isActive", isActive);
}

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Own properties, whatever they are named: `__proto__` is a key like any other. */
const withPart = (value: unknown, part: string, given: unknown): object =>
  Object.fromEntries([...(isRecord(value) ? Object.entries(value) : []), [part, given]]);

const withParts = (value: unknown, parts: unknown): unknown =>
  isRecord(value) && isRecord(parts) ? Object.fromEntries([...Object.entries(value), ...Object.entries(parts)]) : parts;

/** What is no JSON stays text, for the field's own rule to refuse. */
function jsonOr(text: string, readJson: ReadJson): unknown {
  try {
    return readJson(text);
  } catch {
    return text;
  }
}

/**
 * What is particular to a row of Stripe's: its times are UTC, and most cards tell a part of an address only, which would be
 * refused.
 */
export function stripeRow(row: Record<string, unknown>): Record<string, unknown> {
  const { address, createdAt, ...others } = row;
  const isWhole = isRecord(address) && ["line1", "city", "country"].every((part) => part in address);
  const [, day, minute, seconds = ":00"] =
    (typeof createdAt === "string" && /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)(:\d\d)?$/.exec(createdAt)) || [];
  const time = day === undefined ? createdAt : `${day}T${minute}${seconds}Z`;
  return {
    ...others,
    ...(isWhole ? { address } : {}),
    ...(time === undefined ? {} : { createdAt: time }),
  };
}
