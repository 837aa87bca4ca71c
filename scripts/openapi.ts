/** The OpenAPI 3.1 document, from the zod schemas, the route rows and the catalogue of errors. */
import * as z from "zod/mini";
import { createCustomersBody } from "../core/customers/batch.ts";
import { createCustomerBody, customerJson, updateCustomerBody } from "../core/customers/customer.ts";
import { type ErrorCode, errors, explanations } from "../core/errors.ts";
import { changeEvent } from "../core/events/event.ts";
import { type Route, routes } from "../infra/routes.ts";
import {
  customerExample,
  eventExample,
  type FieldDoc,
  fieldDocs,
  type OperationDoc,
  operationDocs,
} from "./openapiDocs.ts";

type Json = { [key: string]: unknown };

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
      summary: "Customers: the businesses and people you bill.",
      description:
        "Compatible with Commet's \"Manage customers\" guide and its 1.x SDKs. The customers' paths also answer at the root (`/customers`), for SDKs that drop `/api`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "The stage that serves this document." }],
    tags: [
      { name: "Customers", description: "Create, read, update, list and archive customers." },
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

/** The event's schema; `data` is a reference where the document has the customer beside it. */
export function eventSchema(data?: Json): Json {
  const schema = documented(z.toJSONSchema(changeEvent, { unrepresentable: "any" }));
  const properties = schema.properties as Record<string, Json>;
  const id = { type: "string", description: "The same for each delivery of the event.", examples: [eventExample.id] };
  return { ...schema, properties: { ...properties, id, data: data ?? withId(properties.data ?? {}) } };
}

function schemas(): Json {
  const input = (schema: z.ZodMiniType): Json =>
    documented(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  const emailInOneForm = { anyOf: [{ required: ["email"] }, { required: ["billingEmail"] }] };
  return {
    Customer: withId(documented(z.toJSONSchema(customerJson, { unrepresentable: "any" }))),
    ChangeEvent: eventSchema(ref("Customer")),
    CreateCustomer: { ...input(createCustomerBody), ...emailInOneForm },
    UpdateCustomer: input(updateCustomerBody),
    CreateCustomers: withItems(input(createCustomersBody), "customers", ref("CreateCustomer")),
    Error: errorSchema(),
  };
}

/** zod's JSON Schema with our words at each field, and without the dialect line that OpenAPI 3.1 implies. */
function documented({ $schema, ...schema }: Json): Json {
  return describe(schema) as Json;
}

function describe(schema: unknown, name = ""): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  const { properties, anyOf, additionalProperties, ...rest } = schema as Json;
  const doc: FieldDoc | undefined = fieldDocs[name];
  return {
    ...rest,
    ...(anyOf ? { anyOf } : {}),
    ...(doc ? { description: doc.description, examples: [doc.example] } : {}),
    // Unknown fields are ignored in requests and may come in answers.
    ...(additionalProperties === true ? { additionalProperties } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(Object.entries(properties).map(([key, child]) => [key, describe(child, key)])),
        }
      : {}),
    ...(anyOf ? { anyOf: (anyOf as unknown[]).map((child) => describe(child)) } : {}),
  };
}

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
