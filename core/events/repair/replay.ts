/** Replay: deliberately sends again what a subscriber may have missed. */

import type { Message } from "../../aws/sqs.ts";
import { chunks } from "../../base/chunks.ts";
import type { Budget } from "../../base/context.ts";
import { OperatorError } from "../../base/operatorError.ts";
import { mapParallel } from "../../base/parallel.ts";
import type { Customer } from "../../customers/customer.ts";
import { CustomerErased } from "../../customers/erased.ts";
import { scanCustomers } from "../../customers/store.ts";
import { getErasure, getErasures } from "../../erasures/store.ts";
import { snapshotOf, toEntry } from "../derive.ts";
import type { LogEntry } from "../event.ts";
import { orderKey, readLogFrom } from "../log.ts";
import { isWanted, type Target, toMessage } from "../publish.ts";
import { finishRun, type Run, saveRun, startRun } from "./runs.ts";
import { sendWithRetries } from "./sendWithRetries.ts";
import { idsOf } from "./states.ts";

const PARALLEL_SENDS = 4;
const MESSAGES_A_SEND = 50;

/** The queue refuses messages. Progress so far is saved. */
export class QueueRefusedError extends OperatorError {
  override readonly name = "QueueRefusedError";
}

/**
 * Sends every customer's current state as `customer.snapshot`, so that a new subscriber starts complete. After an
 * interruption, the next call continues where it stopped.
 *
 * @throws QueueRefusedError when the queue refuses messages
 */
export async function replaySnapshots(
  call: Budget,
  target: Target,
  newRun: string,
  onProgress: (run: Run) => void,
): Promise<Run> {
  let run = await startRun(call, { subscriber: target.name, run: newRun, sent: 0 });
  for await (const { customers, lastKey } of scanCustomers(call, run.after)) {
    const sent = await mapParallel(chunks(customers, MESSAGES_A_SEND), PARALLEL_SENDS, (group) =>
      sendSnapshots(call, target, group, run.run),
    );
    const total = sent.reduce((sum, count) => sum + count, run.sent);
    run = { ...run, sent: total, ...(lastKey === undefined ? {} : { after: lastKey }) };
    await saveRun(call, run);
    onProgress(run);
  }
  await finishRun(call, run);
  return run;
}

/** Sends the states of those that were not erased since they were read. Returns how many. */
async function sendSnapshots(
  call: Budget,
  target: Target,
  customers: readonly Customer[],
  run: string,
): Promise<number> {
  const erased = new Set((await getErasures(call, customers.map(idsOf))).map(orderKey));
  const left = customers.filter((customer) => !erased.has(orderKey(idsOf(customer))));
  const messages = left.map((customer) => toRunMessage(toEntry(snapshotOf(customer), 0), run));
  if (messages.length > 0) await sendAll(target.queueUrl, messages);
  return messages.length;
}

/** A customer's log does not go back as far as requested. */
export class ExpiredError extends OperatorError {
  override readonly name = "ExpiredError";
}

/**
 * Sends a customer's logged events after a sequence again, in order: those that the target wants.
 *
 * @throws ExpiredError when one of them is no longer in the log; then nothing is sent
 * @throws QueueRefusedError when the queue refuses messages
 * @throws CustomerErased when the customer is erased meanwhile; then nothing more is sent
 */
export async function replayCustomer(
  call: Budget,
  target: Target,
  customer: Customer,
  after: number,
  run: string,
): Promise<number> {
  const entries = await readLogFrom(call, orderKey(idsOf(customer)), after + 1);
  const gone = Array.from({ length: Math.max(0, customer.version - after) }, (_, i) => after + 1 + i).find(
    (sequence, i) => entries[i]?.sequence !== sequence || !entries[i]?.event,
  );
  if (gone !== undefined) {
    await refuseErased(call, customer);
    throw new ExpiredError(`Sequence ${gone} of ${customer.id} is not in the log. Replay its current state instead.`);
  }
  const wanted = entries.filter((entry) => isWanted(target, entry));
  for (const entry of wanted) {
    await refuseErased(call, customer);
    await sendAll(target.queueUrl, [toRunMessage(entry, run)]);
  }
  return wanted.length;
}

/** @throws CustomerErased */
async function refuseErased(call: Budget, customer: Customer): Promise<void> {
  if (await getErasure(call, idsOf(customer))) throw new CustomerErased(customer.id);
}

const toRunMessage = (entry: LogEntry, run: string): Message => toMessage(entry, orderKey(entry), run);

async function sendAll(queueUrl: string, messages: readonly Message[]): Promise<void> {
  const failure = await sendWithRetries(queueUrl, messages);
  if (failure !== undefined)
    throw new QueueRefusedError(`The queue refuses messages (${failure}). Repeat the command to continue.`);
}
