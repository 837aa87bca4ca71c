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

/** A field has one name in all its problems: the one in the guide, not the one that the SDK sent. */
export type FieldNames = Readonly<Record<string, string>>;

/** The result of reading untrusted input: the value, or all problems. */
export type Parsed<T> = { value: T } | { problems: FieldProblem[] };

/** Reads untrusted input with a schema. `names` renames top-level fields in the problems. */
export function read<T>(schema: z.ZodMiniType<T>, input: unknown, names: FieldNames = {}): Parsed<T> {
  const result = schema.safeParse(input);
  if (result.success) return { value: result.data };
  const problems = result.error.issues.map(({ path, message }) => ({ field: fieldName(path, names), message }));
  return { problems };
}

/** Like `read`, but problems end the request. @throws AppError `validation_error` */
export function parse<T>(schema: z.ZodMiniType<T>, input: unknown, names: FieldNames = {}): T {
  const result = read(schema, input, names);
  if ("problems" in result) throw invalid(result.problems);
  return result.value;
}

/**
 * Reads the query parameters that a schema names. A misspelt one, or one that `meant` maps to another, is refused with the
 * right name, because a list without its filter would show strangers. Others are ignored.
 *
 * @throws AppError `validation_error`
 */
export function parseQuery<Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape>,
  query: URLSearchParams,
  meant: FieldNames = {},
): z.infer<z.ZodMiniObject<Shape>> {
  const known = Object.keys(schema.shape);
  const rightNames = new Map([
    ...Object.entries(meant).map(([name, right]) => [asSpelt(name), right] as const),
    ...known.map((name) => [asSpelt(name), name] as const),
  ]);
  const problems = [...new Set(query.keys())].flatMap((sent): (FieldProblem & { right: string })[] => {
    const right = known.includes(sent) ? undefined : rightNames.get(asSpelt(sent));
    return right === undefined ? [] : [{ field: sent, message: `is not known: send ${right}`, right }];
  });
  const names = known.filter((name) => query.has(name));
  const result = read(schema, Object.fromEntries(names.map((name) => [name, query.get(name)])));
  if (problems.length === 0 && "value" in result) return result.value;
  // A misspelt parameter is not missing as well.
  const others =
    "problems" in result ? result.problems.filter(({ field }) => !problems.some(({ right }) => right === field)) : [];
  throw invalid([...problems.map(({ field, message }) => ({ field, message })), ...others]);
}

/** Equal for names that differ only in case, `_`, `-` and `[]`. */
const asSpelt = (name: string): string => name.toLowerCase().replace(/[_-]|\[\]/g, "");

function fieldName(path: readonly PropertyKey[], names: FieldNames): string {
  const [first = "body", ...rest] = path.map(String);
  return rest.reduce((name, key) => (/^\d+$/.test(key) ? `${name}[${key}]` : `${name}.${key}`), names[first] ?? first);
}
