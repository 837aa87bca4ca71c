/** The functions of a stage. */
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Operator } from "../environment.ts";
import { variables } from "./code.ts";
import { type Finding, saying } from "./finding.ts";
import type { DeployedFunction, DeployedFunctions } from "./lambda.ts";
import { deploySentence, differences, type Settings, VARIABLE } from "./settings.ts";
import type { Stage } from "./stage.ts";

const say = saying("functions");

export async function examineFunctions({ operator, functions, code }: Stage): Promise<Finding[]> {
  // Whoever may not see them need not wait for the code's.
  const deployed = await functions();
  return functionFindings(operator, (await code()).functions, deployed);
}

/** @param code the settings that the code gives each function, by its file */
export function functionFindings(
  operator: Operator,
  code: ReadonlyMap<string, Settings>,
  deployed: DeployedFunctions,
): Finding[] {
  const findings = [...code].flatMap(([file, settings]) => {
    const all = deployed.get(file) ?? [];
    if (all.length === 0) return say("act", `${file} is missing. ${deploySentence(operator.stage)}`);
    const names = all.map(({ configuration }) => configuration.FunctionName).join(", ");
    const leftOver = say("note", `${names} are of one name: all but one are left of a deployment that was cut off.`);
    return [...all.flatMap((fn) => findingsOf(file, fn, settings, operator)), ...(all.length > 1 ? [leftOver] : [])];
  });
  if (findings.some(({ state }) => state !== "note")) return findings;
  return [...findings, say("well", `${code.size} are as the code says, and take calls.`)];
}

function findingsOf(
  file: string,
  { configuration, reservedConcurrency }: DeployedFunction,
  code: Settings,
  operator: Operator,
): Finding[] {
  const { FunctionName, Environment } = configuration;
  if (Environment?.Error) return [say("unknown", `Lambda does not show the environment of ${file}.`)];
  const now = settingsOf(configuration);
  const different = differences(withValues(code, now, operator), now);
  return [
    ...(different.length > 0
      ? [say("act", `Of ${file} ${different.join("; ")}. ${deploySentence(operator.stage)}`)]
      : []),
    ...(reservedConcurrency === 0
      ? [
          say(
            "act",
            `${file} refuses every call, as during a restore. To let them in again: aws lambda delete-function-concurrency --function-name ${FunctionName}`,
          ),
        ]
      : []),
  ];
}

const settingsOf = (configuration: FunctionConfiguration): Settings => ({
  "memory in MB": configuration.MemorySize,
  "timeout in seconds": configuration.Timeout,
  runtime: configuration.Runtime,
  architecture: configuration.Architectures?.join(),
  tracing: configuration.TracingConfig?.Mode,
  ...variables(configuration.Environment?.Variables ?? {}),
});

/** The code's settings, with what only a deployment knows: names of tables, queues, and the stage's own address. */
function withValues(code: Settings, now: Settings, operator: Operator): Settings {
  const known: Settings = {
    CUSTOMERS_TABLE: operator.customersTable,
    ORGANIZATIONS_TABLE: operator.organizationsTable,
    EVENTS_TABLE: operator.eventsTable,
    SEARCH_TABLE: operator.searchTable,
    SUBSCRIPTIONS_TABLE: operator.subscriptionsTable,
    SUBSCRIBER_QUEUE_URLS: operator.subscriberQueueUrls,
    API_URL: now[`${VARIABLE}API_URL`] ?? "an address",
  };
  return Object.fromEntries(
    Object.entries(code).map(([name, value]) => [name, known[name.replace(VARIABLE, "")] ?? value]),
  );
}
