/** Customers that are moved out: each as it is at one moment, with what belongs to it at that moment. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../base/context.ts";
import { mapParallel } from "../base/parallel.ts";
import { withRetries } from "../base/retries.ts";
import type { Customer, CustomerJson } from "../customers/customer.ts";
import { listCustomers } from "../customers/list.ts";
import { presentCustomer } from "../customers/presenter.ts";
import { getMany } from "../customers/store.ts";
import type { Subscription } from "../customers/subscription/subscription.ts";
import type { ChangeEvent, LogEntry } from "../events/event.ts";
import { orderKey, readLogFrom } from "../events/log.ts";
import { parseEvent } from "../events/packing.ts";
import type { Plan } from "../plans/plan.ts";
import { getPlansById } from "../plans/store.ts";
import { presentState } from "../subscriptions/presenter.ts";
import type { SubscriptionState } from "../subscriptions/schemas.ts";
import { queryPast } from "../subscriptions/store.ts";

/** What is written of each customer beside itself. */
export interface Belongings {
  subscriptions: boolean;
  events: boolean;
}

/** A subscription as events show it, with its plan's code: the plan has another id in another organization. */
export type ExportedSubscription = SubscriptionState & { planCode: string | null };

/** A customer as the API shows it, and what belongs to it. */
export type ExportedCustomer = CustomerJson & {
  subscription?: ExportedSubscription;
  pastSubscriptions?: ExportedSubscription[];
  /** Oldest first; those that are still kept. */
  events?: ChangeEvent[];
};

const LIMIT = 100;
const MAX_PARALLEL = 25;
const PAST_A_PAGE = 100;

/** A page of customers, and where to go on after it; nowhere behind the last one. */
export interface ExportedPage {
  customers: ExportedCustomer[];
  /** How many of them have changes whose events the log does not have yet. */
  late: number;
  nextCursor?: string;
}

/**
 * All customers of the context's organization, newest first, page by page.
 *
 * @throws AppError `service_unavailable` when DynamoDB refuses for half a minute
 */
export async function* exportAll(
  context: Context,
  belongings: Belongings,
  after?: string,
): AsyncGenerator<ExportedPage> {
  let cursor = after;
  do {
    const page = await withRetries(() => listCustomers(context, { limit: LIMIT, cursor, filter: "all" }));
    // A list may be a moment behind, which would not go with what is read next.
    const current = await withRetries(() =>
      getMany(
        context,
        page.customers.map(({ id }) => id),
      ),
    );
    const customers = page.customers.flatMap(({ id }) => current.get(id) ?? []);
    cursor = page.nextCursor;
    yield {
      ...(await withBelongings(context, customers, belongings)),
      ...(cursor === undefined ? {} : { nextCursor: cursor }),
    };
  } while (cursor !== undefined);
}

/** Customers as they were read, with what belonged to them then. @throws AppError `service_unavailable` */
export async function withBelongings(
  context: Context,
  customers: readonly Customer[],
  { subscriptions, events }: Belongings,
): Promise<Omit<ExportedPage, "nextCursor">> {
  const held = await mapParallel(customers, MAX_PARALLEL, async (customer) => ({
    customer,
    past: subscriptions ? await withRetries(() => pastOf(context, customer)) : [],
    log: events ? await eventsOf(context, customer) : { events: [], isLate: false },
  }));
  const planIds = held.flatMap(({ customer, past }) =>
    [customer.subscription, ...past].flatMap((it) => it?.planId ?? []),
  );
  const plans = subscriptions
    ? await withRetries(() => getPlansById(context, context.organizationId, planIds))
    : new Map<string, Plan>();
  const present = (it: Subscription) => ({ ...presentState(it), planCode: plans.get(it.planId)?.code ?? null });
  return {
    customers: held.map(({ customer, past, log }) => ({
      ...presentCustomer(customer),
      ...(subscriptions && customer.subscription ? { subscription: present(customer.subscription) } : {}),
      ...(past.length > 0 ? { pastSubscriptions: past.map(present) } : {}),
      ...(events ? { events: log.events } : {}),
    })),
    late: held.filter(({ log }) => log.isLate).length,
  };
}

/** The subscriptions before the one that the customer had when it was read; another may have followed since. */
async function pastOf(context: Context, { id, subscription: latest }: Customer): Promise<Subscription[]> {
  if (!latest) return [];
  const past: Subscription[] = [];
  let after: string | undefined;
  do {
    const page = await queryPast(context, id, PAST_A_PAGE, after);
    past.push(...page.items.filter((it) => it.id !== latest.id && it.createdAt < latest.createdAt));
    after = page.lastKey;
  } while (after !== undefined);
  return past;
}

const A_DAY_MS = 86_400_000;
const MAX_LOOKS = 5;
const LOOK_EVERY_MS = 200;

/**
 * The events up to the version that was read, as far as the log has them. The publisher is some tenths of a second behind; what is
 * missing after a day has expired.
 */
async function eventsOf(context: Context, customer: Customer): Promise<{ events: ChangeEvent[]; isLate: boolean }> {
  const key = orderKey({ organizationId: context.organizationId, customerId: customer.id });
  const isRecent = context.now().getTime() - Date.parse(customer.updatedAt) < A_DAY_MS;
  for (let look = 1; ; look++) {
    const entries = await withRetries(() => readLogFrom(context, key, 1));
    const isLate = isRecent && !entries.some(({ sequence }) => sequence >= customer.version);
    if (isLate && look < MAX_LOOKS) await sleep(LOOK_EVERY_MS);
    else return { events: entries.flatMap((entry) => eventIn(entry, customer, context.now())), isLate };
  }
}

const eventIn = ({ sequence, event, expiresAt }: LogEntry, { version }: Customer, now: Date): ChangeEvent[] =>
  event && sequence <= version && expiresAt * 1_000 > now.getTime() ? [parseEvent(event.body)] : [];
