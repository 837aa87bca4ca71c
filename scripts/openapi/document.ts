/** The OpenAPI 3.1 document, from the zod schemas, the route rows and the catalogue of errors. */
import * as z from "zod/mini";
import { type ErrorCode, errors } from "../../core/base/errors.ts";
import { createCustomersBody } from "../../core/customers/batch.ts";
import { createCustomerBody, updateCustomerBody } from "../../core/customers/customer.ts";
import { changeEvent } from "../../core/events/event.ts";
import type { Facts } from "../../core/http/errorPages/page.ts";
import type { FieldDoc } from "../../core/http/generations/documentation.ts";
import { present } from "../../core/http/generations/generation.ts";
import type { Payload } from "../../core/http/generations/payload.ts";
import { cancelSubscriptionBody, createSubscriptionBody } from "../../core/subscriptions/schemas.ts";
import { type Route, requestsOf, routes } from "../../infra/routes.ts";
import {
  customerExample,
  fieldDocs as customerFieldDocs,
  operationDocs as customerOperationDocs,
  eventExample,
  type OperationDoc,
} from "./docs.ts";
import { envelopeSchemas } from "./envelopes.ts";
import { errorCodesOf, errorSchema, exampleDetails, failures } from "./errors.ts";
import type { Form } from "./forms.ts";
import { header, type Json, ref, requestHeaders } from "./parts.ts";
import { planFieldDocs } from "./planFields.ts";
import { planOperationDocs } from "./plans.ts";

const operationDocs = { ...customerOperationDocs, ...planOperationDocs };
const fieldDocs: Record<string, FieldDoc> = { ...planFieldDocs, ...customerFieldDocs };

/** The whole document in one form, as plain JSON. */
export function openApiDocument(form: Form): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    // The aliases at the root are for SDKs that drop the prefix; new callers should not learn them.
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
    responses: { ...successes(form, answers), ...failures(form, errorCodesOf(route, doc)) },
  };
}

function docOf({ operation }: Route): OperationDoc {
  const doc = operationDocs[operation];
  if (!doc) throw new Error(`scripts/openapi/docs.ts says nothing about ${operation}`);
  return doc;
}

const requestBody = ({ schema, required, examples }: NonNullable<OperationDoc["body"]>): Json => ({
  required,
  content: { "application/json": { schema: ref(schema), examples } },
});

const successes = (form: Form, answers: OperationDoc["answers"]): Json =>
  Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, payload, types = ["application/json"], hasEtag }]) => [
      status,
      {
        description,
        headers: {
          ...requestHeaders,
          ...(hasEtag ? { ETag: header("The customer's version, for If-Match.") } : {}),
        },
        content: Object.fromEntries(types.map((type) => [type, contentOf(form, schema, payload)])),
      },
    ]),
  );

function contentOf({ generation }: Form, schema: Json, payload: Payload): Json {
  const envelope = envelopeSchemas[generation.envelope.name];
  return {
    schema: payload.kind === "document" ? schema : envelope[payload.kind === "page" ? "page" : "single"](schema),
    example: present(generation, payload),
  };
}

/** The facts about each code that the error pages show and that are not in the catalogue. */
export function errorFacts(): Facts {
  const facts = Object.keys(errors).map((code) => {
    const answering = routes.filter((route) => errorCodesOf(route, docOf(route)).includes(code as ErrorCode));
    const details = exampleDetails[code as ErrorCode];
    return [code, { operations: answering.map(requestsForPages), ...(details ? { details } : {}) }];
  });
  return Object.fromEntries(facts);
}

/** The guide's and the newest one's; aliases are only for SDKs that drop the prefix. */
function requestsForPages({ keys }: Route): string[] {
  const [first = ""] = keys;
  const newest = keys.find((key) => key.includes(" /api/v1/"));
  return newest === undefined || newest === first ? [first] : [first, newest];
}

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

/** zod's JSON Schema with our text for each field, and without the `$schema` line that OpenAPI 3.1 implies. */
function documented({ $schema, ...schema }: Json, name = "", own: Form["fieldDocs"] = {}): Json {
  return describe(schema, name, { ...fieldDocs, ...own }) as Json;
}

/** A field's text is the one for its name within its parent, or else the one for its name alone. */
function describe(schema: unknown, name: string, docs: Record<string, FieldDoc>, doc?: FieldDoc): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  const { properties, anyOf, items, additionalProperties, ...rest } = schema as Json;
  return {
    ...rest,
    ...(anyOf ? { anyOf } : {}),
    ...(doc ? { description: doc.description, examples: [doc.example] } : {}),
    // Unknown fields are ignored in requests and may appear in answers: only restrictions on them are kept.
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

/** In answers `id` is ours, in create it is the caller's. */
function withId(customer: Json): Json {
  const description = "Clientela's id: `cus_` and 24 letters and digits.";
  const id = { type: "string", pattern: "^cus_[A-Za-z0-9]{1,48}$", description, examples: [customerExample.id] };
  return { ...customer, properties: { ...(customer.properties as Json), id } };
}

function withItems(schema: Json, field: string, items: Json): Json {
  const properties = schema.properties as Record<string, Json>;
  return { ...schema, properties: { ...properties, [field]: { ...properties[field], items } } };
}

/** In the guide's form a batch returns whole customers. */
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
