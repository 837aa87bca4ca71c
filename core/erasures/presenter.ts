import { readActor } from "../base/actor.ts";
import { config } from "../base/config.ts";
import { type Erasure, finishedAt } from "./erasure.ts";
import type { ErasureJson } from "./schemas.ts";

/** A receipt as answers show it. */
export function presentErasure(erasure: Erasure): ErasureJson {
  const finished = finishedAt(erasure);
  const { reason: _, ...by } = readActor(erasure) ?? { requestId: erasure.requestId };
  return {
    id: erasure.id,
    object: "erasure",
    customerId: erasure.customerId,
    status: finished === undefined ? "running" : "done",
    erasedAt: erasure.erasedAt,
    erasedBy: by,
    finishedAt: finished ?? null,
    removed: { ...erasure.removed },
    externalIdFreedAt: erasure.freed?.at ?? null,
    signature: erasure.signature,
    livemode: config.livemode(),
  };
}
