/** Customers as CSV (RFC 4180), for spreadsheets. */
import { guarded, guardedJson } from "../../csv/guards.ts";
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
      return column === "metadata" ? quoted(guardedJson(value)) : cellOf(value);
    }),
  );
  const lines = [Object.keys(COLUMNS), ...rows].map((cells) => cells.join(separators[separator]));
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

/** A text as a cell that no spreadsheet runs. */
export const cellOf = (text: string): string => quoted(guarded(text));

/** Quoted if there is any separator in it, whichever was chosen. */
const quoted = (text: string): string => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
