/** Shared by the tests of subscriptions. */
import { afterEach, beforeAll, vi } from "vitest";
import { billingIntervals } from "../../core/plans/billingInterval.ts";
import type { Answer, Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { create, outcome, type Stack } from "../support/service.ts";

/** One plan of each kind. */
export const plans = [
  {
    code: "free",
    name: "Free",
    features: [{ code: "team_members", name: "Team members", type: "seats", includedAmount: 1, unlimited: true }],
  },
  {
    code: "pro",
    name: "Pro",
    prices: [
      { billingInterval: "monthly", price: 4900 },
      { billingInterval: "quarterly", price: 13900 },
      { billingInterval: "yearly", price: 49000, trialDays: 30 },
    ],
    features: [
      { code: "sso", name: "Single sign-on", type: "boolean" },
      { code: "api_calls", name: "API calls", type: "metered", includedAmount: 1000 },
      { code: "team_members", name: "Team members", type: "seats", includedAmount: 5, overageUnitPrice: 900 },
    ],
  },
  {
    code: "every",
    name: "Every interval",
    prices: billingIntervals.map((billingInterval, i) => ({ billingInterval, price: 100 * (i + 1) })),
  },
];

/** Pushes the plans to the file's shared organization, and restores the clock after each test. */
export function usePlans(stack: Stack): void {
  beforeAll(() => pushPlans(stack.client.organizationId, plans));
  afterEach(() => vi.useRealTimers());
}

/** Sets the clock that the handlers see. */
export const at = (moment: string): void => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(moment) });

export const subscribe = (client: Client, customerId: string, fields: object = {}): Promise<Answer> =>
  client.post("/api/subscriptions", { customerId, planCode: "pro", ...fields });

export const active = (client: Client, customerId: string): Promise<Answer> =>
  client.get(`/api/subscriptions/active?customerId=${customerId}`);

export const cancel = (client: Client, id: string, fields: object = {}, headers = {}): Promise<Answer> =>
  client.post(`/api/subscriptions/${id}/cancel`, fields, headers);

/** Creates a customer with a subscription; returns their ids. */
export async function subscribed(client: Client, fields: object = {}): Promise<{ customerId: string; id: string }> {
  const { customer } = await create(client);
  const answer = await subscribe(client, customer.id, fields);
  if (outcome(answer) !== "201") throw new Error(answer.text);
  return { customerId: customer.id, id: answer.body.data.id };
}
