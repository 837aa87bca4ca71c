/** Waiting at the end of a feed until it goes on. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../../base/context.ts";
import { AppError } from "../../base/errors.ts";
import { readNewest } from "../feed/store.ts";
import { type FeedAnswer, type FeedQuery, isAtEnd, readFeed } from "../feed.ts";
import { freeSlot, takeSlot } from "./store.ts";

/** Half a read unit each time. A stream's changes are 125 ms on their way before. */
export const LOOK_EVERY_MS = 250;

/** A lease outlives its wait by the time that a request may take besides, and what clocks differ by. */
const LEASE_SPARE_SECONDS = 10;

/** The waits of this process. */
const waits = new Set<AbortController>();

/** Has every waiting reader of this process answered at once, because it is about to stop. */
export function endWaits(): void {
  for (const wait of waits) wait.abort();
}

/**
 * One page of the feed. At the end of it, waits until there is an event that the query wants, and then or after the wait
 * answers with what there is. Without a free slot it answers at once.
 *
 * @throws what `readFeed` throws
 */
export async function awaitFeed(context: Context, query: FeedQuery, waitMs: number): Promise<FeedAnswer> {
  const until = performance.now() + waitMs;
  const answer = await readFeed(context, query);
  if (waitMs === 0 || !isEnd(answer)) return answer;
  const lease = Math.ceil(waitMs / 1_000) + LEASE_SPARE_SECONDS;
  const slot = await takeSlot(context, context.organizationId, lease).catch(unlessRefused);
  if (!slot) return answer;
  try {
    return await readWhenBehind(context, query, answer, until);
  } finally {
    await freeSlot(context, slot).catch(unlessRefused);
  }
}

/** Nothing to show, and nothing behind it. */
const isEnd = ({ events, hasMore }: FeedAnswer): boolean => events.length === 0 && !hasMore;

async function readWhenBehind(context: Context, query: FeedQuery, end: FeedAnswer, until: number): Promise<FeedAnswer> {
  const wait = new AbortController();
  waits.add(wait);
  try {
    let answer = end;
    while (isEnd(answer)) {
      const leftMs = until - performance.now();
      if (leftMs <= 0 || wait.signal.aborted) return answer;
      await sleep(Math.min(leftMs, LOOK_EVERY_MS), undefined, { signal: wait.signal }).catch(unlessEnded);
      const newest = await readNewest(context, context.organizationId, { isConsistent: false });
      if (!isAtEnd(context.organizationId, answer.nextCursor, newest))
        answer = await readFeed(context, { ...query, cursor: answer.nextCursor });
    }
    return answer;
  } finally {
    waits.delete(wait);
  }
}

/** Slots are a limit on waiting, never a reason to refuse what can be read: whatever DynamoDB does, it is answered at once. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof AppError)) throw error;
}

function unlessEnded(error: unknown): void {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}
