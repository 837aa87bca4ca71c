/** The OpenAPI 3.1 document, from the zod schemas, the route rows and the catalogue of errors. */
import * as z from "zod/mini";
import { createCustomersBody } from "../core/customers/batch.ts";
import { createCustomerBody, customerJson, updateCustomerBody } from "../core/customers/customer.ts";
import { type ErrorCode, errors, explanations } from "../core/errors.ts";
import { changeEvent } from "../core/events/event.ts";
import { planJson } from "../core/plans/plan.ts";
import {
  activeSubscriptionJson,
  cancelSubscriptionBody,
  createSubscriptionBody,
  subscriptionJson,
} from "../core/subscriptions/subscription.ts";
import { type Route, routes } from "../infra/routes.ts";
import {
  customerExample,
  fieldDocs as customerFieldDocs,
  operationDocs as customerOperationDocs,
  eventExample,
  type FieldDoc,
  type OperationDoc,
} from "./openapiDocs.ts";
import type { Json } from "./openapiParts.ts";
import { planFieldDocs } from "./openapiPlanFields.ts";
import { planOperationDocs } from "./openapiPlans.ts";

const operationDocs = { ...customerOperationDocs, ...planOperationDocs };
const fieldDocs: Record<string, FieldDoc> = { ...planFieldDocs, ...customerFieldDocs };

/** The whole document, as plain JSON. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    // The alias at the root is for SDKs that drop /api; new callers should not learn it.
    const [path = ""] = route.paths;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Clientela",
      version: "1.0.0",
      summary: "Customers: the businesses and people you bill, and what they are subscribed to.",
      description:
        'Compatible with Commet\'s "Manage customers" guide and its 1.x SDKs. The paths of customers, plans and subscriptions also answer at the root (`/customers`), for SDKs that drop `/api`.',
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "The stage that serves this document." }],
    tags: [
      { name: "Customers", description: "Create, read, update, list and archive customers." },
      { name: "Plans", description: "What customers can be subscribed to." },
      { name: "Subscriptions", description: "One active subscription a customer: begin it, see it, cancel it." },
      { name: "Service", description: "About the service itself." },
    ],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: "apiKey",
          in: "header",
          name: "x-api-key",
          description: "A key of your organization, `ck_…`. It decides whose customers a request is about.",
        },
      },
      schemas: schemas(),
    },
  };
}

function operation(route: Route): Json {
  const doc = operationDocs[route.operation];
  if (!doc) throw new Error(`scripts/openapiDocs.ts says nothing about ${route.operation}`);
  const { tag, summary, description, parameters, body, answers } = doc;
  return {
    operationId: route.operation,
    tags: [tag],
    summary,
    description:
      route.scope === "read" || route.scope === "write"
        ? `${description}\n\nNeeds the scope \`${route.scope}\`.`
        : description,
    ...(route.scope === "none" ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: requestBody(body) } : {}),
    responses: { ...Object.fromEntries(Object.entries(answers).map(success)), ...failures(route, doc) },
  };
}

const requestBody = ({ schema, required, examples }: NonNullable<OperationDoc["body"]>): Json => ({
  required,
  content: { "application/json": { schema: ref(schema), examples } },
});

const success = ([status, { description, schema, example, hasEtag }]: [string, OperationDoc["answers"][string]]) => [
  status,
  {
    description,
    headers: {
      "x-request-id": header("The request's id; quote it in questions."),
      ...(hasEtag ? { ETag: header("The customer's version, for If-Match.") } : {}),
    },
    content: { "application/json": { schema, example } },
  },
];

const header = (description: string): Json => ({ description, schema: { type: "string" } });

/** Every error that an operation can answer with, by status. Those of every operation need not be listed by it. */
function failures(route: Route, { errorCodes }: OperationDoc): Json {
  const common: ErrorCode[] = route.scope === "none" ? [] : ["unauthorized", "service_unavailable"];
  const scoped: ErrorCode[] = route.scope === "read" || route.scope === "write" ? ["forbidden"] : [];
  const codes = [...errorCodes, ...common, ...scoped, "internal_error" as const];
  const byStatus = Map.groupBy(codes, (code) => errors[code].status);
  const entries = [...byStatus].sort(([a], [b]) => a - b).map(([status, codes]) => [String(status), failure(codes)]);
  return Object.fromEntries(entries);
}

const failure = (codes: readonly ErrorCode[]): Json => ({
  description: codes.map((code) => `\`${code}\`: ${explanations[code]}`).join("\n\n"),
  headers: {
    "x-request-id": header("The request's id; quote it in questions."),
    ...(codes.includes("service_unavailable") ? { "Retry-After": header("Seconds to wait.") } : {}),
  },
  content: {
    "application/json": {
      schema: ref("Error"),
      examples: Object.fromEntries(codes.map((code) => [code, { value: errorExample(code) }])),
    },
  },
});

