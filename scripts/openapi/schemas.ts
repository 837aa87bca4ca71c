/**
 * The schemas of the documents, from zod's: one for each thing and each of its parts, under the name in names.ts. Every
 * field has its text.
 */
import { isDeepStrictEqual } from "node:util";
import * as z from "zod/mini";
import { apiKeyJson, createApiKeyBody, createdApiKeyJson, updateApiKeyBody } from "../../core/apiKeys/schemas.ts";
import { createCustomersBody } from "../../core/customers/batch.ts";
import {
  createCustomerBody,
  createNames,
  customerJson,
  updateCustomerBody,
  updateNames,
} from "../../core/customers/customer.ts";
import { eraseCustomerBody, erasureJson } from "../../core/erasures/schemas.ts";
import { changeEvent, customerState, erasedEvent, feedEvent } from "../../core/events/event.ts";
import type { FieldDoc } from "../../core/http/generations/documentation.ts";
import { parkedCustomerJson, redriveBody, redriveJson, subscriberJson } from "../../core/subscribers/schemas.ts";
import { cancelSubscriptionBody, createSubscriptionBody, subscriptionState } from "../../core/subscriptions/schemas.ts";
import { apiKeyFieldDocs } from "./apiKeyFields.ts";
import { requestConstraints } from "./constraints.ts";
import { fieldDocs as customerFieldDocs } from "./customerFields.ts";
import { erasureFieldDocs } from "./erasures.ts";
import type { Form } from "./forms.ts";
import { partNames, schemaDocs } from "./names.ts";
import { type Json, ref } from "./parts.ts";
import { planFieldDocs } from "./planFields.ts";
import { subscriberFieldDocs } from "./subscriberFields.ts";
import { mapValues, notNull, type Schema, tidy } from "./tidy.ts";

/** The schemas of one document, which grow while things are added, with the texts and the names that it has. */
interface Book {
  schemas: Record<string, Schema>;
  docs: Record<string, FieldDoc>;
  names: Readonly<Record<string, string>>;
}

/** The schemas of things, requests and events. @throws Error if a field has no text, or a name has two schemas */
export function schemasOf({ things, fieldDocs, partNames: own }: Form): Record<string, Schema> {
  const book = newBook(fieldDocs, own);
  addEvent(book);
  addFeedEvent(book);
  addErasedEvent(book);
  for (const [name, schema] of Object.entries(things)) add(book, name, answered(schema));
  add(book, "CreateCustomers", batchOf(createCustomer()));
  add(book, "UpdateCustomer", without(Object.keys(updateNames), requested(updateCustomerBody)));
  add(book, "CreateSubscription", requested(createSubscriptionBody));
  add(book, "CancelSubscription", requested(cancelSubscriptionBody));
  add(book, "EraseCustomer", requested(eraseCustomerBody));
  add(book, "Erasure", answered(erasureJson));
  add(book, "ApiKey", answered(apiKeyJson));
  add(book, "CreatedApiKey", answered(createdApiKeyJson));
  add(book, "CreateApiKey", requested(createApiKeyBody));
  add(book, "UpdateApiKey", without(["name", "scopes"], requested(updateApiKeyBody)));
  add(book, "Subscriber", answered(subscriberJson));
  add(book, "ParkedCustomer", answered(parkedCustomerJson));
  add(book, "Redrive", answered(redriveJson));
  add(book, "RedriveSubscriber", requested(redriveBody));
  return book.schemas;
}

/** The event's schema by itself, with its parts in `$defs`. */
export function eventSchema(): Json {
  const book = newBook();
  const anyOf = [addEvent(book), addErasedEvent(book)];
  const text = JSON.stringify({ anyOf, $defs: book.schemas });
  return JSON.parse(text.replaceAll(`"${ref("").$ref}`, '"#/$defs/')) as Json;
}

/** What answers and requests have in common. */
const sharedParts: readonly string[] = ["Address", "Metadata", "Seats"];

/** A book with the parts that answers and requests share. */
function newBook(docs: Record<string, FieldDoc> = {}, names: Form["partNames"] = {}): Book {
  const book = {
    schemas: {},
    docs: {
      ...planFieldDocs,
      ...customerFieldDocs,
      ...apiKeyFieldDocs,
      ...erasureFieldDocs,
      ...subscriberFieldDocs,
      ...docs,
    },
    names: { ...partNames, ...names },
  };
  add(book, "Address", sharedPart("address"));
  add(book, "Metadata", sharedPart("metadata"));
  add(book, "Seats", notNull(requested(createSubscriptionBody).properties?.initialSeats ?? {}));
  return book;
}

