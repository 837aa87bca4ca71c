/** What comes of beginning and ending a subscription, in words. */
import type { Plan, Subscription } from "./api/api.ts";
import { fill } from "./fill.ts";
import type { Formats } from "./formats.ts";
import type { Messages } from "./messages/en.ts";

interface Words extends Pick<Formats, "billingDate"> {
  messages: Pick<Messages, "consequences">;
}

type Ending = Pick<Subscription, "plan" | "endDate" | "status" | "currentPeriod">;

/** Whether it cannot go on until the end of a period: the API ends at once what costs nothing or has not begun. */
export const endsOnlyAtOnce = ({ plan, status }: Pick<Subscription, "plan" | "status">): boolean =>
  plan.basePrice === 0 || status === "draft";

/** What ending a subscription with its period does; undefined where that is not possible. */
export function endOfPeriod(subscription: Ending, { messages, billingDate }: Words): string | undefined {
  const { plan, endDate, status, currentPeriod } = subscription;
  if (endDate !== null || currentPeriod === null || endsOnlyAtOnce(subscription)) return undefined;
  const { keepsTrial, keeps } = messages.consequences;
  return fill(status === "trialing" ? keepsTrial : keeps, { plan: plan.name, date: billingDate(currentPeriod.end) });
}

/** What ending a subscription now does. */
export function endNow({ plan, endDate, status }: Ending, { messages, billingDate }: Words): string {
  const { loses, losesEarlier, losesDraft, losesFree } = messages.consequences;
  const values = { plan: plan.name };
  if (status === "draft") return fill(losesDraft, values);
  if (endDate !== null) return fill(losesEarlier, { ...values, date: billingDate(endDate) });
  return fill(plan.basePrice === 0 ? losesFree : loses, values);
}

/** How a subscription that has an end goes on until then; undefined without one. */
export function untilEnd({ plan, endDate, status }: Ending, { messages, billingDate }: Words): string | undefined {
  if (endDate === null || status === "canceled") return undefined;
  return fill(messages.consequences.keeps, { plan: plan.name, date: billingDate(endDate) });
}

const A_DAY_MS = 86_400_000;

/**
 * What beginning a plan now does.
 *
 * @param price the price in words, with its interval
 */
export function beginning(
  plan: Pick<Plan, "name">,
  { cents, trialDays }: { cents: number; trialDays: number },
  price: string,
  { messages, billingDate, number }: Words & Pick<Formats, "number">,
): string {
  const { begins, beginsFree, beginsTrial } = messages.consequences;
  const trialEnd = billingDate(new Date(Date.now() + trialDays * A_DAY_MS).toISOString());
  const values = { plan: plan.name, price, days: number(trialDays), date: trialEnd };
  if (cents === 0) return fill(beginsFree, values);
  return fill(trialDays > 0 ? beginsTrial : begins, values);
}
