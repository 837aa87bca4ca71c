/** What operations return, before a generation of the API gives it its form. */
import type { ApiKeyJson, CreatedApiKeyJson } from "../../apiKeys/schemas.ts";
import type { FailedItem } from "../../customers/batch.ts";
import type { CustomerJson } from "../../customers/customer.ts";
import type { ErasureJson } from "../../erasures/schemas.ts";
import type { ChangeEvent, FeedEvent } from "../../events/event.ts";
import type { Scope } from "../../organizations/apiKey.ts";
import type { PlanJson } from "../../plans/plan.ts";
import type { ParkedCustomerJson, RedriveJson, SubscriberJson } from "../../subscribers/schemas.ts";
import type { SubscriptionJson } from "../../subscriptions/schemas.ts";
import type { ExpandedCustomerJson } from "../../subscriptions/subscribed.ts";
import type { ErrorDetails, Failure } from "./failure.ts";

/**
 * Objects that have a form of their own in some generations. `object` says which; it has every field of all
 * generations.
 */
export type Thing = CustomerJson | PlanJson | SubscriptionJson;

/** The organization and scope of an API key. */
export interface Me {
  keyId: string;
  organizationId: string;
  stage: string;
  scopes: readonly Scope[];
}

/** What is the same in every generation. */
export type Same =
  | ApiKeyJson
  | CreatedApiKeyJson
  | ErasureJson
  | ChangeEvent
  | FeedEvent
  | Me
  | ParkedCustomerJson
  | RedriveJson
  | SubscriberJson;

/** The contents of single answers and pages. */
export type Data = Thing | ExpandedCustomerJson | Same;

export type Payload =
  | { kind: "single"; data: Data | null }
  /** `hasMore` only where a cursor does not say that there is more. */
  | { kind: "page"; data: readonly Data[]; nextCursor: string | undefined; hasMore?: boolean }
  | { kind: "batch"; livemode: boolean; successful: readonly CustomerJson[]; failed: readonly FailedItem[] }
  | { kind: "failure"; error: Failure<ErrorDetails> }
  /** Sent unchanged in every generation. */
  | { kind: "document"; data: object | string };
