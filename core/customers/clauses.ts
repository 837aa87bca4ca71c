/**
 * What every write to a customer that exists has in common, as clauses of DynamoDB's expressions. `#version`, `:one`, `:now`
 * and `:request` are among the names and values of whoever uses them.
 */
import type { Item } from "../aws/item.ts";
import type { Context } from "../base/context.ts";

/** Reservations of external ids are no customers, and have no version. */
export const EXISTS = "attribute_exists(#version)";
export const IS_NOT_ARCHIVED = "attribute_not_exists(archivedAt)";
/** None, or one that has ended by `:now`. */
export const HAS_NO_ACTIVE_SUBSCRIPTION = "(attribute_not_exists(subscription) OR subscription.endDate <= :now)";

/** One step of the version, and which request made it when. */
export const NEXT_VERSION = "#version = #version + :one, updatedAt = :now, requestId = :request";

/** `version` may become a reserved word of DynamoDB's. */
export const versionName = { "#version": "version" };

/** The values that the clauses name. `now` is the time of the change, ISO 8601. */
export const clauseValues = ({ requestId }: Pick<Context, "requestId">, now: string): Item => ({
  ":one": { N: "1" },
  ":now": { S: now },
  ":request": { S: requestId },
});
