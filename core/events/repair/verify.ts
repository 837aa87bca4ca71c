/**
 * Verify: compares every customer's version with the event log, and past subscriptions with what it says of them. Agreement
 * proves that no change was lost.
 */
import type { Budget, Call } from "../../base/context.ts";
import { OperatorError } from "../../base/operatorError.ts";
import { mapParallel } from "../../base/parallel.ts";
import type { Customer } from "../../customers/customer.ts";
import type { Tombstone } from "../../customers/item.ts";
import { getById, scanCustomers } from "../../customers/store.ts";
import { changeOf, toEntry } from "../derive.ts";
import type { CustomerState, LogEntry } from "../event.ts";
import { parseEvent } from "../packing.ts";
import type { Target } from "../publish.ts";
import { finishErasures } from "../publishErased.ts";
import { type ErasureProblem, erasureProblems, lastEntryOf, problemsOfErased } from "./erasures.ts";
import { type PastProblem, problemsOfPast } from "./pastSubscriptions.ts";
import { contextIn, idsOf, knownActors, knownStates, readWholeLog } from "./states.ts";
import { publishRepair } from "./unfinished.ts";

const PARALLEL_CUSTOMERS = 20;
/** A change that was just committed may still be in the stream. */
const SECOND_LOOKS = 10;
const SECOND_LOOK_MS = 500;

/** A customer whose log lacks changes. */
export interface Missing {
  organizationId: string;
  customerId: string;
  sequences: number[];
}

/** A customer whose latest changes are not in the log yet; the publisher may still come to them. */
export interface Late extends Missing {
  /** When the last of them was made, ISO 8601. */
  changedAt: string;
}

/** What was found among some customers. */
export interface Verified {
  customers: number;
  /** Log entries found. */
  events: number;
  missing: Missing[];
  late: Late[];
  pastSubscriptions: PastProblem[];
  /** What is wrong with erasures, and with what followed them. */
  erasures: ErasureProblem[];
}

export interface VerifiedPage extends Verified {
  /** Continue after this customer key; undefined at the end. */
  lastKey: string | undefined;
}

export interface VerifyOptions {
  retentionSeconds: number;
  /** Whether the publisher has certainly come to every change that a customer had when it was read. */
  hasPassed: (customer: Pick<Customer, "updatedAt">, readAt: Date) => boolean;
  /** Continue after this customer key. */
  after?: string | undefined;
}

/** Checks every customer of every organization, page by page. */
export async function* verify(call: Budget, options: VerifyOptions): AsyncGenerator<VerifiedPage> {
  let secondLooks = SECOND_LOOKS;
  for await (const { customers, tombstones, lastKey } of scanCustomers(call, options.after)) {
    const found = await verifyCustomers(call, customers, secondLooks, options);
    const ofErased = await verifyTombstones(call, tombstones, options);
    const late = [...found.late, ...ofErased.late];
    // A publisher that is far behind would else hold up every page.
    secondLooks = late.length > 0 ? 1 : SECOND_LOOKS;
    yield {
      ...found,
      late,
      missing: [...found.missing, ...ofErased.missing],
      erasures: [...found.erasures, ...(await erasureProblems(call, customers)), ...ofErased.erasures],
      lastKey,
    };
  }
}

/** Looks at all of them at once, then again and again at those that lack something. */
async function verifyCustomers(
  call: Budget,
  customers: readonly Customer[],
  secondLooks: number,
  options: VerifyOptions,
): Promise<Verified> {
  const readAt = new Date();
  const settled: Look[] = [];
  let open = customers;
  for (let looks = 0; open.length > 0; looks++) {
    if (looks > 0) await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS));
    const found = await mapParallel(open, PARALLEL_CUSTOMERS, (customer) =>
      look(call, customer, { readAt, isLast: looks === secondLooks, ...options }),
    );
    settled.push(...found.filter((it) => it !== undefined));
    open = open.filter((_, index) => found[index] === undefined);
  }
  return {
    customers: customers.length,
    events: settled.reduce((sum, { events }) => sum + events, 0),
    missing: settled.flatMap(({ missing }) => missing),
    late: settled.flatMap(({ late }) => late),
    pastSubscriptions: settled.flatMap(({ pastSubscriptions }) => pastSubscriptions),
    erasures: settled.flatMap(({ erasures }) => erasures),
  };
}

/** Of an erased customer the log has the last event alone. */
async function verifyTombstones(
  call: Budget,
  tombstones: readonly Tombstone[],
  { hasPassed, retentionSeconds }: VerifyOptions,
): Promise<Pick<Verified, "missing" | "late" | "erasures">> {
  const readAt = new Date();
  const found = await mapParallel(tombstones, PARALLEL_CUSTOMERS, async (tombstone) => {
    const { organizationId, id: customerId, sequence, erasedAt } = tombstone;
    const isPassed = hasPassed({ updatedAt: erasedAt }, readAt);
    const { hasLast, problems } = await problemsOfErased(call, tombstone, isPassed);
    const isKept = Date.now() - Date.parse(erasedAt) < retentionSeconds * 1_000;
    const absent =
      hasLast || !isKept ? [] : [{ organizationId, customerId, sequences: [sequence], changedAt: erasedAt }];
    return { missing: isPassed ? absent : [], late: isPassed ? [] : absent, erasures: problems };
  });
  return {
    missing: found.flatMap(({ missing }) => missing),
    late: found.flatMap(({ late }) => late),
    erasures: found.flatMap(({ erasures }) => erasures),
  };
}

type Look = Omit<Verified, "customers">;

