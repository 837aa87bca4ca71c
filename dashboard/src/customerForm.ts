/** A customer as a form has it: flat texts, under the names by which the API reports problems. */
import type { Address, Customer, UpdateCustomer } from "./api/api.ts";
import type { FieldProblem } from "./api/failure.ts";

const ADDRESS = ["line1", "line2", "city", "state", "postalCode", "country", "region"] as const;
const REQUIRED_OF_ADDRESS: readonly string[] = ["line1", "city", "postalCode", "country"];

export type AddressField = `address.${(typeof ADDRESS)[number]}`;
export type FieldName = "email" | "fullName" | "id" | "timezone" | "taxDocument" | AddressField;
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

/** What a request must say to get from some values to others; an address goes as a whole. */
export function changesIn(values: FormValues, before: FormValues): UpdateCustomer {
  const isChanged = (name: FieldName): boolean => values[name] !== before[name];
  return {
    ...(isChanged("email") ? { email: values.email } : {}),
    ...(isChanged("fullName") ? { fullName: values.fullName } : {}),
    ...(isChanged("id") ? { externalId: values.id } : {}),
    ...(isChanged("timezone") ? { timezone: values.timezone } : {}),
    ...(isChanged("taxDocument") ? { taxDocument: values.taxDocument } : {}),
    ...(ADDRESS_FIELDS.some(isChanged) ? { address: addressIn(values) } : {}),
  };
}

/** Its required parts go even when they are empty, so that the API says which are missing. */
const addressIn = (values: FormValues): Address =>
  Object.fromEntries(
    ADDRESS.map((name) => [name, values[`address.${name}`]]).filter(
      ([name = "", value]) => value !== "" || REQUIRED_OF_ADDRESS.includes(name),
    ),
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
