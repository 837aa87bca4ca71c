/**
 * A generation is one contract of the API with its SDKs: an envelope, and the form that each object has in it. Only
 * answers depend on it: the schemas of requests accept the names of every generation.
 */
import type { FailedItem } from "../../customers/batch.ts";
import type { CustomerJson } from "../../customers/customer.ts";
import type { ExpandedCustomerJson } from "../../subscriptions/subscribed.ts";
import type { Envelope } from "./envelopes.ts";
import type { ErrorDetails } from "./failure.ts";
import type { Data, Payload, Same, Thing } from "./payload.ts";

/** The fields that every form of a customer has, some of which a batch shows. */
export type BatchedCustomer = Pick<CustomerJson, "id" | "externalId" | "email">;

/** A batch's customers are already in the generation's own form. */
export interface Batch {
  livemode: boolean;
  successful: readonly BatchedCustomer[];
  failed: readonly FailedItem[];
}

/** The form of each object wherever it appears: alone, in a page, in a batch, in an error. Every one is required. */
export type Forms = {
  readonly [Kind in Thing["object"]]: (thing: Extract<Thing, { object: Kind }>) => object;
} & {
  readonly customer: (customer: CustomerJson) => BatchedCustomer;
  readonly batch: (batch: Batch) => object;
};

export interface Generation {
  /** The answer's `commet-version` header. */
  readonly version: string;
  readonly envelope: Envelope;
  readonly forms: Forms;
}

/** A generation used below /api/v1. */
export interface DatedGeneration extends Pick<Generation, "envelope" | "forms"> {
  /** The versions that use it, as far as released SDKs send them, newest first. */
  readonly versions: readonly [newest: string, ...older: string[]];
}

/** The first version that uses a generation. */
export const sinceOf = ({ versions }: DatedGeneration): string => versions.at(-1) ?? versions[0];

/** The body of an answer in this generation. */
export function present({ envelope, forms }: Generation, payload: Payload): unknown {
  switch (payload.kind) {
    case "single":
      return envelope.single(payload.data && formOf(forms, payload.data));
    case "page":
      return envelope.page(
        payload.data.map((data) => formOf(forms, data)),
        payload.nextCursor,
        payload.hasMore,
      );
    case "batch": {
      const { livemode, successful, failed } = payload;
      return envelope.single(forms.batch({ livemode, successful: successful.map(forms.customer), failed }));
    }
    case "failure": {
      const { details } = payload.error;
      return envelope.failure(details ? { ...payload.error, details: formOfDetails(forms, details) } : payload.error);
    }
    case "document":
      return payload.data;
  }
}

function formOf(forms: Forms, data: Data): object {
  if (!("object" in data)) return data;
  switch (data.object) {
    case "customer":
      return customerForm(forms, data);
    case "plan":
      return forms.plan(data);
    case "subscription":
      return forms.subscription(data);
    default:
      // A kind that is not among these needs a form.
      return data satisfies Same;
  }
}

/** A customer's subscription has the form that it has alone. */
function customerForm(forms: Forms, data: CustomerJson | ExpandedCustomerJson): object {
  if (!("subscription" in data)) return forms.customer(data);
  const { subscription, ...customer } = data;
  return { ...forms.customer(customer), subscription: subscription && forms.subscription(subscription) };
}

const formOfDetails = (forms: Forms, details: ErrorDetails): object =>
  "customer" in details ? { ...details, customer: forms.customer(details.customer) } : details;
