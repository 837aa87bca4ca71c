/** What clients do in the model-based test: commands that fast-check makes, and how each becomes requests. */
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { CustomerJson } from "../../../core/customers/customer.ts";
import type { Answer, Client } from "../../support/api.ts";
import { etagOf, outcome, pathOf } from "../../support/service.ts";
import { type Listed, type Played, type Sent, show } from "./explain.ts";
import {
  type CreateBody,
  findCustomer,
  type Model,
  type Operation,
  type Seen,
  type UpdateBody,
  WRONG_EMAIL,
} from "./model.ts";

/** A customer by an external id, or by its number in the order of creation (counted on from the first after the last). */
type Reference = { externalId: string } | { nth: number };

type Deed =
  | { kind: "create"; body: CreateBody; key?: string | undefined }
  | { kind: "batch"; bodies: CreateBody[]; key?: string | undefined }
  | { kind: "get"; of: Reference }
  | { kind: "find"; name: "externalId" | "customerId"; of: Reference; isActive?: boolean | undefined }
  | {
      kind: "update";
      of: Reference;
      body: UpdateBody;
      ifMatch: "absent" | "*" | "current" | "older";
      key?: string | undefined;
    }
  | { kind: "list"; limit: number; isActive?: boolean | undefined };

/** What a client does in a phase, so long after the phase begins. */
export interface Command {
  deed: Deed;
  afterMs: number;
}

const externalId = fc.constantFrom("user_1", "user_2", "user_3");
/** Some of them are free for longer. */
const givenId = fc.constantFrom("user_1", "user_2", "user_4", "user_5", "user_6");
const key = fc.option(fc.constantFrom("key_1", "key_2"), { nil: undefined, freq: 2 });
const email = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("a@acme.com", "b@acme.com") },
  { weight: 1, arbitrary: fc.constant(WRONG_EMAIL) },
);
const fullName = fc.constantFrom("Acme", "Beta", "");
const metadata = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom(1, 2, null), {
  maxKeys: 3,
  noNullPrototype: true,
});
const address = fc
  .constantFrom("Austin", "Boston")
  .map((city) => ({ line1: "1 Main St", city, postalCode: "1", country: "US" }));
const isActive = fc.option(fc.boolean(), { nil: undefined });

/** Mostly the same one, so that clients meet. */
const reference: fc.Arbitrary<Reference> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ nth: fc.constantFrom(0, 0, 0, 1, 2) }) },
  { weight: 2, arbitrary: fc.record({ externalId }) },
);
const createBody = fc.record({ email, id: externalId, fullName, metadata }, { requiredKeys: ["email"] });
const anyFields = { email, fullName, metadata, address, isActive: fc.constantFrom(true, true, true, false) };
const updateBody = fc.oneof(
  { weight: 5, arbitrary: fc.record(anyFields, { requiredKeys: [] }) },
  { weight: 3, arbitrary: fc.record({ externalId: givenId, fullName, metadata }, { requiredKeys: ["externalId"] }) },
  { weight: 1, arbitrary: fc.constant({ isActive: false }) },
);

const create = fc.record({ kind: fc.constant("create" as const), body: createBody, key });
const batch = fc.record({ kind: fc.constant("batch" as const), bodies: fc.array(createBody, { maxLength: 3 }), key });
const get = fc.record({ kind: fc.constant("get" as const), of: reference });
const find = fc.record({
  kind: fc.constant("find" as const),
  name: fc.constantFrom("externalId" as const, "customerId" as const),
  of: reference,
  isActive,
});
const update = fc.record({
  kind: fc.constant("update" as const),
  of: reference,
  body: updateBody,
  ifMatch: fc.constantFrom("absent" as const, "absent" as const, "current" as const, "older" as const, "*" as const),
  key: fc.option(key, { nil: undefined, freq: 2 }),
});
const list = fc.record({ kind: fc.constant("list" as const), limit: fc.constantFrom(1, 2, 3, 25, 1_000), isActive });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 8, arbitrary: update },
  { weight: 4, arbitrary: create },
  { weight: 2, arbitrary: batch },
  { weight: 2, arbitrary: get },
  { weight: 1, arbitrary: find },
  { weight: 2, arbitrary: list },
);

