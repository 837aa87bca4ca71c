/** Subscription ids: `sub_`, the letters and digits of the customer's id, and eight that tell its subscriptions apart. */
import type { Context } from "../base/context.ts";
import { hashedId } from "../base/ids.ts";
import { canonicalJson } from "../base/marks.ts";

const MARK_LENGTH = 8;
const SUBSCRIPTION_ID = new RegExp(`^sub_([A-Za-z0-9]{1,48})[A-Za-z0-9]{${MARK_LENGTH}}$`);

/** So that a subscription's id leads to its customer in one read. */
export const subscriptionId = (customerId: string, mark: string): string =>
  `sub_${customerId.slice("cus_".length)}${mark}`;

/** The customer whose subscription an id can be. */
export function customerIdOf(subscriptionId: string): string | undefined {
  const [, id] = SUBSCRIPTION_ID.exec(subscriptionId) ?? [];
  return id === undefined ? undefined : `cus_${id}`;
}

/**
 * What a write and its repeats have in common, and no other write: the caller's Idempotency-Key with what it asks for, or,
 * without a key, the request's own id, which the SDK's repeats share.
 *
 * @param fields in the order of their schema, whatever order the caller had them in
 */
export function markOf(context: Context, idempotencyKey: string | undefined, fields: object): string {
  if (idempotencyKey === undefined) return hashedId(JSON.stringify([context.requestId]), MARK_LENGTH);
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const members = given.map(([name, value]) => `${JSON.stringify(name)}:${canonicalJson(value)}`);
  return hashedId(`[${JSON.stringify(idempotencyKey)},{${members.join()}}]`, MARK_LENGTH);
}

/** The same as it was until version 0.1: with the keys inside a field as they were sent. */
export const formerMarkOf = (context: Context, idempotencyKey: string | undefined, fields: object): string =>
  hashedId(JSON.stringify(idempotencyKey === undefined ? [context.requestId] : [idempotencyKey, fields]), MARK_LENGTH);
