/** The subscriptions' rules: create, get the active one, cancel. A customer has one active subscription at a time. */
import { waitForTurn } from "../aws/dynamodb.ts";
import type { Context } from "../base/context.ts";
import { AppError, invalid } from "../base/errors.ts";
import { inOneLine } from "../base/validation.ts";
import type { Customer } from "../customers/customer.ts";
import { CustomerErased } from "../customers/erased.ts";
import { getCustomer, resolve } from "../customers/service.ts";
import { getById, type NoCustomer } from "../customers/store.ts";
import { type Dates, isActiveAt, periodAt } from "../customers/subscription/period.ts";
import type { Subscription } from "../customers/subscription/subscription.ts";
import { priceIdOf } from "../plans/ids.ts";
import type { Plan, PlanPrice } from "../plans/plan.ts";
import { getPlan } from "../plans/service.ts";
import { getPlanById } from "../plans/store.ts";
import { customerIdOf, formerMarkOf, markOf, subscriptionId } from "./ids.ts";
import type { CancelSubscription, CreateSubscription } from "./schemas.ts";
import { beginFirst, type Cancellation, endIfEarlier, getPast, keepPast, replaceEnded } from "./store.ts";

/** A subscription with its customer, and its plan as it is now, if it still exists. */
export interface Subscribed {
  customer: Customer;
  subscription: Subscription;
  plan: Plan | undefined;
}

/**
 * Subscribes a customer to a plan: one read of the plan, one conditional write; if the customer had a subscription
 * before, which becomes a past one, a copy and another conditional write. A repeat with the same Idempotency-Key returns the first result.
 *
 * @throws AppError `plan_not_found`, `validation_error`, `customer_not_found`, `customer_erased`, `customer_archived`,
 *   `already_has_active_subscription`
 */
export async function createSubscription(
  context: Context,
  input: CreateSubscription,
  idempotencyKey?: string,
): Promise<Subscribed & { created: boolean }> {
  const plan = await getPlan(context, input.planCode ?? input.planId ?? "");
  const terms = termsOf(plan, input, context.now());
  const mark = markOf(context, idempotencyKey, input);
  const formerMark = formerMarkOf(context, idempotencyKey, input);
  return resolve(context, input.customerId, (customerId) => {
    const subscription = { ...terms, id: subscriptionId(customerId, mark) };
    return begin(context, customerId, subscription, plan, subscriptionId(customerId, formerMark));
  });
}

async function begin(
  context: Context,
  customerId: string,
  subscription: Subscription,
  plan: Plan,
  formerId: string,
): Promise<(Subscribed & { created: boolean }) | NoCustomer> {
  let written = await beginFirst(context, customerId, subscription);
  for (let attempt = 1; ; attempt++) {
    if (!written.customer) return { aliasOf: written.aliasOf, erasedId: written.erasedId };
    const { customer } = written;
    const { subscription: latest } = customer;
    if (written.updated) return { customer, subscription: latest ?? subscription, plan, created: true };
    const repeated = await firstOf(context, customer, new Set([subscription.id, formerId]));
    // A repeat, by the SDK or by the caller, of a write that succeeded.
    if (repeated) return { customer, subscription: repeated, plan, created: false };
    if (customer.archivedAt !== undefined) throw new AppError("customer_archived");
    if (!latest || isActiveAt(latest, new Date(subscription.createdAt)))
      throw new AppError("already_has_active_subscription");
    await keepPast(context, customer.id, latest);
    written = await replaceEnded(context, customer.id, latest, createdAfter(latest, subscription));
    // Another writer was first.
    if (!written.updated) await waitForTurn(context, attempt);
  }
}

/** The first of a customer's subscriptions with one of these ids. */
async function firstOf(context: Context, customer: Customer, ids: Iterable<string>): Promise<Subscription | undefined> {
  for (const id of ids) {
    const found = await subscriptionWith(context, customer, id);
    if (found) return found;
  }
  return undefined;
}

/** A customer's subscription with this id, the latest or a past one. */
const subscriptionWith = async (context: Context, { id: customerId, subscription }: Customer, id: string) =>
  subscription?.id === id ? subscription : getPast(context, customerId, id);

/** Created later than another one, whatever clocks say: that is the order of lists. */
function createdAfter(latest: Subscription, subscription: Subscription): Subscription {
  const createdAt = Math.max(Date.parse(subscription.createdAt), Date.parse(latest.createdAt) + 1);
  return { ...subscription, createdAt: new Date(createdAt).toISOString() };
}

/** The agreed terms: all of the subscription except its id. @throws AppError `validation_error` */
function termsOf(plan: Plan, input: CreateSubscription, now: Date): Omit<Subscription, "id"> {
  const price = priceOf(plan, input);
  const start = input.startDate ?? now;
  const trialDays = input.skipTrial ? 0 : (input.customTrialDays ?? price?.trialDays ?? 0);
  const trialEnd = new Date(start);
  trialEnd.setUTCDate(trialEnd.getUTCDate() + trialDays);
  const dates: Dates = {
    startDate: start.toISOString(),
    ...(trialDays > 0 ? { trialEndsAt: trialEnd.toISOString() } : {}),
    ...(price ? { billingInterval: price.billingInterval } : {}),
  };
  return {
    planId: plan.id,
    planName: plan.name,
    name: inOneLine(input.name ?? "") || plan.name,
    price: price?.price ?? 0,
    seats: seatsOf(plan, input.initialSeats ?? {}),
    ...dates,
    ...(input.cancelAtPeriodEnd ? canceledFromTheStart(dates, now) : {}),
    createdAt: now.toISOString(),
  };
}

