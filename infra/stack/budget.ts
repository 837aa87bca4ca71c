/** The budget of infra/deployment.ts. */
import { budgets } from "../deployment.ts";
import { generatedName } from "./names.ts";

/**
 * Creates the stage's budget, if it has one.
 *
 * @param stageHere the stage's name by `stageInRegion`: a budget counts all regions, so one is enough
 */
export function createBudget(stageHere: string): void {
  const budget = budgets[stageHere];
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
      name: generatedName(stageHere, "budget"),
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: String(budget.dollarsAMonth),
      limitUnit: "USD",
      notifications: [notification("ACTUAL"), notification("FORECASTED")],
    },
    { ignoreChanges: ["name"] },
  );
}
