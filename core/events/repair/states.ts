/** What a customer's log and record tell of its states. */
import { type ChangeActor, readActor } from "../../base/actor.ts";
import type { Budget, Context } from "../../base/context.ts";
import type { Customer } from "../../customers/customer.ts";
import { stateBefore, stateOf } from "../derive.ts";
import type { CustomerState, LogEntry } from "../event.ts";
import { orderKey, readLogFrom } from "../log.ts";
import { parseEvent } from "../packing.ts";

/** The customer's state at every sequence known from the record, from an event, or from the event after it. */
export function knownStates(customer: Customer, entries: readonly LogEntry[]): Map<number, CustomerState> {
  const states = new Map<number, CustomerState>([[customer.version, stateOf(customer)]]);
  for (const { sequence, event } of entries) {
    if (!event || event.name === "customer.erased") continue;
    const change = parseEvent(event.body);
    states.set(sequence, change.data);
    if (sequence > 1 && !states.has(sequence - 1)) states.set(sequence - 1, stateBefore(change));
  }
  return states;
}

/** Who made each change, by sequence, as far as the record, an event or the entry after it tells. */
export function knownActors(customer: Customer, entries: readonly LogEntry[]): Map<number, ChangeActor | undefined> {
  const actors = new Map([[customer.version, readActor(customer)]]);
  for (const { sequence, event, actorBefore } of entries) {
    if (!event || event.name === "customer.erased") continue;
    actors.set(sequence, parseEvent(event.body).actor);
    if (!actors.has(sequence - 1)) actors.set(sequence - 1, actorBefore);
  }
  return actors;
}

/** All of a customer's log that has not expired. */
export const readWholeLog = (call: Budget, customer: Customer): Promise<LogEntry[]> =>
  readLogFrom(call, orderKey(idsOf(customer)), 1);

export const idsOf = ({ organizationId, id }: Customer) => ({ organizationId, customerId: id });

/** A call as the stores take it, in one organization. */
export const contextIn = (call: Budget, organizationId: string): Context => ({
  ...call,
  organizationId,
  requestId: "verify",
  now: () => new Date(),
});
