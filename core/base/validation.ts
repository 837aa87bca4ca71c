import * as z from "zod/mini";
import { type FieldProblem, invalid } from "./errors.ts";

/**
 * A check that returns what is wrong with a value, or undefined.
 *
 * @example z.string().check(problemOf((value) => (value === "" ? "must not be empty" : undefined)))
 */
export const problemOf = <T>(find: (value: T) => string | undefined) =>
  z.check<T>(({ value, issues }) => {
    const message = find(value);
    if (message !== undefined) issues.push({ code: "custom", message, input: value, continue: true });
  });

/** The number of code points, which is what people count as characters and what JSON Schema's maxLength counts. */
export const characters = (value: string): number => {
  let count = 0;
  for (const _ of value) count++;
  return count;
};

/** Text of at most `max` characters, without C0 controls and lone surrogates; otherwise kept as sent. */
export const text = (max: number) =>
  z
    .string({ error: "must be text" })
    .check(
      problemOf((value) => {
        if (value.length > max && characters(value) > max) return `must be at most ${max} characters`;
        // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
        if (/[\u0000-\u001f]/.test(value)) return "must not contain control characters";
        return value.isWellFormed() ? undefined : "must not contain lone surrogates";
      }),
    )
    .register(z.globalRegistry, { maxLength: max });

/** Text that people paste: as `text`, but tabs and line breaks are let through, for `inOneLine` to replace. */
export const pastedText = (max: number) =>
  z
    .string({ error: "must be text" })
    .check(
      problemOf((value) => {
        if (value.length > max && characters(inOneLine(value)) > max) return `must be at most ${max} characters`;
        // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
        if (/[\u0000-\u0008\u000e-\u001f]/.test(value)) return "must not contain control characters";
        return value.isWellFormed() ? undefined : "must not contain lone surrogates";
      }),
    )
    .register(z.globalRegistry, { maxLength: max });

/** Pasted text as it is stored: each run of tabs or line breaks is one blank, and blanks alone are nothing. */
export function inOneLine(value: string): string {
  const line = value.replace(/[\t-\r]+/g, " ");
  return line.trim() === "" ? "" : line;
}

/**
 * Whether a text has characters that show nothing, or that stand for what was lost: two texts that differ in them look the
 * same. The blank of Braille is a symbol to Unicode.
 */
export const hasInvisible = (value: string): boolean =>
  /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\ufffd]/u.test(value);

/** Equal for names that differ only in case, `_`, `-` and `[]`. */
const lettersOf = (name: string): string => name.toLowerCase().replace(/[_-]|\[\]/g, "");

/** Null and absent mean the same. */
const isGiven = (value: unknown): boolean => value != null && value !== "";

/** The key by which `name` was given with other capitals, `_`, `-` or `[]`; undefined where the name itself is given. */
export function misspellingOf(name: string, object: Readonly<Record<string, unknown>>): string | undefined {
  if (isGiven(object[name])) return undefined;
  return Object.keys(object).find((key) => isGiven(object[key]) && lettersOf(key) === lettersOf(name));
}

/** A field as it was sent, and the name that is meant. */
interface Misspelling extends FieldProblem {
  readonly right: string;
}

/** Known fields that were sent by another spelling alone, and would be ignored. */
export function misspeltFields(known: readonly string[], object: Readonly<Record<string, unknown>>): Misspelling[] {
  // Nearly always: then no name has to be looked at.
  if (Object.keys(object).every((key) => known.includes(key))) return [];
  return known.flatMap((right) => {
    const field = misspellingOf(right, object);
    return field === undefined ? [] : [{ field, message: `must be written ${right}`, right }];
  });
}

/** A field has one name in all its problems: the one in the guide, not the one that the SDK sent. */
export type FieldNames = Readonly<Record<string, string>>;

/** The result of reading untrusted input: the value, or all problems. */
export type Parsed<T> = { value: T } | { problems: FieldProblem[] };

/** Reads untrusted input with a schema. `names` renames top-level fields in the problems; each field has one. */
export function read<T>(schema: z.ZodMiniType<T>, input: unknown, names: FieldNames = {}): Parsed<T> {
  const result = schema.safeParse(input);
  if (result.success) return { value: result.data };
  const problems = result.error.issues.map(({ code, path, message }) => {
    const isMissing = code !== "custom" && path.length > 0 && valueAt(input, path) == null;
    return { field: fieldName(path, names), message: isMissing ? "is required" : message };
  });
  return { problems: oncePerField(problems) };
}

