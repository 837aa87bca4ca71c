/**
 * The reference model: the state of one organization, and the answers that the contract allows for each operation on
 * it. Ids and times chosen by the API are taken from the answer that shows them first; from then on they are fixed.
 */
import { isDeepStrictEqual } from "node:util";
import type { CustomerJson } from "../../../core/customers/customer.ts";
import type { ChangeEvent } from "../../../core/events/event.ts";

export interface Model {
  readonly organizationId: string;
  /** In the order of their creation. */
  readonly customers: readonly ModelCustomer[];
  /** The customer created with each Idempotency-Key without an external id. */
  readonly keys: ReadonlyMap<string, string>;
}

/** A request with an Idempotency-Key, and its body as text. */
interface Keyed {
  key: string;
  request: string;
}

export interface ModelCustomer {
  readonly version: number;
  readonly json: CustomerJson;
  /** The create, and the last update that changed something, if they had a key. */
  readonly created?: Keyed | undefined;
  readonly updated?: Keyed | undefined;
  /** One per version. */
  readonly events: readonly ModelEvent[];
}

/** A change event without its own id. */
export type ModelEvent = Omit<ChangeEvent, "id">;

export interface CreateBody {
  email: string;
  id?: string;
  fullName?: string;
  metadata?: Record<string, unknown>;
}

export interface UpdateBody extends Omit<Partial<CreateBody>, "id"> {
  externalId?: string;
  address?: NonNullable<CustomerJson["address"]>;
  isActive?: boolean;
}

/** Takes effect at one moment. Each item of a batch is a create of its own. */
export type Operation =
  | { kind: "create"; body: CreateBody; key?: string; isInBatch?: boolean }
  | { kind: "get"; id: string }
  | { kind: "find"; name: "externalId" | "customerId"; id: string; isActive?: boolean }
  | { kind: "update"; id: string; body: UpdateBody; ifMatch?: number; key?: string };

/** The relevant part of an answer. */
export interface Seen {
  /** `201`, or `409 customer_archived`; `2xx` for an item of a batch, which does not tell whether it was created. */
  outcome: string;
  etag?: string;
  /** The customer or the customers; for a 412 the current record, for a 422 the fields. */
  data?: unknown;
}

/** The allowed answers, and the state after each. */
export interface Verdict {
  allowed: readonly Seen[];
  model: Model;
}

/** An invalid email. */
export const WRONG_EMAIL = "nobody";

export const emptyModel = (organizationId: string): Model => ({ organizationId, customers: [], keys: new Map() });

/** The model's verdict on an operation that got this answer. */
export function judge(model: Model, operation: Operation, seen: Seen): Verdict {
  if (operation.kind === "create") return create(model, operation, seen);
  if (operation.kind === "update") return update(model, operation, seen);
  const customer = findCustomer(model, operation.id);
  if (operation.kind === "get") return customer ? answer(model, customer) : refuse(model, "404 customer_not_found");
  const { name, id, isActive } = operation;
  const isNamed = customer && (name === "customerId" || customer.json.externalId === id);
  const isShown = isNamed && (isActive ?? customer.json.isActive) === customer.json.isActive;
  return { allowed: [{ outcome: "200", data: isShown ? [customer.json] : [] }], model };
}

export const findCustomer = ({ customers }: Model, id: string): ModelCustomer | undefined =>
  customers.find(({ json }) => json.id === id || json.externalId === id);

const refuse = (model: Model, outcome: string, data?: unknown): Verdict => ({
  allowed: [{ outcome, ...(data === undefined ? {} : { data }) }],
  model,
});

const answer = (model: Model, { json, version }: ModelCustomer, outcome = "200"): Verdict => ({
  allowed: [{ outcome, etag: `"${version}"`, data: json }],
  model,
});

function create(model: Model, operation: Operation & { kind: "create" }, seen: Seen): Verdict {
  const { body, key, isInBatch } = operation;
  if (body.email === WRONG_EMAIL) return refuse(model, "422 validation_error", ["email"]);
  const answered = (in_: Model, customer: ModelCustomer, outcome: string): Verdict =>
    isInBatch ? refuse(in_, "2xx", customer.json) : answer(in_, customer, outcome);
  const keyed = key === undefined ? undefined : { key, request: requestOf(body) };
  const existing = findCustomer(model, body.id ?? model.keys.get(key ?? "") ?? "");
  if (isMismatch(existing?.created, keyed)) return refuse(model, "409 idempotency_key_mismatch");
  if (existing) return answered(model, existing, "200");
  const customer = { ...newCustomer(model, body, seen), created: keyed };
  const keys = new Map(model.keys);
  if (keyed && body.id === undefined) keys.set(keyed.key, customer.json.id);
  return answered({ ...model, customers: [...model.customers, customer], keys }, customer, "201");
}

/** The fields of a create as text, in one form however the create was written. */
const requestOf = ({ id, email, fullName, metadata }: CreateBody): string =>
  textOf([id ?? null, email, fullName || null, merged(null, metadata)]);

/** JSON independent of the order of keys. */
const textOf = (value: object): string =>
  JSON.stringify(value, (_, child: unknown) =>
    typeof child === "object" && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  );

