/**
 * Verify: compares every customer's version with the event log, and past subscriptions with what it says of them. Agreement
 * proves that no change was lost.
 */
import type { Budget, Call } from "../../base/context.ts";
import { OperatorError } from "../../base/operatorError.ts";
import { mapParallel } from "../../base/parallel.ts";
import type { Customer } from "../../customers/customer.ts";
import { getById, scanCustomers } from "../../customers/store.ts";
import { changeOf, toEntry } from "../derive.ts";
import type { CustomerState, LogEntry } from "../event.ts";
import { publishEntries, type Target } from "../publish.ts";
import { type PastProblem, problemsOfPast } from "./pastSubscriptions.ts";
import { contextIn, idsOf, knownStates, readWholeLog } from "./states.ts";

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

export interface Verified {
  customers: number;
  /** Log entries found. */
  events: number;
  missing: Missing[];
  pastSubscriptions: PastProblem[];
}

/** Checks every customer of every organization. `onProgress` gets the number of customers checked so far. */
export async function verify(
  call: Budget,
  retentionSeconds: number,
  onProgress: (customers: number) => void,
): Promise<Verified> {
  const result: Verified = { customers: 0, events: 0, missing: [], pastSubscriptions: [] };
  for await (const { customers } of scanCustomers(call)) {
    const looks = await mapParallel(customers, PARALLEL_CUSTOMERS, (customer) =>
      look(call, customer, retentionSeconds),
    );
    result.customers += customers.length;
    for (const { events, missing, past } of looks) {
      result.events += events;
      result.pastSubscriptions.push(...past);
      if (missing.sequences.length > 0) result.missing.push(missing);
    }
    onProgress(result.customers);
  }
  return result;
}

async function look(
  call: Budget,
  seen: Customer,
  retentionSeconds: number,
): Promise<{ events: number; missing: Missing; past: PastProblem[] }> {
  let customer = seen;
  for (let looks = 0; ; looks++) {
    const entries = await readWholeLog(call, customer);
    const sequences = missingSequences(customer, entries, retentionSeconds);
    if (sequences.length === 0 || looks === SECOND_LOOKS)
      return {
        events: entries.length,
        missing: { ...idsOf(customer), sequences },
        past: await problemsOfPast(call, customer, entries),
      };
    await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS));
    customer = (await getById(contextIn(call, customer.organizationId), customer.id)).customer ?? customer;
  }
}

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

/** Some missing events could be neither sent nor parked. The log may have them now, so a repeat would not find them. */
export class IncompleteRepairError extends OperatorError {
  override readonly name = "IncompleteRepairError";

  constructor(entries: readonly LogEntry[]) {
    const places = entries.map(({ customerId, sequence }) => `${customerId} from ${sequence} on`);
    super(
      `Not published: ${places.join(", ")}. Repeat verify --repair, then replay --customer ID --after SEQUENCE for each subscriber.`,
    );
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
    const { customer } = await getById(contextIn(call, organizationId), customerId);
    if (!customer) continue;
    const states = knownStates(customer, await readWholeLog(call, customer));
    const known = sequences.filter((sequence) => states.has(sequence));
    const entries = known.flatMap((sequence) => {
      const data = states.get(sequence);
      return data ? [toEntry(changeOf(sequence, data, stateJustBefore(states, sequence)), retentionSeconds)] : [];
    });
    const { incomplete } = await publishEntries(call, entries, targets);
    repaired.published += entries.length - incomplete.size;
    unpublished.push(...entries.filter((entry) => incomplete.has(entry)).slice(0, 1));
    const lost = sequences.filter((sequence) => !states.has(sequence));
    if (lost.length > 0) repaired.lost.push({ organizationId, customerId, sequences: lost });
  }
  if (unpublished.length > 0) throw new IncompleteRepairError(unpublished);
  return repaired;
}

/** The latest known state before a sequence; undefined before the first. */
function stateJustBefore(states: ReadonlyMap<number, CustomerState>, sequence: number): CustomerState | undefined {
  const before = Math.max(0, ...[...states.keys()].filter((it) => it < sequence));
  return states.get(before);
}
