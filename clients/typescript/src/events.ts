/** Reading change events from a queue. */
import type { ChangeEvent, ErasedEvent } from "./generated/types.gen.ts";

/**
 * The event in a message of SQS. Ignore events whose name you do not know: later versions may have more.
 *
 * @param body `Body` of a received message, or `body` of a record that Lambda got
 * @throws TypeError when it is not one; the message says which part is wrong, and nothing of what it holds
 */
export function parseChangeEvent(body: string | undefined): ChangeEvent | ErasedEvent {
  const event = parsed(body);
  const { id, event: name, timestamp, organizationId, sequence, data } = event;
  for (const [part, value] of Object.entries({ id, event: name, timestamp, organizationId }))
    if (typeof value !== "string") throw notAnEvent(`${part} is not a text`);
  if (!Number.isSafeInteger(sequence)) throw notAnEvent("sequence is not a whole number");
  if (typeof data?.id !== "string") throw notAnEvent("data.id is not a text");
  return event;
}

function parsed(body: string | undefined): ChangeEvent | ErasedEvent {
  let value: unknown;
  try {
    value = JSON.parse(body ?? "");
  } catch {
    throw notAnEvent("it is not JSON");
  }
  if (typeof value !== "object" || value === null) throw notAnEvent("it is not an object");
  return value as ChangeEvent | ErasedEvent;
}

const notAnEvent = (why: string): TypeError => new TypeError(`The message is not a change event: ${why}.`);

/** Where the last sequence of each customer is kept: a Map, or a table of yours. */
export interface SequenceStore {
  get(customer: string): number | undefined | PromiseLike<number | undefined>;
  set(customer: string, sequence: number): unknown;
}

/** Lets each event through once, although queues may deliver it twice and a redrive may send it again. */
export class OrderGuard {
  readonly #lastSequences: SequenceStore;

  constructor(lastSequences: SequenceStore = new Map<string, number>()) {
    this.#lastSequences = lastSequences;
  }

  /**
   * Calls `act` unless this event, or a later one of the same customer, was acted on before. Use it for one event of a
   * customer at a time, as a FIFO queue delivers them.
   *
   * @returns whether it called `act`
   * @throws what `act` throws; the event then counts as not seen
   */
  async once<Event extends ChangeEvent | ErasedEvent>(event: Event, act: (event: Event) => unknown): Promise<boolean> {
    const customer = `${event.organizationId}/${event.data.id}`;
    if (event.sequence <= ((await this.#lastSequences.get(customer)) ?? 0)) return false;
    await act(event);
    await this.#lastSequences.set(customer, event.sequence);
    return true;
  }
}
