/** Customers as CSV (RFC 4180), for spreadsheets. */
import type { Customer } from "./api/api.ts";
import type { AddressPart, FieldIn } from "./fields.ts";

/** An address has a column per part. There is a status instead of `isActive`, because people read it more easily. */
type Column = Exclude<FieldIn<"export">, "address" | "isActive"> | AddressPart | "status";

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
  archivedAt: ({ archivedAt }) => archivedAt,
};

/** Makes spreadsheets read the file as UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/** A file of customers. */
export function csvOf(customers: readonly Customer[]): string {
  const lines = [Object.keys(COLUMNS).join(","), ...customers.map(lineOf)];
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

const lineOf = (customer: Customer): string =>
  Object.values(COLUMNS)
    .map((cellValue) => cellOf(cellValue(customer) ?? ""))
    .join(",");

/** A spreadsheet would run a cell that starts like a formula. An apostrophe in front makes it text. */
export function cellOf(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