const MAX_CLIENTS = 4;
/** Requests meet at any of their steps: one takes a few milliseconds. */
const afterMs = fc.oneof(fc.constant(0), fc.nat({ max: 10 }));
const commands = (deeds: fc.Arbitrary<Deed>) =>
  fc.array(fc.record({ deed: deeds, afterMs }), { maxLength: MAX_CLIENTS, size: "max" });
const phase = fc.oneof(
  { weight: 2, arbitrary: commands(deed) },
  { weight: 1, arbitrary: reference.chain((of) => commands(update.map((it) => ({ ...it, of })))) },
);

/** Phases one after the other, the first of them creates; in each, up to four clients do one thing at once. */
export const script: fc.Arbitrary<Command[][]> = fc.noBias(
  fc
    .tuple(
      fc.array(fc.record({ deed: create, afterMs: fc.constant(0) }), { maxLength: MAX_CLIENTS, size: "max" }),
      fc.array(phase, { maxLength: 6, size: "max" }),
    )
    .map(([creates, phases]) => [creates, ...phases].filter(({ length }) => length > 0)),
);

/** Does what a command says. Whom it means is decided by what was so before its phase. */
export async function play(client: Client, model: Model, { deed, afterMs }: Command): Promise<Played> {
  await sleep(afterMs);
  return timed(send(client, model, deed));
}

/** The same, with the time that it was under way. */
export async function timed(sending: Promise<Sent>): Promise<Played> {
  const from = performance.now();
  return { ...(await sending), from, to: performance.now() };
}

function send(client: Client, model: Model, deed: Deed): Promise<Sent> {
  switch (deed.kind) {
    case "create":
      return sendCreate(client, deed.body, deed.key);
    case "batch":
      return sendBatch(client, deed.bodies, deed.key);
    case "get":
      return sendGet(client, idOf(model, deed.of));
    case "find":
      return sendFind(client, { ...deed, id: idOf(model, deed.of) });
    case "list":
      return walkList(client, deed.limit, deed.isActive);
    case "update":
      return sendUpdate(client, model, deed);
  }
}

/** Before there is any customer, an id that nobody has. */
function idOf({ customers }: Model, of: Reference): string {
  if ("externalId" in of) return of.externalId;
  return customers[of.nth % customers.length]?.json.id ?? `cus_${"0".repeat(24)}`;
}

/** What counts of an answer with one customer, or with none. */
function seenOf(answer: Answer): Seen {
  const { status, body } = answer;
  if (status < 400) return { outcome: outcome(answer), etag: etagOf(answer), data: body.data };
  if (status === 412) return { outcome: outcome(answer), data: body.details.customer };
  if (status === 422) return { outcome: outcome(answer), data: body.details.map((it: { field: string }) => it.field) };
  return { outcome: outcome(answer) };
}

const sent = (request: string, operation: Operation, seen: Seen): Sent => ({
  request,
  answer: show(seen),
  operations: [{ operation, seen }],
});

const keyHeader = (key: string | undefined): Record<string, string> =>
  key === undefined ? {} : { "idempotency-key": key };
const keyText = (key: string | undefined): string => (key === undefined ? "" : ` Idempotency-Key: ${key}`);

async function sendCreate(client: Client, body: CreateBody, key: string | undefined): Promise<Sent> {
  const answer = await client.post("/api/customers", body, keyHeader(key));
  const operation: Operation = { kind: "create", body, ...(key === undefined ? {} : { key }) };
  return sent(`POST /api/customers ${JSON.stringify(body)}${keyText(key)}`, operation, seenOf(answer));
}

