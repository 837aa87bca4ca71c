/**
 * Readers as strict as the 1.10 SDKs. Where an SDK throws, these throw; they also refuse values that an SDK would lose
 * silently. An answer is good if all five can read it, with the same result.
 */
import { isDeepStrictEqual } from "node:util";
import type { CustomerJson } from "../../core/customers/customer.ts";
import { type Sdk, sdks, type WireAnswer } from "./wire.ts";

export type JsonObject = Record<string, unknown>;
type Check = (value: unknown) => boolean;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const anything: Check = () => true;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);
/** PHP's associative arrays; Jackson's text from any scalar. */
const array: Check = (value) => typeof value === "object" && value !== null;
const scalar: Check = (value) => ["string", "number", "boolean"].includes(typeof value);

interface Rules {
  success: Check;
  hasMore: Check;
  nextCursor: Check;
  /** `code` and `message` of a success. */
  absent: Check;
  /** Fields of a customer. */
  id: Check;
  required: Check;
  isActive: Check;
  optional: Check;
  metadata: Check;
  /** Failed items of a batch. */
  index: Check;
  error: Check;
  data: Check;
}

const integer: Check = (value) => Number.isSafeInteger(value);
const strict: Rules = {
  success: flag,
  hasMore: orNull(flag),
  nextCursor: orNull(text),
  absent: orNull(text),
  id: text,
  required: text,
  isActive: flag,
  optional: orNull(text),
  metadata: orNull(isObject),
  index: integer,
  error: text,
  data: orNull(isObject),
};

const rules: Record<Sdk, Rules> = {
  typescript: strict,
  python: { ...strict, required: anything, optional: anything, metadata: anything, index: anything, data: anything },
  go: strict,
  java: { ...strict, id: scalar, required: scalar, optional: orNull(scalar), error: scalar },
  php: { ...strict, metadata: orNull(array), data: orNull(array) },
};

/** The type of each field of a customer in the SDKs' models. */
const customerFields = {
  id: "id",
  organizationId: "required",
  billingEmail: "required",
  isActive: "isActive",
  createdAt: "required",
  updatedAt: "required",
  externalId: "optional",
  fullName: "optional",
  domain: "optional",
  website: "optional",
  timezone: "optional",
  language: "optional",
  industry: "optional",
  employeeCount: "optional",
  metadata: "metadata",
} as const satisfies Record<string, keyof Rules>;

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Java 1.9 and later never convert keys: they read snake_case only. */
const wireName = (sdk: Sdk, name: string): string => (sdk === "java" ? snakeCase(name) : name);

function demand(condition: boolean, sdk: string, what: string): asserts condition {
  if (!condition) throw new Error(`${sdk} cannot read ${what}`);
}

function field(sdk: Sdk, from: JsonObject, name: string, kind: keyof Rules): unknown {
  const value = from[wireName(sdk, name)];
  demand(rules[sdk][kind](value), sdk, `${wireName(sdk, name)}: ${JSON.stringify(value)}`);
  return value;
}

/** The body that every SDK requires: a JSON object, never empty. */
function body(sdk: Sdk, answer: WireAnswer): JsonObject {
  demand(answer.text !== "", sdk, "an empty body");
  const parsed: unknown = JSON.parse(answer.text);
  demand(isObject(parsed), sdk, `a body that is no object: ${answer.text.slice(0, 60)}`);
  return parsed;
}

function succeeded(sdk: Sdk, answer: WireAnswer): JsonObject {
  const envelope = body(sdk, answer);
  demand(answer.status >= 200 && answer.status < 300, sdk, `a success with status ${answer.status}: ${answer.text}`);
  field(sdk, envelope, "success", "success");
  demand(envelope.success === true, sdk, "success: false in a 2xx");
  field(sdk, envelope, "code", "absent");
  field(sdk, envelope, "message", "absent");
  return envelope;
}

const customer = (sdk: Sdk, value: unknown): JsonObject => {
  demand(isObject(value), sdk, `a customer: ${JSON.stringify(value)}`);
  return Object.fromEntries(
    Object.entries(customerFields).map(([name, kind]) => [name, field(sdk, value, name, kind) ?? null]),
  );
};

