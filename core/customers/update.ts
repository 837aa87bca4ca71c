/**
 * Update and archive: one conditional write, or a read and a write bound to its version when the result depends on
 * both.
 */
import { isDeepStrictEqual } from "node:util";
import { waitForTurn } from "../aws/dynamodb.ts";
import type { Context } from "../base/context.ts";
import { AppError, invalid } from "../base/errors.ts";
import { idempotencyMark, isRepeatOf, isSameJson } from "../base/marks.ts";
import { organizationOf } from "../organizations/service.ts";
import { type Change, differs } from "./change.ts";
import type { Customer, UpdateCustomer } from "./customer.ts";
import { derivedCustomerId } from "./ids.ts";
import { mergeMetadata, metadataProblems, parseMetadata } from "./metadata.ts";
import { presentCustomer } from "./presenter.ts";
import { problemsOf, type Review, tidied, UNREVIEWED } from "./review.ts";
import { resolve } from "./service.ts";
import { getById, giveExternalId, type Lookup, type Reservation, updateIfDifferent } from "./store.ts";
import { isActiveAt } from "./subscription/period.ts";
import { textFields } from "./textFields.ts";
import { VersionMismatch } from "./versionMismatch.ts";

/**
 * Updates the customer with this id or external id; `isActive: false` archives it, once and for good.
 * Nothing is written, and the version stays, when the customer already is as requested, or when its last update with an
 * Idempotency-Key was this same request.
 *
 * @param ifMatch the customer must have one of these versions; any if undefined
 * @throws AppError `customer_not_found`, `customer_erased`, `validation_error`, `idempotency_key_mismatch`, `customer_archived`,
 *   `customer_has_active_subscription`, `external_id_taken`, `external_id_immutable`, `version_mismatch`
 */
export async function updateCustomer(
  context: Context,
  idOrExternalId: string,
  input: UpdateCustomer,
  { ifMatch, idempotencyKey, review = UNREVIEWED }: UpdateOptions = {},
): Promise<Customer> {
  // Of what was sent: its repeats are sent in the same form.
  const mark = idempotencyKey === undefined ? undefined : idempotencyMark(idempotencyKey, input);
  const request = { input, review, ifMatch, mark };
  const { customer } = await resolve(context, idOrExternalId, (id) =>
    dependsOnStored(request) ? readAndUpdate(context, id, request) : update(context, id, request),
  );
  return customer;
}

export interface UpdateOptions {
  ifMatch?: readonly number[] | undefined;
  idempotencyKey?: string | undefined;
  review?: Review;
}

interface UpdateRequest {
  input: UpdateCustomer;
  review: Review;
  ifMatch: readonly number[] | undefined;
  mark: string | undefined;
}

/** The fields that a request changes. Empty metadata changes nothing. */
const fieldsOf = ({ metadata, isActive, ...fields }: UpdateCustomer): string[] =>
  Object.keys(metadata && Object.keys(metadata).length > 0 ? { ...fields, metadata } : fields);

/**
 * Whether the write depends on the record (merged metadata, an external id, fields that are only allowed if they are stored)
 * or there may be nothing to write at all.
 */
function dependsOnStored({ input, review }: UpdateRequest): boolean {
  if (review.objections.length > 0 || !isDeepStrictEqual(tidied(input, review), input)) return true;
  const fields = fieldsOf(input);
  if (fields.includes("metadata") || fields.includes("externalId")) return true;
  return fields.length === 0 && input.isActive !== false;
}

async function update(context: Context, customerId: string, request: UpdateRequest): Promise<Lookup> {
  const change = plainChange(request.input, request.mark);
  for (let attempt = 1; ; attempt++) {
    const written = await updateIfDifferent(context, customerId, change, request.ifMatch);
    if (written.updated || !written.customer || isRepeatOf(written.customer.updateMark, request.mark)) return written;
    refuse(context, written.customer, change, request);
    if (!differs(written.customer, change)) return written;
    // The obstacle was a subscription that has ended since.
    await waitForTurn(context, attempt);
  }
}

