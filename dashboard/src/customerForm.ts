/** A customer as a form has it: flat texts, under the names by which the API reports problems. */
import type { Address, Customer, UpdateCustomer } from "./api/api.ts";
import type { FieldProblem } from "./api/failure.ts";
import { type AddressPart, addressParts, type FieldIn } from "./fields.ts";

const ADDRESS = Object.keys(addressParts) as AddressPart[];

export type AddressField = `address.${AddressPart}`;
/** The caller's own id goes by the name that create has for it, an address part by part. */
export type FieldName = Exclude<FieldIn<"form">, "externalId" | "address"> | "id" | AddressField;
export type FormValues = Readonly<Record<FieldName, string>>;

export const ADDRESS_FIELDS = ADDRESS.map((name): AddressField => `address.${name}`);

/** The values of a customer, or of nobody yet. */
export function formOf(customer?: Customer): FormValues {
  const address: Partial<Address> = customer?.address ?? {};
  return {
    email: customer?.email ?? "",
    fullName: customer?.fullName ?? "",
    id: customer?.externalId ?? "",
    timezone: customer?.timezone ?? "",
    taxDocument: customer?.taxDocument ?? "",
    "address.line1": address.line1 ?? "",
    "address.line2": address.line2 ?? "",
    "address.city": address.city ?? "",
    "address.state": address.state ?? "",
    "address.postalCode": address.postalCode ?? "",
    "address.country": address.country ?? "",
    "address.region": address.region ?? "",
  };
}

/** What a request says to set each field to its value; an address goes as a whole. */
const requestOf: Record<FieldIn<"form">, (values: FormValues) => UpdateCustomer> = {
  email: ({ email }) => ({ email }),
  fullName: ({ fullName }) => ({ fullName }),
  externalId: ({ id }) => ({ externalId: id }),
  timezone: ({ timezone }) => ({ timezone }),
  taxDocument: ({ taxDocument }) => ({ taxDocument }),
  address: (values) => ({ address: addressIn(values) }),
};

/** What a request must say to get from some values to others. */
export function changesIn(values: FormValues, before: FormValues): UpdateCustomer {
  const changes: UpdateCustomer = {};
  for (const request of Object.values(requestOf)) {
    const isChanged = JSON.stringify(request(values)) !== JSON.stringify(request(before));
    if (isChanged) Object.assign(changes, request(values));
  }
  return changes;
}

/** Its required parts go even when they are empty, so that the API says which are missing. */
const addressIn = (values: FormValues): Address =>
  Object.fromEntries(
    ADDRESS.filter((part) => addressParts[part] === "required" || values[`address.${part}`] !== "").map((part) => [
      part,
      values[`address.${part}`],
    ]),
  ) as unknown as Address;

/** What the API says about a field of the form, in the reader's language. */
export const problemOf = (
  problems: readonly FieldProblem[],
  name: FieldName,
  inLanguage: (message: string) => string,
): string | undefined =>
  problems
    .filter(({ field }) => fieldNameOf(field) === name)
    .map(({ message }) => inLanguage(message))
    .join(", ") || undefined;

/** Problems that no field of the form shows. */
export const otherProblems = (problems: readonly FieldProblem[]): FieldProblem[] =>
  problems.filter(({ field }) => !(fieldNameOf(field) in formOf()));

/** An update calls the caller's own id by another name than create. */
const fieldNameOf = (field: string): string => (field === "externalId" ? "id" : field);
