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
  object: notShown,
  organizationId: notShown,
  externalId: ["table", "details", "form", "export", "history"],
  email: ["table", "details", "form", "export", "history"],
  // The same as `email`.
  billingEmail: notShown,
  fullName: ["table", "details", "form", "export", "history"],
  domain: ["history"],
  website: ["history"],
  timezone: ["details", "form", "export", "history"],
  language: ["history"],
  industry: ["history"],
  employeeCount: ["history"],
  address: ["details", "form", "export", "history"],
  metadata: ["export", "history"],
  isActive: ["table", "details", "export", "history"],
  archivedAt: ["export", "history"],
  livemode: notShown,
  createdAt: ["table", "details", "export"],
  // Every change updates it, so the history does not repeat it.
  updatedAt: ["details"],
  taxDocument: ["details", "form", "export", "history"],
  documentType: ["details", "export", "history"],
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
