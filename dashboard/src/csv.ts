/** Customers as CSV (RFC 4180), for spreadsheets. */
import type { Customer } from "./api/api.ts";
import type { AddressPart, FieldIn } from "./fields.ts";

/**
 * An address has a column per part, a subscription one for what people ask for. There is a status instead of `isActive`, because
 * people read it more easily.
 */
type Column =
  | Exclude<FieldIn<"export">, "address" | "isActive" | "subscription">
  | AddressPart
  | "status"
  | "plan"
  | "subscriptionStatus"
  | "nextBillingDate"
  | "subscriptionEndDate";

const COLUMNS: Record<Column, (customer: Customer) => string | null | undefined> = {
  id: ({ id }) => id,
  externalId: ({ externalId }) => externalId,
  email: ({ email }) => email,
  fullName: ({ fullName }) => fullName,
  status: ({ isActive }) => (isActive ? "active" : "archived"),
  domain: ({ domain }) => domain,
  website: ({ website }) => website,
  timezone: ({ timezone }) => timezone,
  language: ({ language }) => language,
  industry: ({ industry }) => industry,
  employeeCount: ({ employeeCount }) => employeeCount,
  line1: ({ address }) => address?.line1,
  line2: ({ address }) => address?.line2,
  city: ({ address }) => address?.city,
  state: ({ address }) => address?.state,
  postalCode: ({ address }) => address?.postalCode,
  country: ({ address }) => address?.country,
  region: ({ address }) => address?.region,
  taxDocument: ({ taxDocument }) => taxDocument,
  documentType: ({ documentType }) => documentType,
  metadata: ({ metadata }) => JSON.stringify(metadata ?? {}),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  archivedAt: ({ archivedAt }) => archivedAt,
  organizationId: ({ organizationId }) => organizationId,
  livemode: ({ livemode }) => String(livemode),
  plan: ({ subscription }) => subscription?.planName,
  subscriptionStatus: ({ subscription }) => subscription?.status,
  nextBillingDate: ({ subscription }) => subscription?.nextBillingDate,
  subscriptionEndDate: ({ subscription }) => subscription?.endDate,
};

export const separators = { comma: ",", semicolon: ";", tab: "\t" } as const;
export type Separator = keyof typeof separators;

/** Makes spreadsheets read the file as UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/** A file of customers. */
export function csvOf(customers: readonly Customer[], separator: Separator): string {
  const rows = customers.map((customer) =>
    Object.entries(COLUMNS).map(([column, read]) => {
      const value = read(customer) ?? "";
      return column === "metadata" ? jsonCellOf(value) : cellOf(value);
    }),
  );
  const lines = [Object.keys(COLUMNS), ...rows].map((cells) => cells.join(separators[separator]));
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

/** What begins a formula, also as it is written in Japanese and Chinese. */
const SIGNS = "=+\\-@＝＋－＠";
/**
 * Where a cell may begin: at the start of a text, and behind anything that a spreadsheet may take for a separator, since it may
 * expect another one than was chosen, and then reads the quotes otherwise. Quotes and blanks in front of a sign do not stop
 * it from being a formula.
 */
const FORMULA = new RegExp(`(^|[,;\\t\\r\\n])(["\\s]*)(?=[${SIGNS}])`, "g");

/** A spreadsheet would run a cell that starts like a formula. An apostrophe in front makes it text. */
export function cellOf(text: string): string {
  const inside = text.replaceAll(FORMULA, "$1$2'");
  return quoted(/^[\t\r\n]/.test(inside) ? `'${inside}` : inside);
}

const JSON_TEXTS = /"(?:\\.|[^"\\])*"/g;
const FORMULA_IN_JSON = new RegExp(`(^"|[,;])((?:\\\\["tnr]|\\s)*)([${SIGNS}])`, "g");

/** The same JSON, with such signs escaped: an apostrophe would change it. Outside texts there are only numbers. */
export function jsonCellOf(json: string): string {
  const escaped = (_match: string, before: string, between: string, sign: string) =>
    `${before}${between}\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return quoted(json.replaceAll(JSON_TEXTS, (text) => text.replaceAll(FORMULA_IN_JSON, escaped)));
}

/** Quoted if there is any separator in it, whichever was chosen. */
const quoted = (text: string): string => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
