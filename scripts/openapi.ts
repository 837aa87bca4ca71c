/** The OpenAPI 3.1 document, from the zod schemas, the route rows and the catalogue of errors. */
import * as z from "zod/mini";
import { createCustomersBody } from "../core/customers/batch.ts";
import { createCustomerBody, customerJson, updateCustomerBody } from "../core/customers/customer.ts";
import type { Facts } from "../core/errorPages/page.ts";
import { type ErrorCode, errors } from "../core/errors.ts";
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
import { errorCodesOf, errorSchema, exampleDetails, failures } from "./openapiErrors.ts";
import { header, type Json, ref } from "./openapiParts.ts";
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
  const doc = docOf(route);
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
    responses: { ...Object.fromEntries(Object.entries(answers).map(success)), ...failures(errorCodesOf(route, doc)) },
  };
}

function docOf({ operation }: Route): OperationDoc {
  const doc = operationDocs[operation];
  if (!doc) throw new Error(`scripts/openapiDocs.ts says nothing about ${operation}`);
  return doc;
}

const requestBody = ({ schema, required, examples }: NonNullable<OperationDoc["body"]>): Json => ({
  required,
  content: { "application/json": { schema: ref(schema), examples } },
});

const success = ([status, { description, schema, example, hasEtag, types = ["application/json"] }]: [
  string,
  OperationDoc["answers"][string],
]) => [
  status,
  {
    description,
    headers: {
      "x-request-id": header("The request's id; quote it in questions."),
      ...(hasEtag ? { ETag: header("The customer's version, for If-Match.") } : {}),
    },
    content: Object.fromEntries(types.map((type) => [type, { schema, example }])),
  },
];

/** What the pages about errors say of each code that is not in the catalogue. */
export function errorFacts(): Facts {
  const facts = Object.keys(errors).map((code) => {
    const answering = routes.filter((route) => errorCodesOf(route, docOf(route)).includes(code as ErrorCode));
    const operations = answering.map(({ method, paths }) => `${method} ${paths[0]}`);
    const details = exampleDetails[code as ErrorCode];
    return [code, { operations, ...(details ? { details } : {}) }];
  });
  return Object.fromEntries(facts);
}

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
