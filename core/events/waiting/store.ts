/**
 * Slots for readers that wait at the end of a feed. Each keeps a function busy meanwhile, so there are fewer slots than
 * functions: what is left answers the readers that do not wait.
 *
 * | item                 | pk         | sk     |
 * |----------------------|------------|--------|
 * | a slot that is taken | feed-slots | number |
 *
 * One conditional write takes a slot. An organization may take a few of them only, which follow from its id, so the same
 * write keeps one organization's readers from taking all. A slot whose function died is free when its lease ends.
 */
import { hash } from "node:crypto";
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { isWritten, queryPartition, send, tableNamed } from "../../aws/dynamodb.ts";
import { type Item, numberIn, textIn } from "../../aws/item.ts";
import { unlessNewer } from "../../aws/layout.ts";
import { config } from "../../base/config.ts";
import type { Call } from "../../base/context.ts";

/** The function's policy names it too: infra/stack/permissions.ts. */
export const SLOTS_PARTITION = "feed-slots";

/** A slot that a request has taken. */
export interface Slot {
  number: number;
  holder: string;
}

const itemKey = (number: number): Item => ({ pk: { S: SLOTS_PARTITION }, sk: { S: String(number) } });

const slotTable = () => tableNamed(config.eventsTable());

/** How many of the slots one organization may have, so that four can wait with all their readers. */
export const slotsEach = (slots: number): number => Math.min(slots, Math.max(2, Math.floor(slots / 4)));

/** The slots that an organization may take. Few organizations have quite the same ones. */
function slotsOf(organizationId: string): number[] {
  const slots = config.feedSlots();
  const ranked = Array.from({ length: slots }, (_, number) => ({
    number,
    rank: hash("sha256", `${organizationId} ${number}`),
  }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.slice(0, slotsEach(slots)).map(({ number }) => number);
}

/**
 * Takes one of the organization's slots, if one is free.
 *
 * @param leaseSeconds when it is free again at the latest
 */
export async function takeSlot(call: Call, organizationId: string, leaseSeconds: number): Promise<Slot | undefined> {
  const now = Math.floor(call.now().getTime() / 1_000);
  const items = await queryPartition(call, config.eventsTable(), SLOTS_PARTITION);
  const taken = new Set(items.filter((item) => numberIn(item, "expiresAt") >= now).map((item) => textIn(item, "sk")));
  const free = slotsOf(organizationId).filter((number) => !taken.has(String(number)));
  // Readers that come at once do not all begin with the same one.
  const first = Math.floor(Math.random() * free.length);
  for (const number of [...free.slice(first), ...free.slice(0, first)]) {
    const slot = { number, holder: call.requestId };
    if (await isTaken(call, slot, { now, expiresAt: now + leaseSeconds })) return slot;
  }
  return undefined;
}

function isTaken(call: Call, { number, holder }: Slot, times: { now: number; expiresAt: number }): Promise<boolean> {
  const Item = { ...itemKey(number), holder: { S: holder }, expiresAt: { N: String(times.expiresAt) } };
  const condition = {
    // A repeat of this very write finds itself.
    ConditionExpression: "attribute_not_exists(pk) OR expiresAt < :now OR holder = :holder",
    ExpressionAttributeValues: { ":now": { N: String(times.now) }, ":holder": { S: holder } },
  };
  return isWritten(send(call, new PutItemCommand({ ...slotTable(), Item, ...unlessNewer(condition) })));
}

/** Gives a slot back. One whose lease has ended may be another request's by now, and stays so. */
export async function freeSlot(call: Call, { number, holder }: Slot): Promise<void> {
  const condition = {
    ConditionExpression: "holder = :holder",
    ExpressionAttributeValues: { ":holder": { S: holder } },
  };
  const Key = itemKey(number);
  await isWritten(send(call, new DeleteItemCommand({ ...slotTable(), Key, ...unlessNewer(condition) })));
}
