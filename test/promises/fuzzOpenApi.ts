/** Requests based on the OpenAPI document, most of them with something wrong. */
import fc from "fast-check";
import document from "../../openapi.json" with { type: "json" };
import { bodyOf, encoded, type FuzzRequest, headersWith, text } from "./fuzzRequests.ts";

/** The parts of JSON Schema that are used. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  anyOf?: Schema[];
  enum?: unknown[];
  examples?: unknown[];
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
}

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: Schema;
  example: unknown;
}

export interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, unknown>;
}

/** The operations with their paths and methods. */
export const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
  ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

const schemas = document.components.schemas as unknown as Record<string, Schema>;

/** How often a value is an example, generated from its schema, or anything else. */
interface Weights {
  example: number;
  made: number;
  any: number;
}
const mostlyValid: Weights = { example: 20, made: 1, any: 0 };
const mostlyInvalid: Weights = { example: 8, made: 8, any: 1 };

/** Values for a schema: valid ones, those at its limits, and anything else. */
function valuesOf(schema: Schema, weights: Weights): fc.Arbitrary<unknown> {
  const { examples = [] } = schema;
  return fc.oneof(
    ...(examples.length > 0 ? [{ weight: weights.example, arbitrary: fc.constantFrom(...examples) }] : []),
    { weight: weights.made, arbitrary: ofType(schema, weights) },
    { weight: weights.any, arbitrary: fc.oneof(text, fc.jsonValue({ maxDepth: 2, noUnicodeString: false })) },
  );
}

function ofType(schema: Schema, weights: Weights): fc.Arbitrary<unknown> {
  const { $ref, anyOf } = schema;
  if ($ref !== undefined) return valuesOf(schemas[$ref.split("/").at(-1) ?? ""] ?? {}, weights);
  if (anyOf) return fc.oneof(...anyOf.map((it) => valuesOf(it, weights)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch ([schema.type].flat()[0]) {
    case "string":
      return stringOf(schema);
    case "integer":
      return fc.oneof(fc.integer({ min: schema.minimum ?? 0, max: 200 }), fc.integer());
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(valuesOf(schema.items ?? {}, weights), { maxLength: 4 });
    case "object":
      return objectOf(schema, weights);
    default:
      return fc.constant(null);
  }
}

function stringOf({ format, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === "idn-email") return text.map((local) => `${local}@acme.com`);
  return fc.oneof(
    text,
    fc
      .constantFrom(minLength - 1, minLength, maxLength, maxLength + 1)
      .map((length) => "x".repeat(Math.max(0, length))),
  );
}

function objectOf({ properties = {}, required = [], additionalProperties = false }: Schema, weights: Weights) {
  const known = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema, weights)]),
  );
  const requiredKeys = Object.keys(known).filter((name) => required.includes(name));
  // From time to time, leave out required fields.
  const object = fc.oneof(
    { weight: 9, arbitrary: fc.record(known, { requiredKeys }) },
    { weight: 1, arbitrary: fc.record(known, { requiredKeys: [] }) },
  );
  return additionalProperties
    ? fc.dictionary(text, fc.jsonValue({ maxDepth: 3, noUnicodeString: false }), { maxKeys: 5 })
    : object;
}

/** Not `String(value)`: an object may have a `toString` that is a number. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** A parameter's value as text: an example, a value for its schema, or anything. */
const parameterValue = ({ name, schema, example }: Parameter): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(String(example), "user_1", "user_2", name === "cursor" ? "zqOwnCursor" : "zqOwnId"),
    },
    {
      weight: 1,
      arbitrary: valuesOf(schema, mostlyInvalid).map((value) => encodeURIComponent(textOf(value).toWellFormed())),
    },
    { weight: 1, arbitrary: encoded },
  );

/** Some of the parameters of one kind, with values. */
const parametersIn = (place: string, { parameters = [] }: Operation): fc.Arbitrary<[string, string][]> =>
  fc
    .tuple(
      ...parameters
        .filter((it) => it.in === place)
        .map((it) =>
          fc.option(
            parameterValue(it).map((value): [string, string] => [it.name, value]),
            { freq: it.required ? 20 : 2 },
          ),
        ),
    )
    .map((pairs) => pairs.filter((pair) => pair !== null));

const bodyValue = (schema: Schema): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.oneof(valuesOf(schema, mostlyValid), valuesOf(schema, mostlyInvalid)), fc.constantFrom({}, ...aliases))
    .map(([body, names]) => renamed(body, names));

/** The names of SDKs, which only the texts tell. */
const aliases: Readonly<Record<string, string>>[] = [
  { email: "billingEmail" },
  { email: "billingEmail", id: "externalId" },
];

const renamed = (body: unknown, names: Readonly<Record<string, string>>): unknown =>
  typeof body === "object" && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).map(([name, value]) => [names[name] ?? name, value]))
    : body;

const requestOf = ({ path, method, operation }: (typeof operations)[number]): fc.Arbitrary<FuzzRequest> => {
  const schema = operation.requestBody?.content["application/json"].schema;
  return fc.record(
    {
      method: fc.constant(method.toUpperCase()),
      target: fc.tuple(parametersIn("path", operation), parametersIn("query", operation)).map(([inPath, inQuery]) => {
        const filled = inPath.reduce((target, [name, value]) => target.replace(`{${name}}`, () => value), path);
        return filled + (inQuery.length > 0 ? `?${inQuery.map((pair) => pair.join("=")).join("&")}` : "");
      }),
      headers: headersWith(parametersIn("header", operation)),
      body: bodyOf(schema ? bodyValue(schema).map((value) => JSON.stringify(value) ?? "") : fc.constant("")),
    },
    { noNullPrototype: true },
  );
};

/** Near-valid requests of every operation; most write. */
export const documentedRequest: fc.Arbitrary<FuzzRequest> = fc.oneof(
  ...operations.map((it) => ({ weight: it.operation.requestBody ? 4 : 1, arbitrary: requestOf(it) })),
);
