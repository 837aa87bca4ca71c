/** Plans for a test's organization. Call these after `startApi()`. */

import { compare, push } from "../../core/plans/push.ts";
import samplePlans from "../../examples/plans.json" with { type: "json" };

/** Pushes plans as an operator does; by default the samples `free` and `pro`. */
export async function pushPlans(organizationId: string, plans: readonly object[] = samplePlans): Promise<void> {
  await push(await compare(organizationId, plans));
}
