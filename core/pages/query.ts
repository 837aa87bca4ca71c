/** The query parameters of every list, as SDKs and curl send them. Unknown parameters are ignored. */
import * as z from "zod/mini";
import { type FieldNames, parseQuery, problemOf } from "../base/validation.ts";

/** The default page size. */
export const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** PHP writes booleans as 1 and 0. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

const limit = z.pipe(
  z
    .string()
    .check(problemOf((value) => (/^0*[1-9]\d*$/.test(value) ? undefined : "must be a whole number of at least 1"))),
  z.transform((value) => Math.min(Number(value), MAX_LIMIT)),
);

/** For parameters that are true or false, in any SDK's notation. */
export const trueOrFalse = z.pipe(
  z.string().check(problemOf((value) => (BOOLEANS.has(value) ? undefined : "must be true, false, 1 or 0"))),
  z.transform((value) => BOOLEANS.get(value) === true),
);

export const pageParameters = { limit: z.optional(limit), cursor: z.optional(z.string()) };

/** For parameters that an empty text would make meaningless. */
export const given = z.string().check(problemOf((value) => (value === "" ? "must not be empty" : undefined)));

/** What answers call a parameter, and its name. Ignored, it would answer with the first page for ever. */
const PAGE_NAMES = { nextCursor: "cursor" };

/**
 * Reads the query of a list.
 *
 * @param schema the list's parameters, `pageParameters` among them
 * @param meant other names of its parameters, and the one that is meant by each
 * @param lists those of its parameters that may be sent several times
 * @throws AppError `validation_error`
 */
export const parseListParameters = <Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape>,
  query: URLSearchParams,
  meant: FieldNames = {},
  lists: readonly string[] = [],
): z.infer<z.ZodMiniObject<Shape>> => parseQuery(schema, query, { ...PAGE_NAMES, ...meant }, lists);

const pageQuery = z.object(pageParameters);

/** @throws AppError `validation_error` */
export function parsePageQuery(query: URLSearchParams) {
  const { limit = DEFAULT_LIMIT, cursor } = parseListParameters(pageQuery, query);
  return { limit, cursor };
}
