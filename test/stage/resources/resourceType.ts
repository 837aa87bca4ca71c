/** How AWS's provider makes, changes and deletes a type of resource, in calls of AWS's API. */
import type { Clients } from "../emulator/clients.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs of every resource type of AWS
export type Inputs = any;

/** A resource that AWS has. */
export interface Made {
  id: string;
  /** The outputs that AWS chose, by the provider's names. */
  outputs?: Record<string, string | undefined>;
}

/** A change of a resource. */
export interface Change {
  id: string;
  /** The names of the inputs that are not as before. */
  changed: readonly string[];
  before: Inputs;
}

export interface ResourceType {
  /** @param name Pulumi's */
  create: (inputs: Inputs, clients: Clients, name: string) => Promise<Made>;
  /** The inputs whose values can be changed. Another value of any other needs a new resource. */
  changeable?: readonly string[];
  change?: (inputs: Inputs, clients: Clients, change: Change) => Promise<unknown>;
  /** Not there: the resource goes with another one. */
  remove?: (id: string, inputs: Inputs, clients: Clients) => Promise<unknown>;
}

/** Types by their names in the provider, e.g. `sqs/queue:Queue`. */
export type ResourceTypes = Readonly<Record<string, ResourceType>>;

/** With the names of AWS's API, which are those of the provider but for the first letter. */
export function pascal(value: Inputs): Inputs {
  if (Array.isArray(value)) return value.map(pascal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.charAt(0).toUpperCase() + key.slice(1), pascal(inner)]),
  );
}

/** A type that is written whole, the first time as well as for each change. */
export const written = (
  write: (inputs: Inputs, clients: Clients, name: string) => Promise<Made>,
  changeable: readonly string[],
  remove?: ResourceType["remove"],
): ResourceType => ({
  create: write,
  changeable,
  change: (inputs, clients, { id }) => write(inputs, clients, id),
  ...(remove ? { remove } : {}),
});
