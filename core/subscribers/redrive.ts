/** Redrive for callers of the API: what is parked of their organization alone, in the time of a request. */
import { config } from "../base/config.ts";
import type { Context } from "../base/context.ts";
import { customerKey, splitKey } from "../customers/keys.ts";
import { reasonOf } from "../events/parking/reason.ts";
import { queryMarkers, readMarkersAt } from "../events/parking/store.ts";
import type { Target } from "../events/publish.ts";
import { type Blocked, redriveInTime } from "../events/repair/redrive.ts";
import { customerIdOf, MAX_COUNTED } from "./list.ts";
import type { RedriveBody, RedriveJson } from "./schemas.ts";

/** Nothing is begun after that: what is under way then ends before the request's own limit of 8 seconds. */
const REDRIVE_MS = 6_000;

/** The most obstacles that an answer names. */
const MAX_OBSTACLES = 25;

/**
 * Sends what is parked for a subscriber of the caller's organization, or of one customer. A repeat goes on where this
 * ended, and any number may run at once: core/events/repair/redrive.ts.
 *
 * @throws AppError `customer_not_found`
 */
export async function redriveParked(context: Context, target: Target, body: RedriveBody): Promise<RedriveJson> {
  const { organizationId } = context;
  const customerId = body.customerId == null ? undefined : await customerIdOf(context, body.customerId);
  const { sent, blocked, isCut, isRefused } = await redriveInTime(
    context,
    target,
    { organizationId, customerId },
    REDRIVE_MS,
  );
  const remaining = await countParked(context, target, customerId);
  return {
    object: "redrive",
    subscriber: target.name,
    customerId: customerId ?? null,
    sent,
    remaining,
    hasMore: remaining > 0 && !isRefused && (isCut || remaining > blocked.length),
    obstacles: blocked.slice(0, MAX_OBSTACLES).map(toObstacle),
    livemode: config.livemode(),
  };
}

/** How many customers are still parked, at most `MAX_COUNTED`. */
async function countParked(context: Context, { name }: Target, customerId: string | undefined): Promise<number> {
  const { organizationId } = context;
  const markers =
    customerId === undefined
      ? (await queryMarkers(context, name, organizationId, MAX_COUNTED)).markers
      : await readMarkersAt(context, name, [customerKey(organizationId, customerId)]);
  return markers.length;
}

const toObstacle = ({ key, sequence, failure }: Blocked): RedriveJson["obstacles"][number] => ({
  customerId: splitKey(key)[1],
  sequence,
  reason: reasonOf(failure),
});
