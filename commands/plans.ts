/** `npm run plans`: organizations' plans. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { OperatorError } from "../core/base/operatorError.ts";
import type { Plan } from "../core/plans/plan.ts";
import { presentPlan } from "../core/plans/presenter.ts";
import type { PlanChanges } from "../core/plans/push.ts";
import { useStack } from "./environment.ts";
import { ask, organizationOption, print, run, table } from "./run.ts";

const administration = async () => {
  useStack();
  return import("../core/plans/push.ts");
};

const program = new Command("npm run plans --").description(
  "Plans of organizations, on the local stack or, under `sst shell`, on a deployed one.",
);

program
  .command("push <file>")
  .description(
    "Make the plans of a JSON file those of an organization: shows what changes, then writes it, all or nothing. Stored plans that are not in the file stay. In a terminal it asks first.",
  )
  .addOption(organizationOption())
  .option("--yes", "do not ask", false)
  .option("--dry-run", "show what would change, and write nothing", false)
  .option("--json", "print JSON")
  .action(async (file: string, { org, yes, dryRun, json = false }: PushOptions) => {
    const { compare, organizationExists, push } = await administration();
    if (!(await organizationExists(org)))
      throw new OperatorError(
        `There is no ${org}. Create it with its first key: npm run keys -- create --org ${org} --name NAME`,
      );
    const changes = await compare(org, readJson(file)).catch((error: unknown) => {
      throw withFileProblems(error, file);
    });
    const isAsked = !yes && !dryRun && !json && process.stdin.isTTY && changes.writes.length > 0;
    if (!json) console.log(describe(changes));
    const isPushed = !dryRun && (!isAsked || (await confirmed()));
    if (isPushed && !(await push(changes)))
      throw new OperatorError(
        "Nothing was written: somebody else has changed one of these plans since it was read. Push again.",
      );
    print(json, summary(changes, isPushed), () => outcome(changes, isPushed));
  });

program
  .command("list")
  .description("List an organization's plans, private ones too, in their order.")
  .addOption(organizationOption())
  .option("--json", "print JSON")
  .action(async ({ org, json = false }: { org: string; json?: boolean }) => {
    const { storedPlans } = await administration();
    const plans = await storedPlans(org);
    print(json, plans.map(presentPlan), () => (plans.length > 0 ? table(plans.map(toRow)) : `${org} has no plans.`));
  });

interface PushOptions {
  org: string;
  yes: boolean;
  dryRun: boolean;
  json?: boolean;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new OperatorError(`Cannot read ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** A file's problems, one line each, instead of a stack trace. */
function withFileProblems(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !("details" in error) || !Array.isArray(error.details)) return error;
  const problems = (error.details as { field: string; message: string }[]).map(
    (it) => `\n  ${it.field}: ${it.message}`,
  );
  return new OperatorError(`${file} is not a list of plans as described in docs/subscriptions.md:${problems.join("")}`);
}

/** One line per plan, with its changes. */
function describe({ writes, unchanged, absent }: PlanChanges): string {
  const lines = writes.flatMap(({ plan, before }) =>
    before ? [`~ ${plan.code}`, ...differences(before, plan)] : [`+ ${plan.code}  ${plan.name}, ${pricesOf(plan)}`],
  );
  return [
    ...lines,
    ...unchanged.map((code) => `= ${code}`),
    ...absent.map((code) => `  ${code}  not in the file, stays as it is`),
  ].join("\n");
}

const differences = (before: Plan, plan: Plan): string[] =>
  (Object.keys(plan) as (keyof Plan)[])
    .filter((name) => name !== "updatedAt" && JSON.stringify(before[name]) !== JSON.stringify(plan[name]))
    .map((name) => `    ${name}: ${JSON.stringify(before[name])} -> ${JSON.stringify(plan[name])}`);

const confirmed = async (): Promise<boolean> => /^y(es)?$/i.test(await ask("Write this? (y/N) "));

const summary = ({ writes, unchanged, absent }: PlanChanges, isPushed: boolean) => ({
  created: writes.filter(({ before }) => !before).map(({ plan }) => plan.code),
  updated: writes.filter(({ before }) => before).map(({ plan }) => plan.code),
  unchanged,
  absent,
  written: isPushed,
});

function outcome({ writes }: PlanChanges, isPushed: boolean): string {
  if (writes.length === 0) return "Nothing changes.";
  const plans = writes.length === 1 ? "1 plan" : `${writes.length} plans`;
  return isPushed ? `${plans} written.` : `Nothing was written. ${plans} would change.`;
}

const pricesOf = ({ prices }: Plan): string =>
  prices.map(({ billingInterval, price }) => `${(price / 100).toFixed(2)} ${billingInterval}`).join(", ") || "free";

const toRow = (plan: Plan) => ({
  code: plan.code,
  name: plan.name,
  prices: pricesOf(plan),
  trial: plan.prices.map(({ trialDays }) => trialDays).join(", "),
  public: plan.isPublic ? "yes" : "no",
  default: plan.isDefault ? "yes" : "no",
  updated: plan.updatedAt,
});

await run(program);