/** What one customer's log shows; undefined if it is to be looked at again. */
async function look(
  call: Budget,
  customer: Customer,
  { readAt, isLast, hasPassed, retentionSeconds }: VerifyOptions & { readAt: Date; isLast: boolean },
): Promise<Look | undefined> {
  // Before the log is read: what the publisher does in between is in it.
  const isPassed = hasPassed(customer, readAt);
  const entries = await readWholeLog(call, customer);
  const absent = missingSequences(customer, entries, retentionSeconds);
  if (absent.length > 0 && !isPassed && !isLast) return undefined;
  // What follows an absent one was published after it: that one will not come any more.
  const lastLogged = entries.at(-1)?.sequence ?? 0;
  const missing = absent.filter((sequence) => isPassed || sequence < lastLogged);
  const late = absent.filter((sequence) => !missing.includes(sequence));
  const ids = idsOf(customer);
  return {
    events: entries.length,
    missing: missing.length > 0 ? [{ ...ids, sequences: missing }] : [],
    late: late.length > 0 ? [{ ...ids, sequences: late, changedAt: customer.updatedAt }] : [],
    pastSubscriptions: await problemsOfPast(call, customer, entries),
    erasures: isOlder(customer, entries) ? [{ ...ids, problem: "the log is older" }] : [],
  };
}

/** Whether the log tells of a time before the customer was made: of somebody else who had the id. */
const isOlder = ({ createdAt }: Customer, entries: readonly LogEntry[]): boolean =>
  entries.some(({ event }) => event !== undefined && parseEvent(event.body).timestamp < createdAt);

/** The sequences that are missing from a customer's log. Entries older than the log's retention may be gone. */
export function missingSequences(customer: Customer, entries: readonly LogEntry[], retentionSeconds: number): number[] {
  const logged = new Set(entries.map(({ sequence }) => sequence));
  const keptSince = Date.now() - retentionSeconds * 1_000;
  const isKept = (time: string) => Date.parse(time) > keptSince;
  if (!isKept(customer.updatedAt)) return [];
  // From the creation if it is within the retention, else from the oldest entry. The latest change is recent: see
  // above.
  const first = isKept(customer.createdAt) ? 1 : Math.min(customer.version, ...logged);
  return Array.from({ length: customer.version - first + 1 }, (_, i) => first + i).filter((it) => !logged.has(it));
}

/** Some missing events could be neither sent nor parked, or are not in the log or the feed. A repeat finds them. */
export class IncompleteRepairError extends OperatorError {
  override readonly name = "IncompleteRepairError";

  constructor(entries: readonly LogEntry[]) {
    const places = entries.map(({ customerId, sequence }) => `${customerId} from ${sequence} on`);
    super(`Not published: ${places.join(", ")}. Repeat verify --repair.`);
  }
}

/** The result of a repair. */
export interface Repaired {
  published: number;
  /** Changes whose state is no longer known: the stream's failure destination has their records. */
  lost: Missing[];
}

/**
 * Publishes what a verification found missing: each change whose state is known, from the current record or from the
 * event after it.
 *
 * @throws IncompleteRepairError when some of it could be neither sent nor parked
 */
export async function repair(
  call: Budget & Pick<Call, "now">,
  missing: readonly Missing[],
  targets: readonly Target[],
  retentionSeconds: number,
): Promise<Repaired> {
  const repaired: Repaired = { published: 0, lost: [] };
  const unpublished: LogEntry[] = [];
  for (const { organizationId, customerId, sequences } of missing) {
    const { customer, erasedId } = await getById(contextIn(call, organizationId), customerId);
    const erasure =
      erasedId === undefined ? undefined : await lastEntryOf(call, { organizationId, customerId }, retentionSeconds);
    // What else was missing went with the customer. If that was erased since, the publisher comes to it yet.
    if (erasure && sequences.includes(erasure.sequence))
      repaired.published += await publishErasure(call, erasure, targets);
    if (!customer) continue;
    const logged = await readWholeLog(call, customer);
    const [states, actors] = [knownStates(customer, logged), knownActors(customer, logged)];
    const known = sequences.filter((sequence) => states.has(sequence));
    const entries = known.flatMap((sequence) => {
      const data = states.get(sequence);
      if (!data) return [];
      const event = changeOf(sequence, data, stateJustBefore(states, sequence), actors.get(sequence));
      return [toEntry(event, retentionSeconds, { actorBefore: actors.get(sequence - 1) })];
    });
    const { published, incomplete } = await publishRepair(call, entries, targets);
    repaired.published += published;
    unpublished.push(...entries.filter((entry) => incomplete.has(entry)).slice(0, 1));
    const lost = sequences.filter((sequence) => !states.has(sequence));
    if (lost.length > 0) repaired.lost.push({ organizationId, customerId, sequences: lost });
  }
  if (unpublished.length > 0) throw new IncompleteRepairError(unpublished);
  return repaired;
}

/** Does for an erasure what the publisher would have done. @throws IncompleteRepairError */
async function publishErasure(
  call: Budget & Pick<Call, "now">,
  entry: LogEntry,
  targets: readonly Target[],
): Promise<number> {
  const { published, incomplete } = await publishRepair(call, [entry], targets);
  const { left } = await finishErasures(call, [entry]);
  if (incomplete.size + left.size > 0) throw new IncompleteRepairError([entry]);
  return published;
}

/** The latest known state before a sequence; undefined before the first. */
function stateJustBefore(states: ReadonlyMap<number, CustomerState>, sequence: number): CustomerState | undefined {
  const before = Math.max(0, ...[...states.keys()].filter((it) => it < sequence));
  return states.get(before);
}
