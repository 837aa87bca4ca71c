/** From the customers table's stream to the subscribers' queues: functions/publishChanges.ts. */
import { routes } from "../routes.ts";
import { resourceName, type StageSettings } from "../settings.ts";
import { type ChangesConsumer, consumeChanges, writeFailures } from "./changes.ts";
import { arnHere, functionArgs, writeLog } from "./functions.ts";
import { permissionsOf as permissionsOfRoute } from "./permissions.ts";
import type { Queues } from "./queues.ts";
import type { Tables } from "./tables.ts";

export interface Publisher extends ChangesConsumer {
  /** Named in the policy of a subscriber's queue. */
  roleArn: $util.Output<string>;
}

/** Only changes of customers, and what is left of erased ones: reservations of external ids have neither attribute. */
const CHANGES_OF_CUSTOMERS = ["version", "erasedSequence"].map((name) => ({
  dynamodb: { NewImage: { [name]: { N: [{ exists: true }] } } },
}));

/** @param stageHere the stage's name by `stageInRegion` */
export function createPublisher(
  stage: string,
  stageHere: string,
  settings: StageSettings,
  tables: Tables,
  queues: Queues,
  failures: sst.aws.Bucket,
): Publisher {
  const fn = functionArgs("publishChanges", {
    stage,
    settings,
    tables,
    timeout: "60 seconds",
    // The whole account shares it, so it tells regions apart.
    roleName: resourceName(stageHere, "publisher"),
    environment: {
      EVENTS_TABLE: tables.events.name,
      SEARCH_TABLE: tables.search.name,
      SUBSCRIPTIONS_TABLE: tables.subscriptions.name,
      EVENT_RETENTION_DAYS: String(settings.eventRetentionDays),
      SUBSCRIBER_QUEUE_URLS: $jsonStringify(queues.urls),
    },
    permissions: [...permissionsOf(stage, tables, queues), ...writeFailures(failures)],
  });
  const consumer = consumeChanges("Publisher", { settings, tables, fn, filters: CHANGES_OF_CUSTOMERS, failures });
  return { ...consumer, roleArn: consumer.function.nodes.role.arn };
}

function permissionsOf(stage: string, tables: Tables, queues: Queues): sst.aws.FunctionPermissionArgs[] {
  // `npm run events -- tail` creates such a queue for minutes and asks the publisher to send to it.
  const tails = arnHere("sqs", `${resourceName(stage, "tail")}-*.fifo`);
  return [
    {
      actions: ["BatchGetItem", "BatchWriteItem", "GetItem", "PutItem", "Query", "UpdateItem"].map(
        (action) => `dynamodb:${action}`,
      ),
      resources: [tables.events.arn],
    },
    // The day of the last change that was made with an API key, and the receipts of erasures.
    {
      actions: ["BatchGetItem", "GetItem", "UpdateItem"].map((action) => `dynamodb:${action}`),
      resources: [tables.organizations.arn],
    },
    // What is left of a customer that was erased: its log, whose keys begin with its organization, search entries, subscriptions.
    {
      actions: ["dynamodb:DeleteItem"],
      resources: [tables.events.arn],
      conditions: [{ test: "ForAllValues:StringLike", variable: "dynamodb:LeadingKeys", values: ["org_*"] }],
    },
    { actions: ["dynamodb:BatchGetItem", "dynamodb:DeleteItem"], resources: [tables.search.arn] },
    { actions: ["dynamodb:DeleteItem", "dynamodb:Query"], resources: [tables.subscriptions.arn] },
    { actions: ["sqs:SendMessage"], resources: [...queues.arns, tails] },
    ...(queues.keyArns.length > 0
      ? [{ actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: queues.keyArns }]
      : []),
    ...routes
      .filter(({ runsAs }) => runsAs === "publisher")
      .flatMap((route) => [...permissionsOfRoute(route, tables), writeLog(stage, route.operation)]),
  ];
}