async function sendBatch(client: Client, bodies: CreateBody[], key: string | undefined): Promise<Sent> {
  const answer = await client.post("/api/customers/batch", { customers: bodies }, keyHeader(key));
  const { successful, failed } = answer.body.data;
  const customers = [...successful] as CustomerJson[];
  const errors = new Map(failed.map(({ index, error }: { index: number; error: string }) => [index, error]));
  const operations = bodies.map((body, index) => {
    // It gets the result of an earlier item with its id, if that one succeeded; its own key is then of no account.
    const follows = bodies.slice(0, index).some(({ id }, i) => id !== undefined && id === body.id && !errors.has(i));
    const operation: Operation = {
      kind: "create",
      body,
      isInBatch: true,
      ...(key === undefined || follows ? {} : { key: `batch ${index}:${key}` }),
    };
    const error = errors.get(index);
    return {
      operation,
      seen: error === undefined ? { outcome: "2xx", data: customers.shift() } : failure(String(error)),
    };
  });
  const answered = operations.map(({ seen }) => show(seen)).join(", ");
  return {
    request: `POST /api/customers/batch ${JSON.stringify(bodies)}${keyText(key)}`,
    answer: `${outcome(answer)} [${answered}]${customers.length > 0 ? ` and ${customers.length} more` : ""}`,
    operations,
  };
}

/** An item's error, in words, as the answer that a single create would have had. */
function failure(error: string): Seen {
  const [, field] = /^customers\[\d+\]\.(\w+) /.exec(error) ?? [];
  if (field !== undefined) return { outcome: "422 validation_error", data: [field] };
  return { outcome: `409 ${error.split(":")[0]}` };
}

async function sendGet(client: Client, id: string): Promise<Sent> {
  const answer = await client.get(pathOf(id));
  return sent(`GET ${pathOf(id)}`, { kind: "get", id }, seenOf(answer));
}

const activeText = (isActive: boolean | undefined): string => (isActive === undefined ? "" : `&isActive=${isActive}`);

async function sendFind(
  client: Client,
  { name, id, isActive }: { name: "externalId" | "customerId"; id: string; isActive?: boolean | undefined },
): Promise<Sent> {
  const path = `/api/customers?${name}=${id}${activeText(isActive)}`;
  const answer = await client.get(path);
  const operation: Operation = { kind: "find", name, id, ...(isActive === undefined ? {} : { isActive }) };
  return sent(`GET ${path}`, operation, { outcome: outcome(answer), data: answer.body.data });
}

/** Walks a list from its first page to its last. */
export async function walkList(client: Client, limit: number, isActive: boolean | undefined): Promise<Sent> {
  const path = `/api/customers?limit=${limit}${activeText(isActive)}`;
  const pages: { customers: CustomerJson[]; hasMore: boolean }[] = [];
  for (let cursor: string | null = ""; cursor !== null && pages.length < 100; ) {
    const { body }: Answer = await client.get(cursor ? `${path}&cursor=${cursor}` : path);
    pages.push({ customers: body.data, hasMore: body.hasMore });
    cursor = body.nextCursor;
  }
  const listed: Listed = { isActive, pages, limit: Math.min(limit, 100) };
  const answer = pages.map(({ customers }) => `[${customers.map(({ id }) => id).join(", ")}]`).join(", then ");
  return { request: `GET ${path}, to the last page`, answer, operations: [], listed };
}

async function sendUpdate(client: Client, model: Model, deed: Deed & { kind: "update" }): Promise<Sent> {
  const { of, body, ifMatch, key } = deed;
  const id = idOf(model, of);
  const current = findCustomer(model, id)?.version ?? 1;
  const version = { absent: undefined, "*": undefined, current, older: current - 1 }[ifMatch];
  const tag = version === undefined ? ifMatch : `"${version}"`;
  const headers = { ...(ifMatch === "absent" ? {} : { "if-match": tag }), ...keyHeader(key) };
  const answer = await client.put(pathOf(id), body, headers);
  const operation: Operation = {
    kind: "update",
    id,
    body,
    ...(version === undefined ? {} : { ifMatch: version }),
    ...(key === undefined ? {} : { key }),
  };
  const tagText = `${ifMatch === "absent" ? "" : ` If-Match: ${tag}`}${keyText(key)}`;
  return sent(`PUT ${pathOf(id)} ${JSON.stringify(body)}${tagText}`, operation, seenOf(answer));
}
