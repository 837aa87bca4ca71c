/** The plans' rules. Lists are in list.ts, pushing is in push.ts. */
import type { Context } from "../base/context.ts";
import { AppError } from "../base/errors.ts";
import { isPlanId, planIdOf } from "./ids.ts";
import type { Plan } from "./plan.ts";
import { getPlanById } from "./store.ts";

/** The plan with this code, or with this id. @throws AppError `plan_not_found` */
export async function getPlan(context: Context, codeOrId: string): Promise<Plan> {
  const { organizationId } = context;
  const id = isPlanId(codeOrId) ? codeOrId : planIdOf(organizationId, codeOrId);
  const plan = await getPlanById(context, organizationId, id);
  if (!plan) throw new AppError("plan_not_found");
  return plan;
}
