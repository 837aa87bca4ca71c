/**
 * What the SDKs from 3 on read from an answer, as strictly as the strictest of them, PHP: its models require each of
 * these fields with exactly this type. Sources: commet-labs/commet-php `src/Models` and `src/HttpClient.php`,
 * @commet/node 7.10.0.
 */
import {
  anything,
  type Check,
  each,
  flag,
  integer,
  oneOf,
  optional,
  orNull,
  problemsOf,
  shaped,
  text,
} from "./checks.ts";
import { isObject, type JsonObject } from "./strict-parsers.ts";

/** How a family of SDKs reads answers. */
export interface Reader {
  /** Whether answers are wrapped in `{success, data}`. */
  isEnvelope: boolean;
  /** Where it looks for an error. */
  errorAt: "top" | "error";
  /** Whether it demands that a subscription says if it is paused: SDKs from 9.4 on. Null and an object are taken. */
  knowsPause?: boolean;
}

/** Null and absent are the same to PHP. */
const orNone = (check: Check): Check => optional(orNull(check));
const metadata = orNull(isObject);
/** PHP throws on an interval that it does not know: before 9.6.0 on `semiannual`. */
const intervals = oneOf("weekly", "monthly", "quarterly", "semiannual", "yearly", "one_time");
const featureTypes = oneOf("boolean", "usage", "seats", "quota");
const statuses = oneOf("draft", "pending_payment", "trialing", "active", "past_due", "canceled");
const ours = (object: string) => ({ object: oneOf(object), livemode: flag });

/**
 * Each object with the fields that a model requires, or accepts as null. Fields that TypeScript types must be present.
 */
const things = {
  customer: {
    id: text,
    email: text,
    createdAt: text,
    updatedAt: text,
    ...ours("customer"),
    externalId: orNull(text),
    fullName: orNull(text),
    taxDocument: orNull(text),
    documentType: orNull(text),
    timezone: orNull(text),
    metadata,
  },
  plan: {
    id: text,
    name: text,
    code: text,
    isPublic: flag,
    isDefault: flag,
    isFree: flag,
    sortOrder: integer,
    createdAt: text,
    updatedAt: text,
    description: orNone(text),
    planGroupId: orNone(text),
    metadata,
    consumptionModel: orNone(text),
    blockOnExhaustion: orNone(flag),
    exchangeRates: each(anything),
    ...ours("plan"),
    features: each(
      shaped({
        code: text,
        name: text,
        type: featureTypes,
        unitName: orNone(text),
        enabled: flag,
        unlimited: flag,
        includedAmount: orNone(integer),
        overage: orNone(shaped({ enabled: flag, model: orNone(text), unitPrice: orNone(integer) })),
        regionalPrices: each(anything),
      }),
    ),
    prices: each(
      shaped({
        id: text,
        billingInterval: intervals,
        price: integer,
        isDefault: flag,
        trialDays: integer,
        includedBalance: orNone(integer),
        includedCredits: orNone(integer),
        offerId: orNone(text),
        metadata: isObject,
        marketPrices: each(anything),
        regionalPrices: each(anything),
      }),
    ),
  },
  subscription: {
    id: text,
    customerId: text,
    name: text,
    status: statuses,
    startDate: text,
    createdAt: text,
    updatedAt: text,
    plan: shaped({ id: text, name: text, basePrice: integer }),
    cancelAtPeriodEnd: flag,
    billingDayOfMonth: integer,
    offerApplications: each(anything),
    description: orNone(text),
    billingInterval: orNone(intervals),
    trialEndsAt: orNone(text),
    currentPeriod: orNone(shaped({ start: text, end: text, daysRemaining: integer })),
    cancellation: orNone(shaped({ scheduledAt: text, reason: orNone(text), effectiveAt: text })),
    scheduledPlanChange: orNone(isObject),
    endDate: orNone(text),
    nextBillingDate: orNone(text),
    checkoutUrl: orNone(text),
    checkoutProvider: orNone(text),
    priceId: orNone(text),
    consumptionModel: orNone(text),
    credits: orNone(isObject),
    balance: orNone(isObject),
    features: each((feature) =>
      isObject(feature) && feature.type === "boolean"
        ? shaped({ code: text, name: text, enabled: flag })(feature)
        : shaped({ code: text, name: text, type: featureTypes, usage: orNone(shaped(usage)) })(feature),
    ),
    ...ours("subscription"),
  },
  batch: {
    livemode: flag,
    successful: each(shaped({ id: text, externalId: orNone(text), email: text })),
    failed: each(shaped({ index: integer, error: text, data: shaped({ email: text }) })),
  },
} satisfies Record<string, Record<string, Check>>;
const pause = orNull(
  shaped({ status: text, mode: text, requestedAt: text, effectiveAt: text, resumeAt: orNull(text) }),
);
const usage = { current: integer, included: integer, overageQuantity: integer };

