/** The customers' rules: create, get, update and archive. Lists and batches have their own files. */

import type { Context } from "../base/context.ts";
import { AppError, invalid } from "../base/errors.ts";
import { readJson } from "../base/json.ts";
import { idempotencyMark, isRepeatOf } from "../base/marks.ts";
import { shardOf, shardsInUse } from "../organizations/organization.ts";
import { organizationOf } from "../organizations/service.ts";
import type { CreateCustomer, Customer } from "./customer.ts";
import { CustomerErased } from "./erased.ts";
import { externalIdProblem } from "./externalId.ts";
import { derivedCustomerId, type IdDomain, isCustomerId, randomCustomerId } from "./ids.ts";
import { newCustomer } from "./newCustomer.ts";
import { problemsOf, type Review, tidied, UNREVIEWED } from "./review.ts";
import { createUnlessExists, findIdByExternalId, getById, type Lookup, type NoCustomer } from "./store.ts";

/**
 * Creates a customer, or returns the one created earlier with the same external id (or, without one, the same
 * Idempotency-Key), unchanged, archived or not.
 *
 * @throws AppError `validation_error` when the review objects and there is no such customer yet;
 *   `idempotency_key_mismatch` when a different request with this key created a customer; `customer_erased` when the one
 *   that had the external id was erased
 */
export async function createCustomer(
  context: Context,
  input: CreateCustomer,
  idempotencyKey?: string,
  domain: IdDomain = "idempotency-key",
  review: Review = UNREVIEWED,
): Promise<{ created: boolean; customer: Customer }> {
  const organization = await organizationOf(context);
  const source = input.externalId ?? idempotencyKey;
  const id =
    source === undefined
      ? randomCustomerId()
      : derivedCustomerId(organization.idKey, input.externalId === undefined ? domain : "external-id", source);
  const customer = newCustomer(context, id, tidied(input, review));
  // The mark is made of the fields as sent, because repeats send the same.
  const mark =
    idempotencyKey === undefined
      ? undefined
      : idempotencyMark(idempotencyKey, requestedFields(newCustomer(context, id, input)));
  if (mark !== undefined) customer.createMark = mark;
  const attempt = () =>
    review.objections.length > 0
      ? existing(context, customer.id, review)
      : createUnlessExists(context, customer, shardOf(customer.id, shardsInUse(organization, context.now())));
  let result = await attempt();
  if (!result.created && result.erasedId !== undefined) {
    if (result.aliasOf === undefined) throw new CustomerErased(result.erasedId);
    // Its external id was freed, for a customer with an id of its own.
    customer.id = result.aliasOf;
    result = await attempt();
    if (!result.created && result.erasedId !== undefined) throw new CustomerErased(result.erasedId);
  }
  if (result.created) return { created: true, customer };
  const found = result.customer ?? (await followReservation(context, result.aliasOf));
  // With another key, or none, the caller gets the existing record; only the same key must come with the same request.
  isRepeatOf(found.createMark, mark);
  return { created: false, customer: found };
}

/** The customer, or reservation, with the id of a create whose fields no new customer can have. @throws AppError `validation_error` */
async function existing(context: Context, id: string, review: Review): Promise<Lookup & { created: false }> {
  const found = await getById(context, id);
  if (!found.customer && found.aliasOf === undefined && found.erasedId === undefined)
    throw invalid(problemsOf(review.objections));
  return { created: false, ...found };
}

/** What a create asks for, in one form: empty texts and empty metadata are left out. */
function requestedFields({
  id,
  version,
  createdAt,
  updatedAt,
  requestId,
  actor,
  metadata,
  ...fields
}: Customer): object {
  return { ...fields, ...(metadata === undefined ? {} : { metadata: readJson(metadata) }) };
}

/** The customer that a reservation points to. */
async function followReservation(context: Context, customerId: string | undefined): Promise<Customer> {
  const { customer } = customerId === undefined ? {} : await getById(context, customerId);
  if (!customer) throw new Error("A reservation points to no customer");
  return customer;
}

/** The customer with this id, or with this external id. @throws AppError `customer_not_found`, `customer_erased` */
export async function getCustomer(context: Context, idOrExternalId: string): Promise<Customer> {
  const { customer } = await resolve(context, idOrExternalId, (id) => getById(context, id));
  return customer;
}

/**
 * Does something to the customer with this id or external id, in as few requests as possible: first at its own id or at
 * the id derived from an external id, then at the customer that a reservation there points to, or else that the index
 * finds.
 *
 * @throws AppError `customer_not_found`, `customer_erased`
 */
export async function resolve<T extends { customer: Customer }>(
  context: Context,
  idOrExternalId: string,
  attempt: (customerId: string) => Promise<T | NoCustomer>,
): Promise<T> {
  let result: T | NoCustomer = { aliasOf: undefined };
  if (isCustomerId(idOrExternalId)) result = await attempt(idOrExternalId);
  else if (externalIdProblem(idOrExternalId) === undefined) {
    const { idKey } = await organizationOf(context);
    const derivedId = derivedCustomerId(idKey, "external-id", idOrExternalId);
    result = await attempt(derivedId);
    if (!isFound(result)) {
      const { aliasOf, erasedId } = result;
      const isOver = aliasOf === undefined && erasedId !== undefined;
      const customerId = isOver ? undefined : (aliasOf ?? (await findIdByExternalId(context, idOrExternalId)));
      if (customerId !== undefined) result = await attempt(customerId);
    }
  }
  if (isFound(result)) return result;
  throw result.erasedId === undefined ? new AppError("customer_not_found") : new CustomerErased(result.erasedId);
}

const isFound = <T extends { customer: Customer }>(result: T | NoCustomer): result is T =>
  result.customer !== undefined;

/** For customers that may not exist, or no longer. */
export function noneIfNotFound(error: unknown): undefined {
  if (error instanceof AppError && (error.code === "customer_not_found" || error.code === "customer_erased")) return;
  throw error;
}
