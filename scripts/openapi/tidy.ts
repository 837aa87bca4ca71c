/** zod's JSON Schema as people would write it, which is also what generators of code understand. */

/** The parts of JSON Schema that the documents use. */
export interface Schema {
  [keyword: string]: unknown;
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
}

/** Without unions: "or null" becomes part of the type, and a union of texts is a text. */
export function tidy(json: object): Schema {
  const { $schema, propertyNames, additionalProperties, anyOf, properties, items, ...rest }: Schema = { ...json };
  if (anyOf) return { ...rest, ...union(anyOf.map(tidy)) };
  return {
    ...bounded(rest),
    ...others(additionalProperties),
    ...(properties ? { properties: mapValues(properties, tidy) } : {}),
    ...(items ? { items: tidy(items) } : {}),
  };
}

/** The same object with other values. */
export const mapValues = <T, U>(object: Readonly<Record<string, T>>, change: (value: T, key: string) => U) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));

/** A union has one kind of value, or it is of texts. What zod calls `never` is no kind. */
function union(options: readonly Schema[]): Schema {
  const kinds = options.filter(({ type, not }) => type !== "null" && not === undefined);
  const [kind = { type: "null" }] = kinds;
  const merged = kinds.length > 1 ? { type: "string" } : kind;
  return kinds.length < options.length ? orNull(merged) : merged;
}

function orNull(schema: Schema): Schema {
  const { type = "null", enum: values, const: value, ...rest } = schema;
  if (type === "null") return schema;
  const allowed = values ?? (value === undefined ? undefined : [value]);
  return { type: [type, "null"].flat(), ...rest, ...(allowed ? { enum: [...allowed, null] } : {}) };
}

/** A schema without null. */
export function notNull(schema: Schema): Schema {
  const { type, enum: values } = schema;
  if (!Array.isArray(type)) return schema;
  const [kind] = type.filter((it) => it !== "null");
  return { ...schema, type: kind, ...(values ? { enum: values.filter((it) => it !== null) } : {}) };
}

/** zod says of every whole number what a double can hold. */
function bounded({ minimum, maximum, ...schema }: Schema): Schema {
  if (minimum === Number.MIN_SAFE_INTEGER) return schema;
  return { ...schema, ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

/** Unknown fields are ignored in requests and may appear in answers: only what is said of them is kept. */
function others(schema: unknown): Schema {
  if (typeof schema !== "object" || schema === null) return schema === true ? { additionalProperties: true } : {};
  return { additionalProperties: Object.keys(schema).length === 0 || tidy(schema) };
}
