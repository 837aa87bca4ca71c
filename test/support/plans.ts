/** Plans for an organization of a test. Call these after `startApi()`. */

import { compare, push } from "../../core/plans/push.ts";
import samplePlans from "../../examples/plans.json" with { type: "json" };

/** Pushes plans as an operator does; without any, the samples `free` and `pro`. */
export async function pushPlans(organizationId: string, plans: readonly object[] = samplePlans): Promise<void> {
  await push(await compare(organizationId, plans));
}