async function readAndUpdate(context: Context, customerId: string, request: UpdateRequest): Promise<Lookup> {
  let current = await getById(context, customerId);
  for (let attempt = 1; current.customer; attempt++) {
    const { customer } = current;
    if (isRepeatOf(customer.updateMark, request.mark)) return current;
    const change = changeOf(customer, request);
    const reservation =
      change.externalId === undefined ? undefined : await reservable(context, customer, change.externalId);
    refuse(context, customer, change, request);
    if (!differs(customer, change)) return current;
    const written = reservation
      ? await giveExternalId(context, customer, reservation, change)
      : await updateIfDifferent(context, customerId, change, [customer.version]);
    if (written.updated) return written;
    // Another writer was first. Its record may be out of date again after the wait.
    await waitForTurn(context, attempt);
    current = await getById(context, customerId);
  }
  return current;
}

/** What reserves an external id, if no other customer has it. @throws AppError `external_id_taken` */
async function reservable(context: Context, { id }: Customer, externalId: string): Promise<Reservation | undefined> {
  const { idKey } = await organizationOf(context);
  const reservedId = derivedCustomerId(idKey, "external-id", externalId);
  const holder = await getById(context, reservedId);
  const { customer, aliasOf, erasedId } = holder;
  if (!isHeld(holder)) return { reservedId };
  if ((customer?.id ?? aliasOf) === id) return undefined;
  // An erased customer had it, and it was freed.
  const isFreed = erasedId !== undefined && aliasOf !== undefined && !isHeld(await getById(context, aliasOf));
  if (isFreed) return { reservedId: aliasOf, freedId: reservedId };
  throw new AppError("external_id_taken");
}

const isHeld = ({ customer, aliasOf, erasedId }: Lookup): boolean => Boolean(customer ?? aliasOf ?? erasedId);

function plainChange(input: UpdateCustomer, mark: string | undefined): Change {
  const change: Change = mark === undefined ? {} : { mark };
  if (input.email !== undefined) change.email = input.email;
  for (const name of textFields) {
    const value = input[name];
    if (value !== undefined) change[name] = value;
  }
  if (input.address !== undefined) change.address = input.address;
  if (input.isActive === false) change.archive = true;
  return change;
}

/** The change that a request makes to this record. @throws AppError `validation_error`, `external_id_immutable` */
function changeOf(customer: Customer, request: UpdateRequest): Change {
  const { input, review, mark } = request;
  const objections = review.objections.filter(({ isStored }) => !isStored(customer));
  if (objections.length > 0) throw invalid(problemsOf(objections));
  const change = plainChange(tidied(input, review, customer), mark);
  const merged = input.metadata && mergeMetadata(customer.metadata, input.metadata);
  if (input.metadata && !isSameJson(merged ?? {}, parseMetadata(customer.metadata))) {
    const problems = metadataProblems(merged ?? {});
    if (problems.length > 0)
      throw invalid(problems.map(({ message }) => ({ field: "metadata", message: `after merging ${message}` })));
    change.metadata = merged ? JSON.stringify(merged) : "";
  }
  if (input.externalId !== undefined && input.externalId !== customer.externalId) {
    if (customer.externalId !== undefined) throw new AppError("external_id_immutable");
    change.externalId = input.externalId;
  }
  return change;
}

/**
 * Refuses what the record's state does not allow; conflicts come before version mismatches. An archived customer
 * accepts a repeated archive and empty requests.
 */
function refuse(context: Context, customer: Customer, change: Change, { input, ifMatch }: UpdateRequest): void {
  if (customer.archivedAt !== undefined) {
    const saysNothing = fieldsOf(input).length === 0 && input.isActive !== true;
    const isRepeat = input.isActive === false && !differs(customer, change);
    if (!saysNothing && !isRepeat) throw new AppError("customer_archived");
  } else if (change.archive && customer.subscription && isActiveAt(customer.subscription, context.now()))
    throw new AppError("customer_has_active_subscription");
  if (ifMatch && !ifMatch.includes(customer.version))
    throw new VersionMismatch(presentCustomer(customer), customer.version);
}