type Thing = keyof typeof things;

/** What a model demands beyond the fields that the models of every SDK have. */
const fieldsOf = ({ knowsPause = false }: Reader, thing: Thing): Record<string, Check> =>
  thing === "subscription" && knowsPause ? { ...things[thing], pause } : things[thing];

function demandThing(reader: Reader, thing: Thing, value: unknown): JsonObject {
  if (!isObject(value)) throw new Error(`no ${thing}: ${JSON.stringify(value)}`);
  const problems = problemsOf(value, fieldsOf(reader, thing));
  if (problems.length > 0) throw new Error(`an unreadable ${thing}: ${problems.join(", ")}`);
  return value;
}

interface WireAnswer {
  status: number;
  text: string;
}

function parsed({ status, text: body }: WireAnswer, isSuccess: boolean): unknown {
  if (status < 400 !== isSuccess) throw new Error(`status ${status}: ${body}`);
  return JSON.parse(body);
}

/**
 * The contents of the envelope. PHP 9 recognizes an envelope by `success` and `data`, so an object must not have both.
 */
function opened({ isEnvelope }: Reader, answer: WireAnswer): unknown {
  const body = parsed(answer, true);
  const looksLikeOne = isObject(body) && typeof body.success === "boolean" && "data" in body;
  if (looksLikeOne !== isEnvelope) throw new Error(`${isEnvelope ? "no" : "an"} envelope: ${answer.text}`);
  return looksLikeOne ? body.data : body;
}

export const readThing = (reader: Reader, thing: Thing, answer: WireAnswer): JsonObject =>
  demandThing(reader, thing, opened(reader, answer));

/** An answer without an object: `data: null`, and from version 8 on the literal `null`. */
export function readNothing(reader: Reader, answer: WireAnswer): void {
  if (opened(reader, answer) !== null) throw new Error(`something: ${answer.text}`);
}

/** A page: `data` with `hasMore`, which PHP reads as a boolean, and `nextCursor` as text, null or absent. */
export function readPage(reader: Reader, thing: Thing, answer: WireAnswer) {
  const { isEnvelope } = reader;
  const body = parsed(answer, true);
  if (!isObject(body)) throw new Error(`no page: ${answer.text}`);
  const { object, success, data, hasMore, nextCursor } = body;
  if (isEnvelope ? success !== true : object !== "list" || success !== undefined)
    throw new Error(`another generation's page: ${answer.text}`);
  if (!flag(hasMore) || !orNone(text)(nextCursor) || !Array.isArray(data))
    throw new Error(`an unreadable page: ${answer.text}`);
  if (hasMore !== text(nextCursor)) throw new Error(`hasMore ${hasMore} with nextCursor ${nextCursor}`);
  return { data: data.map((item) => demandThing(reader, thing, item)), nextCursor };
}

/** An error; for a validation error, the problems by field, as the SDKs group them. */
export function readError({ errorAt }: Reader, answer: WireAnswer) {
  const body = parsed(answer, false);
  const error = isObject(body) ? (errorAt === "top" ? body : body.error) : undefined;
  if (!isObject(error) || !text(error.code) || !text(error.message)) throw new Error(`no error: ${answer.text}`);
  const { code, details, type, param } = error;
  if (errorAt === "error" && (!text(type) || !orNone(text)(param)))
    throw new Error(`an unreadable error: ${answer.text}`);
  if (code !== "validation_error") return { code };
  if (!each(shaped({ field: text, message: text }))(details)) throw new Error(`unreadable details: ${answer.text}`);
  return { code, fields: (details as { field: string }[]).map(({ field }) => field) };
}
