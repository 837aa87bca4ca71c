/** Subscription ids: `sub_`, the letters and digits of the customer's id, and eight that identify the subscription. */
import type { Context } from "../base/context.ts";
import { hashedId } from "../base/ids.ts";
import { canonicalJson } from "../base/marks.ts";

const MARK_LENGTH = 8;
const SUBSCRIPTION_ID = new RegExp(`^sub_([A-Za-z0-9]{1,48})[A-Za-z0-9]{${MARK_LENGTH}}$`);

/** Contains the customer's id, so that one read finds the subscription. */
export const subscriptionId = (customerId: string, mark: string): string =>
  `sub_${customerId.slice("cus_".length)}${mark}`;

/** The id of the customer to which a subscription id can belong. */
export function customerIdOf(subscriptionId: string): string | undefined {
  const [, id] = SUBSCRIPTION_ID.exec(subscriptionId) ?? [];
  return id === undefined ? undefined : `cus_${id}`;
}

/**
 * Identifies a write and its repeats: by the caller's Idempotency-Key and request or, without a key, by the request's
 * own id, which the SDK's repeats share.
 *
 * @param fields in the order of their schema, whatever order the caller had them in
 */
export function markOf(context: Context, idempotencyKey: string | undefined, fields: object): string {
  if (idempotencyKey === undefined) return hashedId(JSON.stringify([context.requestId]), MARK_LENGTH);
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const members = given.map(([name, value]) => `${JSON.stringify(name)}:${canonicalJson(value)}`);
  return hashedId(`[${JSON.stringify(idempotencyKey)},{${members.join()}}]`, MARK_LENGTH);
}

/** The mark that versions before 0.1 wrote: keys inside a field are in the order in which they were sent. */
export const formerMarkOf = (context: Context, idempotencyKey: string | undefined, fields: object): string =>
  hashedId(JSON.stringify(idempotencyKey === undefined ? [context.requestId] : [idempotencyKey, fields]), MARK_LENGTH);
