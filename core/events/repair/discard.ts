/** Discard: forgets what is parked for a subscriber that is no more. The event log keeps its entries. */
import type { Budget } from "../../base/context.ts";
import { mapParallel } from "../../base/parallel.ts";
import { lowerFlag, readMarkers, removeMarker } from "../parking/store.ts";
import { finishRun } from "./runs.ts";

const PARALLEL_REMOVALS = 20;

/**
 * Removes a subscriber's markers, its flag and the progress of a replay that was stopped, so that a later subscriber of
 * that name starts with nothing. It can be stopped and repeated at any time.
 *
 * @returns how many customers' events were parked
 */
export async function discard(call: Budget, subscriber: string): Promise<number> {
  let customers = 0;
  for (;;) {
    const markers = await readMarkers(call, subscriber);
    if (markers.length === 0 && (await lowerFlag(call, subscriber))) break;
    // What changes meanwhile, because a publisher of before the removal still runs, goes in the next round.
    const removals = await mapParallel(markers, PARALLEL_REMOVALS, (marker) => removeMarker(call, marker));
    customers += removals.filter(Boolean).length;
  }
  await finishRun(call, { subscriber });
  return customers;
}
