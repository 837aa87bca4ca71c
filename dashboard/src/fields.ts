/** Every field of a customer, and where the dashboard shows it. */
import type { Address, Customer } from "./api/api.ts";

/** The customers table, the details on a customer's page, the form, the CSV export, the history. */
export type Place = "table" | "details" | "form" | "export" | "history";

const notShown = [] as const;

/**
 * A new field of the API is a type error until it is listed here, and each place is a type error until it shows the
 * fields listed for it. Metadata also has its own panel and dialog.
 */
export const fields = {
  id: ["details", "export"],
  // Always `customer`.
  object: notShown,
  organizationId: ["details", "export"],
  externalId: ["table", "details", "form", "export", "history"],
  email: ["table", "details", "form", "export", "history"],
  // The same as `email`.
  billingEmail: notShown,
  fullName: ["table", "details", "form", "export", "history"],
  domain: ["table", "details", "form", "export", "history"],
  website: ["details", "form", "export", "history"],
  timezone: ["details", "form", "export", "history"],
  language: ["details", "form", "export", "history"],
  industry: ["details", "form", "export", "history"],
  employeeCount: ["details", "form", "export", "history"],
  address: ["table", "details", "form", "export", "history"],
  metadata: ["export", "history"],
  isActive: ["table", "details", "export", "history"],
  archivedAt: ["details", "export", "history"],
  livemode: ["details", "export"],
  createdAt: ["table", "details", "export"],
  // Every change updates it, so the history does not repeat it.
  updatedAt: ["table", "details", "export"],
  taxDocument: ["details", "form", "export", "history"],
  documentType: ["details", "form", "export", "history"],
  subscription: ["table", "export", "history"],
} as const satisfies Record<keyof Customer, readonly Place[]>;

type Fields = typeof fields;

/** The names of the fields shown in a place. */
export type FieldIn<Where extends Place> = {
  [Field in keyof Fields]: Where extends Fields[Field][number] ? Field : never;
}[keyof Fields];

/** The parts of an address in the form's order. The API refuses an address without its required parts. */
export const addressParts = {
  line1: "required",
  line2: "optional",
  city: "required",
  state: "optional",
  postalCode: "required",
  country: "required",
  region: "optional",
} as const satisfies Record<keyof Address, "required" | "optional">;

export type AddressPart = keyof typeof addressParts;

/** Fields of a form that few customers have: they are folded away. */
export const moreFields = [
  "domain",
  "website",
  "language",
  "industry",
  "employeeCount",
] as const satisfies FieldIn<"form">[];
