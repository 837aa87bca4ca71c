/** Former values of a customer, and the updates that bring them back. */
import type { Customer, UpdateCustomer } from "./api/api.ts";
import { type Change, metadataKey, valueNow } from "./changes.ts";
import type { FieldIn } from "./fields.ts";

/** A customer's own id never changes once set, and an archived customer stays archived. */
type Restorable = Exclude<FieldIn<"history">, "externalId" | "isActive" | "archivedAt" | "metadata" | "subscription">;

/** The part of an update that gives a field its former value; empty text clears one, and `{}` an address. */
const updateOf: Record<Restorable, (value: unknown) => UpdateCustomer | undefined> = {
  email: (email) => (email ? { email: String(email) } : undefined),
  fullName: (fullName) => ({ fullName: textOf(fullName) }),
  domain: (domain) => ({ domain: textOf(domain) }),
  website: (website) => ({ website: textOf(website) }),
  timezone: (timezone) => ({ timezone: textOf(timezone) }),
  language: (language) => ({ language: textOf(language) }),
  industry: (industry) => ({ industry: textOf(industry) }),
  employeeCount: (employeeCount) => ({ employeeCount: textOf(employeeCount) }),
  taxDocument: (taxDocument) => ({ taxDocument: textOf(taxDocument) }),
  documentType: (documentType) => ({ documentType: textOf(documentType) }),
  address: (address) => ({ address: { ...(address as object | null) } }),
};

const textOf = (value: unknown): string => String(value ?? "");

/** The update that undoes a change of one value; undefined where nothing can. */
function restoring({ field, before }: Change): UpdateCustomer | undefined {
  const key = metadataKey(field);
  if (key !== undefined) return { metadata: { [key]: before ?? null } };
  const known: Partial<Record<string, (value: unknown) => UpdateCustomer | undefined>> = updateOf;
  return known[field]?.(before);
}

/** The update that gives a customer the value from before a change, unless it has it or cannot be changed. */
export function restoringUpdate(customer: Customer, change: Change): UpdateCustomer | undefined {
  if (!customer.isActive) return undefined;
  const isThere = JSON.stringify(valueNow(customer, change.field)) === JSON.stringify(change.before ?? null);
  return isThere ? undefined : restoring(change);
}
