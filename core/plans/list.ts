/** Lists of an organization's plans, in their order. */
import * as z from "zod/mini";
import type { Context } from "../base/context.ts";
import { decodeCursor, encodeCursor, invalidCursor } from "../pages/cursor.ts";
import { DEFAULT_LIMIT, pageParameters, parseListParameters, trueOrFalse } from "../pages/query.ts";
import type { Plan } from "./plan.ts";
import { queryPlans } from "./store.ts";

const listPlansQuery = z.object({ ...pageParameters, includePrivate: z.optional(trueOrFalse) });

/** @throws AppError `validation_error` */
export const parseListPlansQuery = (query: URLSearchParams) => parseListParameters(listPlansQuery, query);

export interface PlanPage {
  plans: Plan[];
  /** Present only if there is more. */
  nextCursor?: string;
}

const PLAN_ID = /^plan_[A-Za-z0-9]{24}$/;

/**
 * One page of the plans in their order, only public ones unless requested otherwise.
 *
 * @throws AppError `validation_error` on `cursor`
 */
export async function listPlans(
  context: Context,
  { limit = DEFAULT_LIMIT, cursor, includePrivate = false }: ReturnType<typeof parseListPlansQuery>,
): Promise<PlanPage> {
  const { organizationId } = context;
  const filter = includePrivate ? "all plans" : "public plans";
  const last = cursor === undefined ? undefined : decodeCursor(organizationId, filter, cursor, PLAN_ID);
  const all = (await queryPlans(context, organizationId)).sort(byOrder);
  // The last plan of the previous page may have become private, but still has its position.
  const at = all.findIndex(({ id }) => id === last);
  if (last !== undefined && at < 0) throw invalidCursor();
  const rest = all.slice(at + 1).filter(({ isPublic }) => isPublic || includePrivate);
  const plans = rest.slice(0, limit);
  const next = rest.length > limit ? plans.at(-1) : undefined;
  return { plans, ...(next ? { nextCursor: encodeCursor(organizationId, filter, next.id) } : {}) };
}

/** The order in which plans are shown. */
export const byOrder = (a: Plan, b: Plan): number => a.sortOrder - b.sortOrder || (a.code < b.code ? -1 : 1);