/** A list of objects; null and objects crash the SDKs or their callers. */
function objects(sdk: Sdk, value: unknown, what: string): JsonObject[] {
  demand(Array.isArray(value) && value.every(isObject), sdk, `${what}: ${JSON.stringify(value)}`);
  return value;
}

/** What one SDK returns to its caller for each kind of answer. */
export const read = {
  customer: (sdk: Sdk, answer: WireAnswer) => customer(sdk, succeeded(sdk, answer).data),
  list(sdk: Sdk, answer: WireAnswer) {
    const envelope = succeeded(sdk, answer);
    const hasMore = field(sdk, envelope, "hasMore", "hasMore");
    const nextCursor = field(sdk, envelope, "nextCursor", "nextCursor") ?? null;
    demand(flag(hasMore), sdk, "a list without hasMore");
    return { customers: objects(sdk, envelope.data, "a list").map((item) => customer(sdk, item)), hasMore, nextCursor };
  },
  batch(sdk: Sdk, answer: WireAnswer) {
    const { data } = succeeded(sdk, answer);
    demand(isObject(data), sdk, "a batch");
    return {
      successful: objects(sdk, data.successful, "successful").map((item) => customer(sdk, item)),
      failed: objects(sdk, data.failed, "failed").map((item) => ({
        index: field(sdk, item, "index", "index"),
        error: field(sdk, item, "error", "error"),
        data: field(sdk, item, "data", "data") ?? null,
      })),
    };
  },
  /** Only the top level counts; a typed validation error requires exactly this code and a list of details. */
  error(sdk: Sdk, answer: WireAnswer) {
    const { code, message, details } = body(sdk, answer);
    demand(answer.status >= 400, sdk, `an error with status ${answer.status}`);
    demand(typeof code === "string" && typeof message === "string", sdk, "an error without code and message");
    if (code !== "validation_error" || !Array.isArray(details)) return { code, message, validationErrors: undefined };
    const validationErrors: Record<string, string[]> = {};
    for (const detail of objects(sdk, details, "details")) {
      const { field: name, message: problem } = detail;
      demand(typeof name === "string" && typeof problem === "string", sdk, `a detail: ${JSON.stringify(detail)}`);
      validationErrors[name] = [...(validationErrors[name] ?? []), problem];
    }
    return { code, message, validationErrors };
  },
};

/** Who an answer is for: only the Java SDK gets the snake_case names that it needs. */
export type Audience = "java" | "others";

/** Reads with every SDK that the answer is for; their results must be equal. */
function readByAll<T>(answer: WireAnswer, audience: Audience, reader: (sdk: Sdk, answer: WireAnswer) => T): T {
  const [first, ...others] = sdks
    .filter((sdk) => sdk !== "java" || audience === "java")
    .map((sdk) => ({ sdk, value: reader(sdk, answer) }));
  if (!first) throw new Error("No SDK reads this answer");
  for (const { sdk, value } of others)
    demand(isDeepStrictEqual(value, first.value), sdk, `what ${first.sdk} reads: ${JSON.stringify(value)}`);
  return first.value;
}

/** A customer, checked against all SDKs and the contract. */
export function strictCustomer(answer: WireAnswer, audience: Audience = "others"): CustomerJson {
  readByAll(answer, audience, read.customer);
  const envelope = complete(answer, audience, ["success", "data"]);
  return promised(envelope.data);
}

/** A page, checked against all SDKs and the contract. */
export function strictList(answer: WireAnswer, audience: Audience = "others") {
  readByAll(answer, audience, read.list);
  const { data, hasMore, nextCursor } = complete(answer, audience, ["success", "data", "hasMore", "nextCursor"]);
  demand(hasMore === (nextCursor !== null), "contract", `hasMore ${hasMore} with nextCursor ${nextCursor}`);
  demand(nextCursor === null || /^[\w-]+$/.test(String(nextCursor)), "contract", `the cursor ${nextCursor} in a URL`);
  return {
    data: (data as unknown[]).map(promised),
    hasMore: hasMore === true,
    nextCursor: nextCursor as string | null,
  };
}