function newCustomer(model: Model, body: CreateBody, seen: Seen): ModelCustomer {
  const { id, createdAt } = (seen.data ?? {}) as Partial<CustomerJson>;
  const isNew = /^cus_[A-Za-z0-9]{24}$/.test(id ?? "") && !findCustomer(model, id ?? "");
  const time = timeOf(createdAt);
  const json: CustomerJson = {
    id: isNew && id ? id : "(a new id)",
    object: "customer",
    organizationId: model.organizationId,
    externalId: body.id ?? null,
    email: body.email,
    billingEmail: body.email,
    fullName: body.fullName || null,
    domain: null,
    website: null,
    timezone: null,
    language: null,
    industry: null,
    employeeCount: null,
    address: null,
    metadata: merged(null, body.metadata),
    isActive: true,
    archivedAt: null,
    livemode: false,
    createdAt: time,
    updatedAt: time,
  };
  return next(undefined, json);
}

const timeOf = (shown: string | undefined): string =>
  shown !== undefined && new Date(shown).toISOString() === shown ? shown : "(the time)";

const isRepeat = (left: Keyed | undefined, keyed: Keyed | undefined): boolean =>
  left !== undefined && left.key === keyed?.key && left.request === keyed.request;

const isMismatch = (left: Keyed | undefined, keyed: Keyed | undefined): boolean =>
  left !== undefined && left.key === keyed?.key && left.request !== keyed.request;

function update(model: Model, { id, body, ifMatch, key }: Operation & { kind: "update" }, seen: Seen): Verdict {
  const customer = findCustomer(model, id);
  if (!customer) return refuse(model, "404 customer_not_found");
  if (body.email === WRONG_EMAIL) return refuse(model, "422 validation_error", ["email"]);
  const { json, version } = customer;
  const keyed = key === undefined ? undefined : { key, request: textOf(body) };
  if (isMismatch(customer.updated, keyed)) return refuse(model, "409 idempotency_key_mismatch");
  if (isRepeat(customer.updated, keyed)) return answer(model, customer);
  const wanted = changed(json, body);
  const isChange = !isDeepStrictEqual(wanted, json);
  const conflicts = conflictsOf(model, json, body, isChange);
  // If a request has two conflicts, the contract does not say which is reported.
  if (conflicts.length > 0) return { allowed: conflicts.map((outcome) => ({ outcome })), model };
  if (ifMatch !== undefined && ifMatch !== version) return refuse(model, "412 version_mismatch", json);
  if (!isChange) return answer(model, customer);
  const updatedAt = timeOf((seen.data as Partial<CustomerJson> | undefined)?.updatedAt);
  const archivedAt = wanted.isActive ? null : updatedAt;
  const after = { ...next(customer, { ...wanted, archivedAt, updatedAt }), updated: keyed ?? customer.updated };
  return answer({ ...model, customers: model.customers.map((it) => (it === customer ? after : it)) }, after);
}

/** The record after the request, except for its times. */
function changed(json: CustomerJson, { isActive, email, fullName, metadata, ...fields }: UpdateBody): CustomerJson {
  return {
    ...json,
    ...fields,
    ...(email === undefined ? {} : { email, billingEmail: email }),
    ...(fullName === undefined ? {} : { fullName: fullName || null }),
    metadata: merged(json.metadata, metadata),
    isActive: json.isActive && isActive !== false,
  };
}

function conflictsOf(model: Model, json: CustomerJson, body: UpdateBody, isChange: boolean): string[] {
  const { isActive, metadata = {}, ...others } = body;
  const says = [...Object.keys(others), ...Object.keys(metadata)].length > 0;
  const isAllowedWhenArchived = isActive === false ? !isChange : !says && isActive === undefined;
  const isGiven = body.externalId !== undefined && body.externalId !== json.externalId;
  return [
    ...(isGiven && json.externalId !== null ? ["409 external_id_immutable"] : []),
    ...(isGiven && findCustomer(model, body.externalId ?? "") ? ["409 external_id_taken"] : []),
    ...(json.isActive || isAllowedWhenArchived ? [] : ["409 customer_archived"]),
  ];
}

function merged(stored: CustomerJson["metadata"], patch: Record<string, unknown> = {}): CustomerJson["metadata"] {
  const entries = Object.entries({ ...stored, ...patch }).filter(([, value]) => value !== null);
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}

/** The customer after a change, with the change's event. */
function next(before: ModelCustomer | undefined, json: CustomerJson): ModelCustomer {
  const version = (before?.version ?? 0) + 1;
  const isArchive = before?.json.isActive && !json.isActive;
  const event: ModelEvent = {
    event: before ? (isArchive ? "customer.archived" : "customer.updated") : "customer.created",
    timestamp: json.updatedAt,
    organizationId: json.organizationId,
    sequence: version,
    data: json,
    previous: before ? previous(before.json, json) : {},
  };
  return { ...before, version, json, events: [...(before?.events ?? []), event] };
}

/** The values that the change replaced; metadata key by key, null for a new key. */
function previous(before: CustomerJson, after: CustomerJson): Record<string, unknown> {
  const replaced = differences({ ...before }, { ...after });
  return "metadata" in replaced
    ? { ...replaced, metadata: differences(before.metadata ?? {}, after.metadata ?? {}) }
    : replaced;
}

function differences(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys({ ...before, ...after }).filter((name) => !isDeepStrictEqual(before[name], after[name]));
  return Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
}
