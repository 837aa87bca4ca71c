/** The generations of the two documents: the guide's below /api, and the newest one below /api/v1. */
import * as z from "zod/mini";
import { customerJson } from "../../core/customers/customer.ts";
import type { Documentation, FieldDoc } from "../../core/http/generations/documentation.ts";
import type { Generation } from "../../core/http/generations/generation.ts";
import { current, newest } from "../../core/http/generations/generations.ts";
import { guide } from "../../core/http/generations/guide.ts";
import { planJson } from "../../core/plans/plan.ts";
import { subscriptionJson } from "../../core/subscriptions/schemas.ts";
import { partDocs, planExample, subscriptionExample } from "./planFields.ts";

export interface Form {
  generation: Generation;
  /** The prefix of the paths that the document describes. */
  prefix: string;
  version: string;
  about: string;
  /** Objects that have a different form in each generation. */
  things: Record<string, z.ZodMiniType>;
  fieldDocs: Record<string, FieldDoc>;
  /** Names of parts that are not those in names.ts. */
  partNames: Record<string, string>;
}

const guideSchemas = { Customer: customerJson, Plan: planJson, Subscription: subscriptionJson };

/** A customer that may come with its subscription, in the form that a generation has of both. */
function expandable<Things extends { Customer: z.ZodMiniObject; Subscription: z.ZodMiniObject }>(things: Things) {
  const { Customer, Subscription } = things;
  return { ...things, Customer: z.extend(Customer, { subscription: z.optional(z.nullable(Subscription)) }) };
}

const guideThings = expandable(guideSchemas);

const guideBatch = z.object({
  successful: z.array(guideThings.Customer),
  failed: z.array(z.object({ index: z.int(), error: z.string(), data: z.nullable(z.record(z.string(), z.unknown())) })),
});

export const guideForm: Form = {
  generation: guide,
  prefix: "/api/",
  version: "1.0.0",
  about:
    'Compatible with Commet\'s "Manage customers" guide and its 1.x SDKs. The paths of customers, plans and subscriptions also answer at the root (`/customers`), for SDKs that drop `/api`. What later SDKs call is described at `/api/v1/openapi.json`.',
  things: { ...guideThings, CustomerBatch: guideBatch },
  fieldDocs: {},
  // It shows whole customers.
  partNames: { "CustomerBatch.successful": "Customer" },
};

const documentation: Documentation = newest;

export const newestForm: Form = {
  generation: current,
  prefix: "/api/v1/",
  version: current.version,
  about: documentation.about(),
  things: expandable(newest.schemas(z, guideSchemas)),
  fieldDocs: {
    ...partDocs(newest.generation.forms.plan(planExample), newest.generation.forms.subscription(subscriptionExample)),
    ...documentation.fields(),
  },
  partNames: {},
};
