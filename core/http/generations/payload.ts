/** What operations answer with, before a generation of the API gives it its form on the wire. */
import type { FailedItem } from "../../customers/batch.ts";
import type { CustomerJson } from "../../customers/customer.ts";
import type { ChangeEvent } from "../../events/event.ts";
import type { Scope } from "../../organizations/apiKey.ts";
import type { PlanJson } from "../../plans/plan.ts";
import type { SubscriptionJson } from "../../subscriptions/schemas.ts";
import type { ErrorDetails, Failure } from "./failure.ts";

/** What generations give a form of their own. Its `object` says what it is; it has every field that some generation has. */
export type Thing = CustomerJson | PlanJson | SubscriptionJson;

/** What an API key stands for. */
export interface Me {
  organizationId: string;
  stage: string;
  scopes: readonly Scope[];
}

/** What a single answer and a page may hold. Events and `Me` are the same in every generation. */
export type Data = Thing | ChangeEvent | Me;

export type Payload =
  | { kind: "single"; data: Data | null }
  | { kind: "page"; data: readonly Data[]; nextCursor: string | undefined }
  | { kind: "batch"; livemode: boolean; successful: readonly CustomerJson[]; failed: readonly FailedItem[] }
  | { kind: "failure"; error: Failure<ErrorDetails> }
  /** Sent as it is, whatever the generation. */
  | { kind: "document"; data: object | string };
