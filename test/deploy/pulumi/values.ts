/** Values as Pulumi's engine sends them. */
import type { Inputs } from "../../stage/resources/resourceType.ts";
import type { Struct } from "./grpc.ts";

/** The key of what is more than JSON: secrets, files. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** In a preview, a text that is known only when the resource is made. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The values without what only Pulumi knows: of a secret its value, of a file its path and its hash. */
export function plain(value: unknown): Inputs {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE]: signature, ...rest } = value as Record<string, unknown>;
  if (signature === SECRET) return plain(rest.value);
  // Null is what is not stated.
  const ours = Object.entries(rest).filter(([key, inner]) => !key.startsWith("__") && inner !== null);
  return Object.fromEntries(ours.map(([key, inner]) => [key, plain(inner)]));
}

/** A received object of JSON, as it is. */
export const valuesOf = (struct: Struct | undefined): Record<string, unknown> => struct?.toJavaScript() ?? {};

/** `aws:sqs/queue:Queue` of a resource's name in the engine. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** The name that the program gave. */
export const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";

/** The names of the inputs that are not as before. */
export function changedInputs(before: Inputs, after: Inputs): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => JSON.stringify(sorted(before[name])) !== JSON.stringify(sorted(after[name])));
}

/** Objects with their keys in order. */
function sorted(value: Inputs): Inputs {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