function errorExample(code: ErrorCode): Json {
  const { type, message } = errors[code];
  const details = code === "validation_error" ? [{ field: "email", message: "is required" }] : undefined;
  const shown = { code, message, ...(details ? { details } : {}) };
  return {
    success: false,
    ...shown,
    error: { type, ...shown, ...(details ? { param: "email" } : {}), request_id: "JKJaXmPLvHcESHA=" },
  };
}

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** The event's schema. */
export function eventSchema(): Json {
  const schema = documented(z.toJSONSchema(changeEvent, { unrepresentable: "any" }));
  const properties = schema.properties as Record<string, Json>;
  const id = { type: "string", description: "The same for each delivery of the event.", examples: [eventExample.id] };
  return { ...schema, properties: { ...properties, id, data: withId(properties.data ?? {}) } };
}

/** The same where the document has the customer beside it. */
function referringEventSchema(): Json {
  const schema = eventSchema();
  const properties = schema.properties as Record<string, Json>;
  const { properties: fields, description } = properties.data as { properties: Json; description: string };
  const subscribed = { type: "object", properties: { subscription: fields.subscription } };
  return { ...schema, properties: { ...properties, data: { description, allOf: [ref("Customer"), subscribed] } } };
}

function schemas(): Json {
  const input = (schema: z.ZodMiniType): Json =>
    documented(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  const output = (name: string, schema: z.ZodMiniType): Json =>
    documented(z.toJSONSchema(schema, { unrepresentable: "any" }), name);
  const emailInOneForm = { anyOf: [{ required: ["email"] }, { required: ["billingEmail"] }] };
  return {
    Customer: withId(documented(z.toJSONSchema(customerJson, { unrepresentable: "any" }))),
    ChangeEvent: referringEventSchema(),
    CreateCustomer: { ...input(createCustomerBody), ...emailInOneForm },
    UpdateCustomer: input(updateCustomerBody),
    CreateCustomers: withItems(input(createCustomersBody), "customers", ref("CreateCustomer")),
    Plan: output("Plan", planJson),
    Subscription: output("Subscription", subscriptionJson),
    ActiveSubscription: output("ActiveSubscription", activeSubscriptionJson),
    CreateSubscription: {
      ...input(createSubscriptionBody),
      oneOf: [{ required: ["planCode"] }, { required: ["planId"] }],
    },
    CancelSubscription: input(cancelSubscriptionBody),
    Error: errorSchema(),
  };
}

/** zod's JSON Schema with our words at each field, and without the dialect line that OpenAPI 3.1 implies. */
function documented({ $schema, ...schema }: Json, name = ""): Json {
  return describe(schema, name) as Json;
}

/** A field's words are those for its name within its parent, or else those for its name. */
function describe(schema: unknown, name: string, doc?: FieldDoc): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  const { properties, anyOf, items, additionalProperties, ...rest } = schema as Json;
  return {
    ...rest,
    ...(anyOf ? { anyOf } : {}),
    ...(doc ? { description: doc.description, examples: [doc.example] } : {}),
    // Unknown fields are ignored in requests and may come in answers: only what is said of them is kept.
    ...(additionalProperties === true || Object.keys(additionalProperties ?? {}).length > 0
      ? { additionalProperties }
      : {}),
    ...(properties ? { properties: describeFields(properties, name) } : {}),
    ...(items ? { items: describe(items, name) } : {}),
    ...(anyOf ? { anyOf: (anyOf as unknown[]).map((child) => describe(child, name)) } : {}),
  };
}

const describeFields = (properties: object, parent: string): Json =>
  Object.fromEntries(
    Object.entries(properties).map(([name, child]) => [
      name,
      describe(child, name, fieldDocs[`${parent}.${name}`] ?? fieldDocs[name]),
    ]),
  );

/** In an answer `id` is ours, in create it is the caller's. */
function withId(customer: Json): Json {
  const description = "Clientela's id: `cus_` and 24 letters and digits.";
  const id = { type: "string", pattern: "^cus_[A-Za-z0-9]{1,48}$", description, examples: [customerExample.id] };
  return { ...customer, properties: { ...(customer.properties as Json), id } };
}

function withItems(schema: Json, field: string, items: Json): Json {
  const properties = schema.properties as Record<string, Json>;
  return { ...schema, properties: { ...properties, [field]: { ...properties[field], items } } };
}

function errorSchema(): Json {
  const problem = {
    type: "object",
    required: ["field", "message"],
    properties: { field: { type: "string" }, message: { type: "string" } },
  };
  const details = {
    description:
      "With `validation_error`, every problem of the request; with `version_mismatch`, the current `customer`.",
    anyOf: [
      { type: "array", items: problem },
      { type: "object", required: ["customer"], properties: { customer: ref("Customer") } },
    ],
  };
  const code = { type: "string", description: "Stable; switch on this.", enum: Object.keys(errors) };
  const message = { type: "string", description: "For people; it may change." };
  return {
    type: "object",
    required: ["success", "code", "message", "error"],
    properties: {
      success: { const: false },
      code,
      message,
      details,
      error: {
        type: "object",
        description: "The same, as later SDKs read it.",
        required: ["type", "code", "message", "request_id"],
        properties: {
          type: { type: "string", enum: [...new Set(Object.values(errors).map(({ type }) => type))] },
          code,
          message,
          details,
          param: { type: "string", description: "The first invalid field." },
          request_id: { type: "string" },
        },
      },
    },
  };
}
