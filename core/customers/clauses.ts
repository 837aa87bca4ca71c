/**
 * Clauses of DynamoDB expressions that every write to an existing customer shares. An expression that uses them must
 * define `#version`, and have the `clauseValues`.
 */
import type { Item } from "../aws/item.ts";
import { storedActor } from "../base/actor.ts";
import type { Context } from "../base/context.ts";

/** Reservations of external ids are not customers, and have no version. */
export const EXISTS = "attribute_exists(#version)";
export const IS_NOT_ARCHIVED = "attribute_not_exists(archivedAt)";
/** No subscription, or one that has ended by `:now`. */
export const HAS_NO_ACTIVE_SUBSCRIPTION = "(attribute_not_exists(subscription) OR subscription.endDate <= :now)";

/** Adds 1 to the version, and records when, by which request and by whom. */
export const nextVersion = ({ actor }: Pick<Context, "actor">): string =>
  `#version = #version + :one, updatedAt = :now, requestId = :request${actor ? ", actor = :actor" : ""}`;

/** `version` may become a reserved word in DynamoDB. */
export const versionName = { "#version": "version" };

/** The values used by the clauses. `now` is the time of the change, ISO 8601. */
export function clauseValues(context: Pick<Context, "requestId" | "actor">, now: string): Item {
  const actor = storedActor(context);
  return {
    ":one": { N: "1" },
    ":now": { S: now },
    ":request": { S: context.requestId },
    ...(actor === undefined ? {} : { ":actor": { S: actor } }),
  };
}
