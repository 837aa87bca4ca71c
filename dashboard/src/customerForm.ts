/** A customer in a form: flat texts, with the names that the API uses in problems. */
import type { Address, Customer, UpdateCustomer } from "./api/api.ts";
import type { FieldProblem } from "./api/failure.ts";
import { type AddressPart, addressParts, type FieldIn } from "./fields.ts";

const ADDRESS = Object.keys(addressParts) as AddressPart[];

export type AddressField = `address.${AddressPart}`;
/** The caller's own id has the name it has in create, and an address is split into parts. */
export type FieldName = Exclude<FieldIn<"form">, "externalId" | "address"> | "id" | AddressField;
export type FormValues = Readonly<Record<FieldName, string>>;

export const ADDRESS_FIELDS = ADDRESS.map((name): AddressField => `address.${name}`);

/** The form values of a customer, or of a new one. */
export function formOf(customer?: Customer): FormValues {
  const address: Partial<Address> = customer?.address ?? {};
  return {
    email: customer?.email ?? "",
    fullName: customer?.fullName ?? "",
    id: customer?.externalId ?? "",
    timezone: customer?.timezone ?? "",
    taxDocument: customer?.taxDocument ?? "",
    documentType: customer?.documentType ?? "",
    domain: customer?.domain ?? "",
    website: customer?.website ?? "",
    language: customer?.language ?? "",
    industry: customer?.industry ?? "",
    employeeCount: customer?.employeeCount ?? "",
    "address.line1": address.line1 ?? "",
    "address.line2": address.line2 ?? "",
    "address.city": address.city ?? "",
    "address.state": address.state ?? "",
    "address.postalCode": address.postalCode ?? "",
    "address.country": address.country ?? "",
    "address.region": address.region ?? "",
  };
}

/** What requests that create or update have in common; an address is sent whole. */
type Changes = Omit<UpdateCustomer, "address"> & { address?: Address };

/** The part of a request that sets each field to its value. */
const requestOf: Record<FieldIn<"form">, (values: FormValues) => Changes> = {
  // Blanks around an email, an id or a country are pasted by mistake, and the API refuses them.
  email: ({ email }) => ({ email: email.trim() }),
  fullName: ({ fullName }) => ({ fullName }),
  externalId: ({ id }) => ({ externalId: id.trim() }),
  timezone: ({ timezone }) => ({ timezone }),
  taxDocument: ({ taxDocument }) => ({ taxDocument }),
  documentType: ({ documentType }) => ({ documentType }),
  domain: ({ domain }) => ({ domain }),
  website: ({ website }) => ({ website }),
  language: ({ language }) => ({ language }),
  industry: ({ industry }) => ({ industry }),
  employeeCount: ({ employeeCount }) => ({ employeeCount }),
  address: (values) => ({ address: addressIn(values) }),
};

/** The request that changes some values into others. */
export function changesIn(values: FormValues, before: FormValues): Changes {
  const changes: Changes = {};
  for (const request of Object.values(requestOf)) {
    const isChanged = JSON.stringify(request(values)) !== JSON.stringify(request(before));
    if (isChanged) Object.assign(changes, request(values));
  }
  return changes;
}

/** Without any part, no address. Else required parts are sent even if empty, so that the API reports which are missing. */
function addressIn(values: FormValues): Address {
  const isGiven = (part: AddressPart) => values[`address.${part}`] !== "";
  const parts = ADDRESS.filter((part) => isGiven(part) || (addressParts[part] === "required" && ADDRESS.some(isGiven)));
  return Object.fromEntries(
    parts.map((part) => [part, part === "country" ? values["address.country"].trim() : values[`address.${part}`]]),
  ) as unknown as Address;
}

/** The API's problem with a field of the form, in the reader's language. */
export const problemOf = (
  problems: readonly FieldProblem[],
  name: FieldName,
  inLanguage: (message: string) => string,
): string | undefined =>
  problems
    .filter(({ field }) => fieldNameOf(field) === name)
    .map(({ message }) => inLanguage(message))
    .join(", ") || undefined;

/** Whether the form has a field, by the API's name of it. */
export const isInForm = (field: string): boolean => fieldNameOf(field) in formOf();

/** Updates use another name for the caller's own id than creates. */
const fieldNameOf = (field: string): string => (field === "externalId" ? "id" : field);