/** A batch's result, checked against all SDKs and the contract. */
export function strictBatch(answer: WireAnswer, audience: Audience = "others") {
  const { failed } = readByAll(answer, audience, read.batch);
  const { data } = complete(answer, audience, ["success", "data"]);
  demand(answer.status === 200 && isObject(data) && Array.isArray(data.successful), "contract", "this batch");
  return { successful: data.successful.map(promised), failed };
}

/** An error, checked against the SDKs of this and later generations. */
export function strictError(answer: WireAnswer, audience: Audience = "others") {
  const error = readByAll(answer, audience, read.error);
  const envelope = complete(answer, audience, ["success", "code", "message"]);
  const { success, code, message, details, error: later } = envelope;
  demand(success === false, "contract", "an error that is a success");
  demand(
    (code === "validation_error") === Array.isArray(details),
    "contract",
    `details of ${code}: ${JSON.stringify(details)}`,
  );
  demand(isObject(later) && text(later.type), "contract", "an error without error.type");
  demand(
    later.code === code && later.message === message && isDeepStrictEqual(later.details, details),
    "contract",
    "an error of two meanings",
  );
  return { ...error, status: answer.status, details };
}

/** Rules for every answer: JSON, never cached, never a redirect, with the request's id. */
export function complete(answer: WireAnswer, audience: Audience, keys: readonly string[]): JsonObject {
  const { status, headers } = answer;
  const envelope = body("typescript", answer);
  demand(status !== 204 && (status < 300 || status >= 400), "contract", `status ${status}`);
  demand(!headers.has("location"), "contract", "a redirect");
  demand(/^application\/json\b/.test(headers.get("content-type") ?? ""), "contract", "a type that is not JSON");
  demand(headers.get("cache-control") === "no-store", "contract", "an answer that may be cached");
  demand(headers.get("x-request-id") !== null, "contract", "an answer without x-request-id");
  demand(
    keys.every((key) => key in envelope),
    "contract",
    `an envelope with ${Object.keys(envelope)}`,
  );
  const { error: _later, ...read } = envelope;
  if (audience === "java") demandSnakeCase(read);
  else demandNoSnakeCase(read);
  return envelope;
}

/** The caller's own keys are not the API's fields. */
const callersOwn = new Set(["metadata", "address", "failed", "details"]);

function demandSnakeCase(value: unknown): void {
  if (Array.isArray(value)) value.forEach(demandSnakeCase);
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    demand(isDeepStrictEqual(value[snakeCase(key)], child), "java", `${snakeCase(key)} beside ${key}`);
    if (!callersOwn.has(key)) demandSnakeCase(child);
  }
}

function demandNoSnakeCase(value: unknown): void {
  if (Array.isArray(value)) value.forEach(demandNoSnakeCase);
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    demand(!key.includes("_"), "contract", `${key} for an SDK that is not Java's`);
    if (!callersOwn.has(key)) demandNoSnakeCase(child);
  }
}

/** A customer in which every field has a type that suits all SDKs: null if there is no value, and never a number. */
function promised(value: unknown): CustomerJson {
  demand(isObject(value), "contract", "a customer that is no object");
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
  const nullable = ["externalId", "fullName", "domain", "website", "timezone", "language", "industry", "employeeCount"];
  const optional = ["taxDocument", "documentType"];
  const checks: Record<string, boolean> = {
    id: /^cus_[A-Za-z0-9]+$/.test(String(value.id)),
    organizationId: /^org_/.test(String(value.organizationId)),
    billingEmail: text(value.billingEmail) && value.billingEmail === value.email,
    isActive: flag(value.isActive) && value.isActive === (value.archivedAt === null),
    createdAt: time.test(String(value.createdAt)),
    updatedAt: time.test(String(value.updatedAt)),
    metadata: value.metadata === null || isObject(value.metadata),
    address: value.address === null || (isObject(value.address) && Object.values(value.address).every(text)),
    object: value.object === "customer" && flag(value.livemode),
    ...Object.fromEntries(nullable.map((name) => [name, value[name] === null || text(value[name])])),
    ...Object.fromEntries(optional.map((name) => [name, !(name in value) || text(value[name])])),
  };
  for (const [name, kept] of Object.entries(checks))
    demand(kept, "contract", `${name} of a customer: ${JSON.stringify(value[name])}`);
  return value as unknown as CustomerJson;
}
