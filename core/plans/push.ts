/** Pushing plans: stores the contents of an operator's file. There is no API for it. */
import { isDeepStrictEqual } from "node:util";
import { operatorBudget } from "../base/context.ts";
import { type FieldProblem, invalid } from "../base/errors.ts";
import { parse } from "../base/validation.ts";
import { getOrganization } from "../organizations/store.ts";
import { planIdOf } from "./ids.ts";
import { byOrder } from "./list.ts";
import { type Plan, type PlanInput, plansFile } from "./plan.ts";
import { type PlanWrite, queryPlans, savePlans } from "./store.ts";

/** More do not fit into one transaction. */
const MAX_PLANS = 100;

/** What a push would do: the plans that are new or differ, and the codes of those that stay unchanged. */
export interface PlanChanges {
  writes: PlanWrite[];
  unchanged: string[];
  /** Stored, but not in the file. They stay, because subscriptions may use them. */
  absent: string[];
}

/** All plans of an organization, in their order. */
export const storedPlans = async (organizationId: string): Promise<Plan[]> =>
  (await queryPlans(operatorBudget(), organizationId)).sort(byOrder);

/** Whether the organization to push plans to exists. */
export const organizationExists = async (organizationId: string): Promise<boolean> =>
  (await getOrganization(operatorBudget(), organizationId)) !== undefined;

/**
 * Compares a plans file with what is stored. Changes nothing.
 *
 * @throws AppError `validation_error` with every problem of the file
 */
export async function compare(organizationId: string, file: unknown, now = new Date()): Promise<PlanChanges> {
  const { plans } = parse(plansFile, { plans: file });
  const inputs = plans.map((plan, i) => ({ ...plan, sortOrder: plan.sortOrder ?? i }));
  const stored = new Map((await storedPlans(organizationId)).map((plan) => [plan.id, plan]));
  const changes: PlanChanges = { writes: [], unchanged: [], absent: [] };
  const after = new Map(stored);
  const named = new Set<string>();
  for (const input of inputs) {
    const id = planIdOf(organizationId, input.code);
    named.add(id);
    const before = stored.get(id);
    const at = now.toISOString();
    const plan: Plan = { ...input, organizationId, id, createdAt: before?.createdAt ?? at, updatedAt: at };
    plan.prices = withDefault(input.prices);
    after.set(id, plan);
    if (before && isDeepStrictEqual(planInputOf(before), planInputOf(plan))) changes.unchanged.push(plan.code);
    else changes.writes.push({ plan, before });
  }
  changes.absent = [...stored.values()].filter(({ id }) => !named.has(id)).map(({ code }) => code);
  const problems = problemsOf([...after.values()]);
  if (problems.length > 0) throw invalid(problems);
  return changes;
}

/** Writes the differences. False, and nothing is written, when one of these plans was changed since the comparison. */
export const push = async ({ writes }: PlanChanges): Promise<boolean> =>
  writes.length === 0 || savePlans(operatorBudget(), writes);

/** The default price is used for a subscription without an interval, so exactly one is needed. */
const withDefault = (prices: Plan["prices"]): Plan["prices"] =>
  prices.some(({ isDefault }) => isDefault) ? prices : prices.map((price, i) => ({ ...price, isDefault: i === 0 }));

/** The part of a plan that comes from the file. */
export function planInputOf(plan: Plan): PlanInput {
  const { organizationId, id, createdAt, updatedAt, ...content } = plan;
  return content;
}

/** Problems between plans. */
function problemsOf(plans: readonly Plan[]): FieldProblem[] {
  const defaults = plans.filter(({ isDefault }) => isDefault).map(({ code }) => code);
  return [
    ...(plans.length > MAX_PLANS
      ? [{ field: "plans", message: `must be at most ${MAX_PLANS} with those stored` }]
      : []),
    ...(defaults.length > 1
      ? [{ field: "isDefault", message: `is set for more than one plan: ${defaults.join(", ")}` }]
      : []),
  ];
}