/** The first problem of each field. */
export function oncePerField(problems: readonly FieldProblem[]): FieldProblem[] {
  const firsts = new Map<string, FieldProblem>();
  for (const problem of problems) if (!firsts.has(problem.field)) firsts.set(problem.field, problem);
  return [...firsts.values()];
}

/** An object of any kind, a list too. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** PHP writes an empty object as `[]`. */
export const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

export const isRecord = (value: unknown): value is Record<string, unknown> => isObject(value) && !Array.isArray(value);

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined),
    input,
  );

/** Like `read`, but problems end the request. @throws AppError `validation_error` */
export function parse<T>(schema: z.ZodMiniType<T>, input: unknown, names: FieldNames = {}): T {
  const result = read(schema, input, names);
  if ("problems" in result) throw invalid(result.problems);
  return result.value;
}

const withoutRight = (misspelt: readonly Misspelling[]): FieldProblem[] =>
  misspelt.map(({ field, message }) => ({ field, message }));

/**
 * Like `parse`, for a body whose misspelt fields would cost money if they were ignored: each is refused by the name that it was
 * sent with.
 *
 * @throws AppError `validation_error`
 */
export function parseBody<Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape>,
  body: unknown,
): z.infer<z.ZodMiniObject<Shape>> {
  const misspelt = isRecord(body) ? misspeltFields(Object.keys(schema.shape), body) : [];
  const result = read(schema, body);
  if (misspelt.length === 0 && "value" in result) return result.value;
  throw invalid([...withoutRight(misspelt), ...("problems" in result ? result.problems : [])]);
}

/** The name of a parameter that is sent as `name[]` or `name[0]`, as SDKs and PHP send lists. */
const withoutIndex = (sent: string): string => sent.replace(/\[\d*\]$/, "");

/**
 * Reads the query parameters that a schema names. A misspelt one, or one that `meant` maps to another, is refused with the
 * right name, because a list without its filter would show strangers. Others are ignored.
 *
 * @param lists those that may be sent several times, also as `name[]` and `name[0]`: the schema gets an array of their values
 * @throws AppError `validation_error`
 */
export function parseQuery<Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape>,
  query: URLSearchParams,
  meant: FieldNames = {},
  lists: readonly string[] = [],
): z.infer<z.ZodMiniObject<Shape>> {
  const known = Object.keys(schema.shape);
  const rightNames = new Map([
    ...Object.entries(meant).map(([name, right]) => [lettersOf(name), right] as const),
    ...known.map((name) => [lettersOf(name), name] as const),
  ]);
  const problems = [...new Set(query.keys())].flatMap((sent): Misspelling[] => {
    const isKnown = known.includes(sent) || lists.includes(withoutIndex(sent));
    const right = isKnown ? undefined : rightNames.get(lettersOf(sent));
    return right === undefined ? [] : [{ field: sent, message: `is not known: send ${right}`, right }];
  });
  const single = known.filter((name) => query.has(name)).map((name) => [name, query.get(name)] as const);
  const repeated = lists
    .map((name) => [name, [...query].flatMap(([sent, value]) => (withoutIndex(sent) === name ? [value] : []))] as const)
    .filter(([, values]) => values.length > 0);
  const result = read(schema, Object.fromEntries([...single, ...repeated]));
  if (problems.length === 0 && "value" in result) return result.value;
  // A misspelt parameter is not missing as well.
  const others =
    "problems" in result ? result.problems.filter(({ field }) => !problems.some(({ right }) => right === field)) : [];
  throw invalid([...withoutRight(problems), ...others]);
}

/** A path as the problems name it: `address.country`, `customers[3].email`. */
export function fieldName(path: readonly PropertyKey[], names: FieldNames = {}): string {
  const [first = "body", ...rest] = path.map(String);
  return rest.reduce((name, key) => (/^\d+$/.test(key) ? `${name}[${key}]` : `${name}.${key}`), names[first] ?? first);
}