/** Code that makes events knows no more of `previous` than that it is an object. */
const addEvent = (book: Book): Schema =>
  add(book, "ChangeEvent", answered(z.object({ ...changeEvent.shape, previous: previousValues })));

const addFeedEvent = (book: Book): Schema =>
  add(book, "FeedEvent", answered(z.object({ ...feedEvent.shape, previous: previousValues })));

const addErasedEvent = (book: Book): Schema => add(book, "ErasedEvent", answered(erasedEvent));

const requested = (schema: z.ZodMiniType): Schema =>
  constrained(tidy(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })));

const constrained = ({ properties, ...schema }: Schema): Schema => ({
  ...schema,
  ...(properties
    ? { properties: mapValues(properties, (child, name) => ({ ...constrained(child), ...requestConstraints[name] })) }
    : {}),
});

const answered = (schema: z.ZodMiniType): Schema => tidy(z.toJSONSchema(schema, { unrepresentable: "any" }));

/** Null for what was absent before. */
const previousValues = z.partial(
  z.object({
    ...customerState.shape,
    taxDocument: z.nullable(z.string()),
    documentType: z.nullable(z.string()),
    subscription: z.nullable(subscriptionState),
  }),
);

/** The form that a part has in answers, with the limits that requests have. */
function sharedPart(field: "address" | "metadata"): Schema {
  const [answer = {}, request = {}] = [answered(customerJson), requested(createCustomerBody)].map(({ properties }) =>
    notNull(properties?.[field] ?? {}),
  );
  const properties =
    answer.properties &&
    mapValues(answer.properties, (child, name) => ({ ...child, ...notNull(request.properties?.[name] ?? {}) }));
  return { ...request, ...answer, ...(properties ? { properties } : {}) };
}

/** The names of SDKs are only told in the texts, so that a generator sees one field and knows that it is required. */
function createCustomer(): Schema {
  const body = without(Object.keys(createNames), requested(createCustomerBody));
  const { email = {}, ...others } = body.properties ?? {};
  return { ...body, required: ["email"], properties: { email: notNull(email), ...others } };
}

const batchOf = (items: Schema): Schema => ({
  ...requested(createCustomersBody),
  properties: mapValues(requested(createCustomersBody).properties ?? {}, (list) => ({ ...list, items })),
});

const without = (names: readonly string[], schema: Schema): Schema => ({
  ...schema,
  properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => !names.includes(name))),
});

/** Puts a schema into the book, with those of its parts, and returns a reference to it. */
function add(book: Book, name: string, schema: Schema): Schema {
  const description = schemaDocs[name];
  if (description === undefined) throw new Error(`scripts/openapi/names.ts says nothing about ${name}`);
  const { properties } = schema;
  const fields = properties && mapValues(properties, (child, field) => fieldOf(book, name, field, child));
  const named = { ...schema, description, ...(fields ? { properties: fields } : {}) };
  const known = book.schemas[name];
  if (known && !isDeepStrictEqual(known, named)) throw new Error(`${name} is the name of two schemas`);
  book.schemas[name] = named;
  return ref(name);
}

/** A field's text is the one for its name in this schema, or else the one for its name alone. */
function fieldOf(book: Book, parent: string, field: string, schema: Schema): Schema {
  const doc = book.docs[`${parent}.${field}`] ?? book.docs[field];
  if (!doc) throw new Error(`${parent}.${field} has no text`);
  const { description, example, isTime, pattern } = doc;
  return {
    ...withPart(book, book.names[`${parent}.${field}`], schema),
    ...(isTime ? { format: "date-time" } : {}),
    ...(pattern ? { pattern } : {}),
    description,
    examples: [example],
  };
}

/** A schema whose part is a reference. The parts of lists are their items. */
function withPart(book: Book, name: string | undefined, schema: Schema): Schema {
  if (name === undefined) return schema;
  if (schema.items) return { ...schema, items: add(book, name, schema.items) };
  const value = notNull(schema);
  const part = sharedParts.includes(name) ? ref(name) : add(book, name, value);
  return value === schema ? part : { anyOf: [part, { type: "null" }] };
}
