/**
 * What the newest generation contributes to the OpenAPI document. These are functions of zod and of the guide's
 * schemas, because the code that answers requests loads generations but neither of those.
 */
import type * as zod from "zod/mini";
import type { customerJson } from "../../customers/customer.ts";
import type { planJson } from "../../plans/plan.ts";
import type { subscriptionJson } from "../../subscriptions/schemas.ts";

export type Zod = typeof zod;

/** The schemas of objects as operations return them, which is the guide's form. */
export interface GuideSchemas {
  Customer: typeof customerJson;
  Plan: typeof planJson;
  Subscription: typeof subscriptionJson;
}

/** The description and the example of a field. */
export interface FieldDoc {
  description: string;
  example: unknown;
  /** Whether it is a time: zod calls it a text. */
  isTime?: boolean;
  pattern?: string;
}

/** The exports of a generation's file that the document uses. */
export interface Documentation {
  /** Who it is for, and how to get it. */
  about: () => string;
  schemas: (z: Zod, guide: GuideSchemas) => Record<keyof GuideSchemas | "CustomerBatch", zod.ZodMiniType>;
  /**
   * By field name, with the schema's name in front where one name has several meanings: fields that the guide does not
   * have.
   */
  fields: () => Record<string, FieldDoc>;
}
