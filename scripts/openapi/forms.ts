/** The forms of answers in the two documents: the guide's below /api, and the newest one below /api/v1. */
import type * as z from "zod/mini";
import { customerJson } from "../../core/customers/customer.ts";
import { direct } from "../../core/http/generations/direct.ts";
import {
  type DirectPlan,
  type DirectSubscription,
  directBatch,
  directCustomer,
  directPlan,
  directSubscription,
} from "../../core/http/generations/directSchemas.ts";
import type { Generation } from "../../core/http/generations/generation.ts";
import { guide } from "../../core/http/generations/guide.ts";
import { planJson } from "../../core/plans/plan.ts";
import { subscriptionJson } from "../../core/subscriptions/schemas.ts";
import type { FieldDoc } from "./docs.ts";
import type { Json } from "./parts.ts";
import { planExample, subscriptionExample } from "./planFields.ts";

export interface Form {
  generation: Generation;
  /** How the paths begin that the document describes. */
  prefix: string;
  version: string;
  about: string;
  /** The schemas of answers, around those of things. */
  single: (thing: Json) => Json;
  page: (thing: Json) => Json;
  failure: (fields: { code: Json; message: Json; details: Json; error: Json }) => Json;
  /** Things that each form has in its own way. */
  things: { Customer: z.ZodMiniType; Plan: z.ZodMiniType; Subscription: z.ZodMiniType; CustomerBatch?: z.ZodMiniType };
  fieldDocs: Record<string, FieldDoc>;
}

export const guideForm: Form = {
  generation: guide,
  prefix: "/api/",
  version: "1.0.0",
  about:
    'Compatible with Commet\'s "Manage customers" guide and its 1.x SDKs. The paths of customers, plans and subscriptions also answer at the root (`/customers`), for SDKs that drop `/api`. What later SDKs call is described at `/api/v1/openapi.json`.',
  single: (data) => ({
    type: "object",
    required: ["success", "data"],
    properties: { success: { const: true }, data },
  }),
  page: (items) => ({
    type: "object",
    required: ["success", "data", "hasMore", "nextCursor"],
    properties: {
      success: { const: true },
      data: { type: "array", items, maxItems: 100 },
      hasMore: { type: "boolean" },
      nextCursor: { type: ["string", "null"] },
    },
  }),
  failure: ({ code, message, details, error }) => ({
    type: "object",
    required: ["success", "code", "message", "error"],
    properties: {
      success: { const: false },
      ...{ code, message, details },
      error: { ...error, description: "The same, as later SDKs read it." },
    },
  }),
  things: { Customer: customerJson, Plan: planJson, Subscription: subscriptionJson },
  fieldDocs: {},
};

/** The examples in this form. */
const inDirectForm = <T>(data: object): T => direct.present({ kind: "single", data }) as T;
const plan = inDirectForm<DirectPlan>(planExample);
const subscription = inDirectForm<DirectSubscription>(subscriptionExample);

const unitRate: FieldDoc = { description: "Hundredths of a cent for each unit: 10000 is one dollar.", example: 90_000 };

export const directForm: Form = {
  generation: direct,
  prefix: "/api/v1/",
  version: direct.version,
  about:
    "For the SDKs 8 and 9. A request with a `commet-version` from 2026-05-01 to 2026-07-27, as the SDKs 3 to 7 send it, gets the same things in an envelope, `{success, data, hasMore, nextCursor}`, and may update with PUT as well as with PATCH; every other version, and none, is read as the newest. Each answer says its version in `commet-version`.",
  single: (thing) => thing,
  page: (items) => ({
    type: "object",
    required: ["object", "data", "hasMore"],
    properties: {
      object: { const: "list" },
      data: { type: "array", items, maxItems: 100 },
      hasMore: { type: "boolean" },
      nextCursor: { type: "string", description: "Absent on the last page." },
    },
  }),
  failure: ({ error }) => ({ type: "object", required: ["error"], properties: { error } }),
  things: {
    ...{ Customer: directCustomer, Plan: directPlan },
    ...{ Subscription: directSubscription, CustomerBatch: directBatch },
  },
  fieldDocs: {
    unitPrice: unitRate,
    overageUnitPrice: unitRate,
    prices: {
      description: "One for each interval; empty for a plan that is never billed.",
      example: plan.prices,
    },
    features: { description: "What the plan includes.", example: plan.features },
    type: { description: "What kind of feature it is.", example: "usage" },
    "features.overage": {
      description: "What more than is included costs; null if it cannot be had.",
      example: plan.features[1]?.overage,
    },
    "Subscription.features": {
      description: "The plan's features as they now are.",
      example: subscription.features,
    },
    usage: {
      description: "Of seats only: other usage is not counted.",
      example: subscription.features[1]?.usage,
    },
    "CustomerBatch.object": { description: "Always `customer_batch`.", example: "customer_batch" },
    successful: {
      description: "What was created or existed.",
      example: [{ id: "cus_HCgYEsEeQHTyHhAJ6R49yS6N", externalId: "user_123", email: "billing@acme.com" }],
    },
    failed: {
      description: "What was not created.",
      example: [{ index: 1, error: "customers[1].email is required", data: { email: "" } }],
    },
    index: { description: "The item's place in the request, from 0.", example: 1 },
    error: {
      description: "What is wrong, with the fields' names.",
      example: "customers[1].timezone must be an IANA time zone, like Europe/Madrid",
    },
    "failed.data": {
      description: "The item as it was sent; its email is empty if it was no text.",
      example: { email: "billing@beta.example" },
    },
  },
};
