/** Customers as CSV (RFC 4180), for spreadsheets. */
import type { Api, Customer } from "./api/api.ts";
import { type Filter, listCustomers } from "./api/customers.ts";
import type { AddressPart, FieldIn } from "./fields.ts";

/** An address has a column per part. There is a status instead of `isActive`, because people read it more easily. */
type Column = Exclude<FieldIn<"export">, "address" | "isActive"> | AddressPart | "status";

const COLUMNS: Record<Column, (customer: Customer) => string | null | undefined> = {
  id: ({ id }) => id,
  externalId: ({ externalId }) => externalId,
  email: ({ email }) => email,
  fullName: ({ fullName }) => fullName,
  status: ({ isActive }) => (isActive ? "active" : "archived"),
  timezone: ({ timezone }) => timezone,
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
const MAX_PAGE = 100;

/** Reads every customer of a filter, page by page. `onProgress` gets the number of customers so far. */
export async function exportCsv(
  api: Api,
  filter: Filter,
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<{ csv: string; count: number }> {
  const lines = [Object.keys(COLUMNS).join(",")];
  let cursor: string | undefined;
  do {
    const page = await listCustomers(api, { ...filter, limit: MAX_PAGE, cursor }, signal);
    lines.push(...page.data.map(lineOf));
    onProgress(lines.length - 1);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { csv: `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`, count: lines.length - 1 };
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
