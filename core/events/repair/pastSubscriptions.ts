/**
 * Past subscriptions, compared with the event log. Those from before version 0.2 are in the log alone, until it expires;
 * here they get their items.
 */
import { isDeepStrictEqual } from "node:util";
import type { Budget, Context } from "../../base/context.ts";
import { mapParallel } from "../../base/parallel.ts";
import type { Customer } from "../../customers/customer.ts";
import { customerKey } from "../../customers/keys.ts";
import { getById, scanCustomers } from "../../customers/store.ts";
import type { Subscription } from "../../customers/subscription/subscription.ts";
import { fromState, presentState } from "../../subscriptions/presenter.ts";
import type { SubscriptionState } from "../../subscriptions/schemas.ts";
import { correctPast, keepPast, queryPast } from "../../subscriptions/store.ts";
import type { CustomerState, LogEntry } from "../event.ts";
import { finishKeeping, type Keeping, readKeeping, saveKeeping } from "./runs.ts";
import { contextIn, idsOf, knownStates, readWholeLog } from "./states.ts";

const PARALLEL_CUSTOMERS = 20;
const ITEMS_A_READ = 100;

/** A past subscription that has no item, or one that differs from what the log says. */
export interface PastProblem {
  organizationId: string;
  customerId: string;
  subscriptionId: string;
  problem: "missing" | "different";
}

/**
 * How each of a customer's past subscriptions ended, by id. Undefined where the log does not say: the entry of the change that
 * put another in its place is missing.
 */
export function endsOf(states: ReadonlyMap<number, CustomerState>): Map<string, SubscriptionState | undefined> {
  const ends = new Map<string, SubscriptionState | undefined>();
  let last: { sequence: number; subscription: SubscriptionState | undefined } | undefined;
  for (const [sequence, { subscription }] of [...states].sort(([a], [b]) => a - b)) {
    const before = last?.subscription;
    if (before && before.id !== subscription?.id)
      ends.set(before.id, last?.sequence === sequence - 1 && before.endDate !== null ? before : undefined);
    last = { sequence, subscription };
  }
  if (last?.subscription) ends.delete(last.subscription.id);
  return ends;
}

/** A problem with what would solve it. */
interface Found extends PastProblem {
  stored: Subscription | undefined;
  end: SubscriptionState | undefined;
}

async function compare(call: Budget, customer: Customer, entries: readonly LogEntry[]): Promise<Found[]> {
  const ends = endsOf(knownStates(customer, entries));
  if (ends.size === 0) return [];
  const stored = await readAllPast(contextIn(call, customer.organizationId), customer.id);
  return [...ends].flatMap(([subscriptionId, end]): Found[] => {
    const item = stored.get(subscriptionId);
    if (item && (!end || isDeepStrictEqual(presentState(item), end))) return [];
    const problem = item ? "different" : "missing";
    return [{ ...idsOf(customer), subscriptionId, problem, stored: item, end }];
  });
}

async function readAllPast(context: Context, customerId: string): Promise<Map<string, Subscription>> {
  const all = new Map<string, Subscription>();
  let after: string | undefined;
  do {
    const { items, lastKey } = await queryPast(context, customerId, ITEMS_A_READ, after);
    for (const item of items) all.set(item.id, item);
    after = lastKey;
  } while (after !== undefined);
  return all;
}

const toProblem = ({ stored, end, ...problem }: Found): PastProblem => problem;

/** What is wrong with the items of a customer's past subscriptions, as far as its log reaches. */
export const problemsOfPast = async (
  call: Budget,
  customer: Customer,
  entries: readonly LogEntry[],
): Promise<PastProblem[]> => (await compare(call, customer, entries)).map(toProblem);

/** The result of writing what was missing or different. */
export interface Kept {
  kept: number;
  /** Those whose end is in no item and no longer in the log. */
  lost: PastProblem[];
}

/** Gives the past subscriptions in a customer's log the items that they lack, and corrects those that differ. */
async function keepPastOf(call: Budget, customer: Customer): Promise<Kept> {
  const found = await compare(call, customer, await readWholeLog(call, customer));
  const context = contextIn(call, customer.organizationId);
  const written = await mapParallel(found, PARALLEL_CUSTOMERS, async ({ stored, end }) => {
    if (!end) return false;
    // The log has no marks.
    const mark = stored?.cancelMark === undefined ? {} : { cancelMark: stored.cancelMark };
    const ended = { ...fromState(end), ...mark };
    return stored ? correctPast(context, customer.id, ended, stored) : keepPast(context, customer.id, ended);
  });
  return { kept: written.filter(Boolean).length, lost: found.filter(({ end }) => !end).map(toProblem) };
}

/** Solves the problems that a verification found, as far as the log knows how. */
export async function repairPast(call: Budget, problems: readonly PastProblem[]): Promise<Kept> {
  const result: Kept = { kept: 0, lost: [] };
  const customers = new Map(problems.map((it) => [customerKey(it.organizationId, it.customerId), it]));
  for (const { organizationId, customerId } of customers.values()) {
    const { customer } = await getById(contextIn(call, organizationId), customerId);
    if (!customer) continue;
    const { kept, lost } = await keepPastOf(call, customer);
    result.kept += kept;
    result.lost.push(...lost);
  }
  return result;
}

/**
 * Gives every past subscription that the log tells of its item, in all organizations. After an interruption, the next call
 * continues where it stopped; done again, it writes nothing.
 *
 * @returns `lost` of this call alone
 */
export async function keepPastOfAll(
  call: Budget,
  onProgress: (keeping: Keeping) => void,
): Promise<Keeping & Pick<Kept, "lost">> {
  let keeping = (await readKeeping(call)) ?? { customers: 0, kept: 0 };
  onProgress(keeping);
  const lost: PastProblem[] = [];
  for await (const { customers, lastKey } of scanCustomers(call, keeping.after)) {
    const subscribed = customers.filter(({ subscription }) => subscription);
    const results = await mapParallel(subscribed, PARALLEL_CUSTOMERS, (customer) => keepPastOf(call, customer));
    lost.push(...results.flatMap((result) => result.lost));
    keeping = {
      customers: keeping.customers + customers.length,
      kept: keeping.kept + results.reduce((sum, { kept }) => sum + kept, 0),
      ...(lastKey === undefined ? {} : { after: lastKey }),
    };
    await saveKeeping(call, keeping);
    onProgress(keeping);
  }
  await finishKeeping(call);
  return { ...keeping, lost };
}
