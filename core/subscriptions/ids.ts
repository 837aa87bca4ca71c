/** Subscription ids: `sub_`, the letters and digits of the customer's id, and eight that tell its subscriptions apart. */
import { createHash } from "node:crypto";
import type { Context } from "../base/context.ts";
import { lettersAndDigits } from "../base/ids.ts";

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
 */
export const markOf = (context: Context, idempotencyKey: string | undefined, input: object): string =>
  lettersAndDigits(
    createHash("sha256")
      .update(JSON.stringify(idempotencyKey === undefined ? [context.requestId] : [idempotencyKey, input]))
      .digest(),
    MARK_LENGTH,
  );
