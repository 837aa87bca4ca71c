/** The OpenAPI 3.1 document, from the zod schemas, the route rows and the catalogue of errors. */
import * as z from "zod/mini";
import { createCustomersBody } from "../core/customers/batch.ts";
import { createCustomerBody, updateCustomerBody } from "../core/customers/customer.ts";
import { AppError, type ErrorCode, errors, explanations, invalid } from "../core/errors.ts";
import { changeEvent } from "../core/events/event.ts";
import { failure as failureOf } from "../core/http/answer.ts";
import { cancelSubscriptionBody, createSubscriptionBody } from "../core/subscriptions/subscription.ts";
import { type Route, requestsOf, routes } from "../infra/routes.ts";
import {
  customerExample,
  fieldDocs as customerFieldDocs,
  operationDocs as customerOperationDocs,
  eventExample,
  type FieldDoc,
  type OperationDoc,
} from "./openapiDocs.ts";
import type { Form } from "./openapiForms.ts";
import type { Json } from "./openapiParts.ts";
import { planFieldDocs } from "./openapiPlanFields.ts";
import { planOperationDocs } from "./openapiPlans.ts";

const operationDocs = { ...customerOperationDocs, ...planOperationDocs };
const fieldDocs: Record<string, FieldDoc> = { ...planFieldDocs, ...customerFieldDocs };

/** The whole document of one form, as plain JSON. */
export function openApiDocument(form: Form): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    // The aliases at the root are for SDKs that lose their way; new callers should not learn them.
    const requests = requestsOf(route);
    const described = requests.find(({ path }) => path.startsWith(form.prefix)) ?? requests[0];
    if (described)
      paths[described.path] = { ...paths[described.path], [described.method.toLowerCase()]: operation(form, route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Clientela",
      version: form.version,
      summary: "Customers: the businesses and people you bill, and what they are subscribed to.",
      description: form.about,
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
      schemas: schemas(form),
    },
  };
}

function operation(form: Form, route: Route): Json {
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
    responses: { ...successes(form, answers), ...failures(form, route, doc) },
  };
}

const requestBody = ({ schema, required, examples }: NonNullable<OperationDoc["body"]>): Json => ({
  required,
  content: { "application/json": { schema: ref(schema), examples } },
});

const successes = (form: Form, answers: OperationDoc["answers"]): Json =>
  Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, content, hasEtag }]) => [
      status,
      {
        description,
        headers: {
          ...requestHeaders,
          ...(hasEtag ? { ETag: header("The customer's version, for If-Match.") } : {}),
        },
        content: {
          "application/json": {
            schema: content.kind === "document" ? schema : form[content.kind === "page" ? "page" : "single"](schema),
            example: form.generation.present(content),
          },
        },
      },
    ]),
  );

const header = (description: string): Json => ({ description, schema: { type: "string" } });

/** On every answer. */
const requestHeaders = {
  "x-request-id": header("The request's id; quote it in questions."),
  "commet-version": header("The version of the API that the answer is in; `unversioned` is the guide's."),
};

/** Every error that an operation can answer with, by status. Those of every operation need not be listed by it. */
function failures(form: Form, route: Route, { errorCodes }: OperationDoc): Json {
  const common: ErrorCode[] = route.scope === "none" ? [] : ["unauthorized", "service_unavailable"];
  const scoped: ErrorCode[] = route.scope === "read" || route.scope === "write" ? ["forbidden"] : [];
  const codes = [...errorCodes, ...common, ...scoped, "internal_error" as const];
  const byStatus = Map.groupBy(codes, (code) => errors[code].status);
  const entries = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, codes]) => [String(status), failure(form, codes)]);
  return Object.fromEntries(entries);
}

const failure = (form: Form, codes: readonly ErrorCode[]): Json => ({
  description: codes.map((code) => `\`${code}\`: ${explanations[code]}`).join("\n\n"),
  headers: {
    ...requestHeaders,
    ...(codes.includes("service_unavailable") ? { "Retry-After": header("Seconds to wait.") } : {}),
  },
  content: {
    "application/json": {
      schema: ref("Error"),
      examples: Object.fromEntries(codes.map((code) => [code, { value: errorExample(form, code) }])),
    },
  },
});

