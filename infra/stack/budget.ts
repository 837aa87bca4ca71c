/** The budget of infra/deployment.ts. */
import { budgets } from "../deployment.ts";
import { generatedName } from "./names.ts";

/** Creates the stage's budget, if it has one. */
export function createBudget(stage: string): void {
  const budget = budgets[stage];
  if (!budget) return;
  const notification = (notificationType: "ACTUAL" | "FORECASTED") => ({
    notificationType,
    comparisonOperator: "GREATER_THAN",
    threshold: 100,
    thresholdType: "PERCENTAGE",
    subscriberEmailAddresses: [budget.email],
  });
  new aws.budgets.Budget(
    "Budget",
    {
      name: generatedName(stage, "budget"),
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: String(budget.dollarsAMonth),
      limitUnit: "USD",
      notifications: [notification("ACTUAL"), notification("FORECASTED")],
    },
    { ignoreChanges: ["name"] },
  );
}
