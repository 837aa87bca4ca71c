/**
 * What the OpenAPI document takes from the newest generation. These are functions of zod and of the guide's schemas, because
 * what answers requests loads a generation but neither of the two.
 */
import type * as zod from "zod/mini";
import type { customerJson } from "../../customers/customer.ts";
import type { planJson } from "../../plans/plan.ts";
import type { subscriptionJson } from "../../subscriptions/schemas.ts";

export type Zod = typeof zod;

/** The things as operations answer them, which is the guide's form. */
export interface GuideSchemas {
  Customer: typeof customerJson;
  Plan: typeof planJson;
  Subscription: typeof subscriptionJson;
}

/** The words and the example of a field. */
export interface FieldDoc {
  description: string;
  example: unknown;
}

/** What a generation's file exports for the document. */
export interface Documentation {
  /** For whom it is, and how to get it. */
  about: () => string;
  schemas: (z: Zod, guide: GuideSchemas) => Record<keyof GuideSchemas | "CustomerBatch", zod.ZodMiniType>;
  /** By field name, with the parent's name before it where one name means several things: what the guide does not have. */
  fields: () => Record<string, FieldDoc>;
}