function errorExample(form: Form, code: ErrorCode): unknown {
  const error =
    code === "validation_error" ? invalid([{ field: "email", message: "is required" }]) : new AppError(code);
  return form.generation.present(failureOf(error, "JKJaXmPLvHcESHA=").content);
}

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** The event's schema. */
export function eventSchema(): Json {
  const schema = documented(z.toJSONSchema(changeEvent, { unrepresentable: "any" }));
  const properties = schema.properties as Record<string, Json>;
  const id = { type: "string", description: "The same for each delivery of the event.", examples: [eventExample.id] };
  return { ...schema, properties: { ...properties, id, data: withId(properties.data ?? {}) } };
}

function schemas(form: Form): Json {
  const input = (schema: z.ZodMiniType, name?: string): Json =>
    documented(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), name);
  const output = ([name, schema]: [string, z.ZodMiniType]): [string, Json] => [
    name,
    withOwnId(name, documented(z.toJSONSchema(schema, { unrepresentable: "any" }), name, form.fieldDocs)),
  ];
  const emailInOneForm = { anyOf: [{ required: ["email"] }, { required: ["billingEmail"] }] };
  return {
    ChangeEvent: eventSchema(),
    CreateCustomer: { ...input(createCustomerBody), ...emailInOneForm },
    UpdateCustomer: input(updateCustomerBody),
    CreateCustomers: withItems(input(createCustomersBody), "customers", ref("CreateCustomer")),
    CustomerBatch: customerBatch,
    ...Object.fromEntries(Object.entries(form.things).map(output)),
    CreateSubscription: {
      ...input(createSubscriptionBody, "CreateSubscription"),
      oneOf: [{ required: ["planCode"] }, { required: ["planId"] }],
    },
    CancelSubscription: input(cancelSubscriptionBody),
    Error: errorSchema(form),
  };
}

/** zod's JSON Schema with our words at each field, and without the dialect line that OpenAPI 3.1 implies. */
function documented({ $schema, ...schema }: Json, name = "", own: Form["fieldDocs"] = {}): Json {
  return describe(schema, name, { ...fieldDocs, ...own }) as Json;
}

/** A field's words are those for its name within its parent, or else those for its name. */
function describe(schema: unknown, name: string, docs: Record<string, FieldDoc>, doc?: FieldDoc): unknown {
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
    ...(additionalProperties && properties ? { additionalProperties: true } : {}),
    ...(properties ? { properties: describeFields(properties, name, docs) } : {}),
    ...(items ? { items: describe(items, name, docs) } : {}),
    ...(anyOf ? { anyOf: (anyOf as unknown[]).map((child) => describe(child, name, docs)) } : {}),
  };
}

const describeFields = (properties: object, parent: string, docs: Record<string, FieldDoc>): Json =>
  Object.fromEntries(
    Object.entries(properties).map(([name, child]) => [
      name,
      describe(child, name, docs, docs[`${parent}.${name}`] ?? docs[name]),
    ]),
  );

const withOwnId = (name: string, thing: Json): Json => (name === "Customer" ? withId(thing) : thing);

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

/** In the guide's form a batch shows whole customers. */
const customerBatch: Json = {
  type: "object",
  required: ["successful", "failed"],
  properties: {
    successful: { type: "array", items: ref("Customer") },
    failed: {
      type: "array",
      items: {
        type: "object",
        required: ["index", "error", "data"],
        properties: {
          index: { type: "integer", description: "The item's place in the request, from 0." },
          error: { type: "string", description: "What is wrong, with the fields' names." },
          data: { type: ["object", "null"], description: "The item as it was sent." },
        },
      },
    },
  },
};

function errorSchema(form: Form): Json {
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
  const error = {
    type: "object",
    required: ["type", "code", "message", "request_id"],
    properties: {
      type: { type: "string", enum: [...new Set(Object.values(errors).map(({ type }) => type))] },
      code,
      message,
      details,
      param: { type: "string", description: "The first invalid field." },
      request_id: { type: "string" },
    },
  };
  return form.failure({ code, message, details, error });
}
