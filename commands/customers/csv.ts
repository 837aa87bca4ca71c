/** Exported customers as CSV that `import` reads back, and that spreadsheets show without running it. */
import { stringify } from "csv-stringify/sync";
import type { Address } from "../../core/customers/address.ts";
import type { CustomerJson } from "../../core/customers/customer.ts";
import type { Belongings, ExportedCustomer } from "../../core/moving/exporting.ts";
import { guarded, guardedJson } from "../../csv/guards.ts";

type Cell = string | object | null | undefined;
const part =
  (name: keyof Address) =>
  ({ address }: ExportedCustomer) =>
    address?.[name];

const COLUMNS: Record<
  Exclude<keyof CustomerJson, "address"> | `address.${keyof Address}`,
  (it: ExportedCustomer) => Cell
> = {
  id: ({ id }) => id,
  object: ({ object }) => object,
  organizationId: ({ organizationId }) => organizationId,
  externalId: ({ externalId }) => externalId,
  email: ({ email }) => email,
  billingEmail: ({ billingEmail }) => billingEmail,
  fullName: ({ fullName }) => fullName,
  domain: ({ domain }) => domain,
  website: ({ website }) => website,
  timezone: ({ timezone }) => timezone,
  language: ({ language }) => language,
  industry: ({ industry }) => industry,
  employeeCount: ({ employeeCount }) => employeeCount,
  "address.line1": part("line1"),
  "address.line2": part("line2"),
  "address.city": part("city"),
  "address.state": part("state"),
  "address.postalCode": part("postalCode"),
  "address.country": part("country"),
  "address.region": part("region"),
  metadata: ({ metadata }) => metadata,
  isActive: ({ isActive }) => String(isActive),
  archivedAt: ({ archivedAt }) => archivedAt,
  livemode: ({ livemode }) => String(livemode),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  taxDocument: ({ taxDocument }) => taxDocument,
  documentType: ({ documentType }) => documentType,
};

const columnsOf = ({ subscriptions, events }: Belongings): [string, (it: ExportedCustomer) => Cell][] => [
  ...Object.entries(COLUMNS),
  ...(subscriptions
    ? ([
        ["subscription", (it) => it.subscription],
        ["pastSubscriptions", (it) => it.pastSubscriptions],
      ] satisfies [string, (it: ExportedCustomer) => Cell][])
    : []),
  ...(events ? ([["events", (it) => it.events]] satisfies [string, (it: ExportedCustomer) => Cell][]) : []),
];

/** The first line. The mark in front makes spreadsheets read UTF-8. */
export const csvHead = (belongings: Belongings): string =>
  `\uFEFF${stringify([columnsOf(belongings).map(([name]) => name)])}`;

export function csvLines(customers: readonly ExportedCustomer[], belongings: Belongings): string {
  const columns = columnsOf(belongings);
  return stringify(customers.map((it) => columns.map(([, read]) => textOf(read(it)))));
}

const textOf = (cell: Cell): string =>
  typeof cell === "object" && cell ? guardedJson(JSON.stringify(cell)) : guarded(cell ?? "");