/**
 * A cancellation for the end of the current period. That is the first period, unless the start lies further back. Unlike a later
 * cancellation, it leaves a free or future subscription its period.
 */
const canceledFromTheStart = (dates: Dates, now: Date): Pick<Cancellation, "endDate" | "canceledAt"> => ({
  endDate: periodAt(dates, now).end.toISOString(),
  canceledAt: now.toISOString(),
});

/** The price for the requested id or interval, or the default one; none if the plan has no prices. */
function priceOf({ id, code, prices }: Plan, { billingInterval, priceId }: CreateSubscription): PlanPrice | undefined {
  if (priceId != null) {
    const named = prices.find((it) => priceIdOf(id, it.billingInterval) === priceId);
    if (named && (billingInterval == null || billingInterval === named.billingInterval)) return named;
    throw invalid([
      { field: "priceId", message: `must be a price of the plan ${code}, for the interval if one is given` },
    ]);
  }
  if (billingInterval == null) return prices.find(({ isDefault }) => isDefault);
  const price = prices.find((it) => it.billingInterval === billingInterval);
  if (price) return price;
  throw invalid([{ field: "billingInterval", message: `must be an interval that the plan ${code} has a price for` }]);
}

/** Seats by the plan's codes. Three SDKs send `team_members` as `teamMembers`. */
function seatsOf({ code, features }: Plan, initialSeats: Record<string, number>): Record<string, number> {
  const codes = features.filter(({ type }) => type === "seats").map((feature) => feature.code);
  const entries = Object.entries(initialSeats).map(([name, seats]) => {
    const known = codes.find((it) => it === name) ?? codes.find((it) => inCamelCase(it) === name);
    return { name, known, seats };
  });
  const problems = entries
    .filter(({ known }) => known === undefined)
    .map(({ name }) => ({ field: `initialSeats.${name}`, message: `must be a seats feature of the plan ${code}` }));
  if (problems.length > 0) throw invalid(problems);
  return Object.fromEntries(entries.map(({ known, name, seats }) => [known ?? name, seats]));
}

const inCamelCase = (code: string): string =>
  code.replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());

/**
 * A customer's active subscription, or undefined.
 *
 * @throws AppError `customer_not_found`
 */
export async function getActiveSubscription(context: Context, customerId: string): Promise<Subscribed | undefined> {
  const customer = await getCustomer(context, customerId);
  const { subscription } = customer;
  if (!subscription || !isActiveAt(subscription, context.now())) return undefined;
  return { customer, subscription, plan: await getPlanById(context, context.organizationId, subscription.planId) };
}

/** A subscription by its id, a past one too. @throws AppError `subscription_not_found`, `customer_erased` */
export async function getSubscription(context: Context, id: string): Promise<Subscribed> {
  const customerId = customerIdOf(id);
  const { customer, erasedId } = customerId === undefined ? {} : await getById(context, customerId);
  if (erasedId !== undefined) throw new CustomerErased(erasedId);
  const subscription = customer && (await subscriptionWith(context, customer, id));
  if (!subscription) throw new AppError("subscription_not_found");
  return { customer, subscription, plan: await getPlanById(context, context.organizationId, subscription.planId) };
}

/**
 * Cancels a subscription at the end of its period, or now, in one conditional write. A subscription that is free or has
 * not begun always ends now. A repeat with the same Idempotency-Key returns the first result.
 *
 * @throws AppError `subscription_already_canceled` when it already ends by then, or is a past one
 */
export async function cancelSubscription(
  context: Context,
  { customer, subscription, plan }: Subscribed,
  { reason, immediate }: CancelSubscription,
  idempotencyKey?: string,
): Promise<Subscribed> {
  const now = context.now();
  const isAtOnce = immediate || subscription.price === 0 || now < new Date(subscription.startDate);
  const endDate = (isAtOnce ? now : periodAt(subscription, now).end).toISOString();
  const mark = markOf(context, idempotencyKey, { reason, immediate });
  const written = await endIfEarlier(context, customer.id, subscription.id, {
    endDate,
    canceledAt: now.toISOString(),
    cancelMark: mark,
    ...(reason ? { cancelReason: reason } : {}),
  });
  if (!written.updated && written.erasedId !== undefined) throw new CustomerErased(written.erasedId);
  const current = written.customer ?? customer;
  // One that is no longer the latest ended as it was read, or earlier.
  const after = current.subscription?.id === subscription.id ? current.subscription : subscription;
  if (!written.updated && after.cancelMark !== mark) throw new AppError("subscription_already_canceled");
  return { customer: current, subscription: after, plan };
}
