/**
 * Rules for values that are new. They came later than customers, so what a customer has already stays as it is, whoever sends
 * it back: a create of one that exists is answered with it, and an update of one is asked about what differs alone.
 */
import type * as z from "zod/mini";
import { type FieldProblem, invalid } from "../base/errors.ts";
import { isSameJson } from "../base/marks.ts";
import {
  type FieldNames,
  fieldName,
  inOneLine,
  isRecord,
  misspeltFields,
  oncePerField,
  read,
} from "../base/validation.ts";
import { type Address, newPartProblems, tidyAddress } from "./address.ts";
import type { Customer, UpdateCustomer } from "./customer.ts";
import { newEmailProblem } from "./email.ts";
import { newExternalIdProblem } from "./externalId.ts";
import { metadataProblems, newMetadataProblems, parseMetadata } from "./metadata.ts";
import { textFields } from "./textFields.ts";
import { timezoneNamed, wasTimezone } from "./timezone.ts";

/** Why a value cannot be a new one. */
export interface Objection extends FieldProblem {
  /** Whether the customer has this very value already. */
  readonly isStored: (customer: Customer) => boolean;
}

/** What is known of a request's values beside that they can be read. */
export interface Review {
  readonly objections: readonly Objection[];
  /** The time zone that the request names, as tzdata writes it. */
  readonly timezone?: string | undefined;
}

/** Of values from our own code. */
export const UNREVIEWED: Review = { objections: [] };

/** What a request may contain, and what is made of it. */
export type BodySchema<T> = z.ZodMiniPipe<z.ZodMiniObject, z.ZodMiniType<T>>;

/** The value of a body and its review, or every problem at once. */
export async function readCustomer<T>(
  schema: BodySchema<T>,
  body: unknown,
  names: FieldNames,
): Promise<{ value: T; review: Review } | { problems: FieldProblem[] }> {
  const parsed = read(schema, body, names);
  const timezone = await timezoneIn(body);
  const misspelt = isRecord(body) ? misspeltFields(Object.keys(schema._zod.def.in.shape), body) : [];
  const objections = isRecord(body)
    ? [...misspelt.map(asObjection), ...timezone.objections, ...objectionsTo(body, names)]
    : [];
  if ("value" in parsed && timezone.problems.length === 0)
    return { value: parsed.value, review: { objections, timezone: timezone.name } };
  const problems = "problems" in parsed ? parsed.problems : [];
  // What is there by another spelling is not missing as well.
  const others = problems.filter(({ field }) => !misspelt.some(({ right }) => (names[right] ?? right) === field));
  return { problems: oncePerField([...others, ...timezone.problems, ...problemsOf(objections)]) };
}

/** Like `readCustomer`, but problems end the request. @throws AppError `validation_error` */
export async function parseCustomer<T>(
  schema: BodySchema<T>,
  body: unknown,
  names: FieldNames,
): Promise<{ value: T; review: Review }> {
  const parsed = await readCustomer(schema, body, names);
  if ("problems" in parsed) throw invalid(parsed.problems);
  return parsed;
}

/** Objections as an answer tells them. */
export const problemsOf = (objections: readonly Objection[]): FieldProblem[] =>
  oncePerField(objections.map(({ field, message }) => ({ field, message })));

/** The time zone that a body names; a problem if no customer can have it, an objection if no new one can. */
async function timezoneIn(
  body: unknown,
): Promise<{ name?: string | undefined; problems: FieldProblem[]; objections: Objection[] }> {
  const sent = isRecord(body) && typeof body.timezone === "string" ? body.timezone : "";
  const line = inOneLine(sent);
  const name = line === "" ? undefined : await timezoneNamed(line);
  if (line === "" || name !== undefined) return { name, problems: [], objections: [] };
  const problem = { field: "timezone", message: "must be an IANA time zone, like Europe/Madrid" };
  if (!wasTimezone(sent)) return { problems: [problem], objections: [] };
  return { problems: [], objections: [{ ...problem, isStored: ({ timezone }) => timezone === sent }] };
}

/** No customer has what was misspelt. */
const asObjection = (problem: FieldProblem): Objection => ({ ...problem, isStored: () => false });

type Body = Readonly<Record<string, unknown>>;

const objectionsTo = (body: Body, names: FieldNames): Objection[] => [
  ...emailObjections(body),
  ...idObjections(body, names),
  ...(isRecord(body.address) ? addressObjections(body.address) : []),
  ...(isRecord(body.metadata) ? metadataObjections(body.metadata) : []),
];

function emailObjections(body: Body): Objection[] {
  const value = body.email ?? body.billingEmail;
  const message = typeof value === "string" ? newEmailProblem(value) : undefined;
  return message === undefined ? [] : [{ field: "email", message, isStored: ({ email }) => email === value }];
}

/** In a create the id has two names, in an update one: an `id` there is that of the path. */
function idObjections(body: Body, { externalId: field = "externalId" }: FieldNames): Objection[] {
  const value = body[field] ?? body.externalId;
  const message = typeof value === "string" ? newExternalIdProblem(value) : undefined;
  return message === undefined ? [] : [{ field, message, isStored: ({ externalId }) => externalId === value }];
}

const addressObjections = (given: Body): Objection[] =>
  newPartProblems(given).map(({ part, message, isPart }) => ({
    field: `address.${part}`,
    message,
    isStored: ({ address }) => isPart && address?.[part as keyof Address] === given[part],
  }));

/** What can be no metadata at all is not looked at further. */
function metadataObjections(patch: Body): Objection[] {
  if (metadataProblems(patch).length > 0) return [];
  return newMetadataProblems(patch).map(({ key, isOfKey, message }) => ({
    field: isOfKey ? "metadata" : fieldName(["metadata", key]),
    message,
    isStored: ({ metadata }) => isSameJson(parseMetadata(metadata)[key], patch[key]),
  }));
}

/**
 * A request's values as they are stored: texts in one line, the time zone in tzdata's spelling. What the customer has in the
 * very form that was sent stays in it.
 */
export function tidied<T extends UpdateCustomer>(said: T, { timezone }: Review, stored?: Customer): T {
  const tidy = { ...said };
  for (const name of textFields) {
    const value = said[name];
    if (value === undefined || value === stored?.[name]) continue;
    tidy[name] = name === "timezone" && timezone !== undefined ? timezone : inOneLine(value);
  }
  if (said.address) tidy.address = tidyAddress(said.address, stored?.address);
  return tidy;
}
