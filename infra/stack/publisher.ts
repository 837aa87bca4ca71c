/** From the customers table's stream to the subscribers' queues: functions/publishChanges.ts. */
import { resourceName, type StageSettings } from "../settings.ts";
import { arnHere, functionArgs } from "./functions.ts";
import type { Queues } from "./queues.ts";
import type { Tables } from "./tables.ts";

export interface Publisher {
  function: $util.Output<sst.aws.Function>;
  eventSourceMapping: $util.Output<aws.lambda.EventSourceMapping>;
  /** What the policy of a subscriber's queue names. */
  roleArn: $util.Output<string>;
  /** Where records are kept that could not be published for 20 hours. */
  failures: sst.aws.Bucket;
}

/** A stream keeps a record for 24 hours; the rest of them is for the failure bucket. */
const MAX_AGE_SECONDS = 20 * 3600;

/** Only changes of customers: a reservation of an external id has no version. */
const CHANGES_OF_CUSTOMERS = { dynamodb: { NewImage: { version: { N: [{ exists: true }] } } } };

export function createPublisher(stage: string, settings: StageSettings, tables: Tables, queues: Queues): Publisher {
  const failures = createFailureBucket(settings);
  const subscriber = tables.customers.subscribe(
    "Publisher",
    functionArgs("publishChanges", {
      stage,
      settings,
      tables,
      timeout: "60 seconds",
      roleName: resourceName(stage, "publisher"),
      environment: {
        EVENTS_TABLE: tables.events.name,
        EVENT_RETENTION_DAYS: String(settings.eventRetentionDays),
        SUBSCRIBER_QUEUE_URLS: $jsonStringify(queues.urls),
      },
      permissions: permissionsOf(stage, tables, queues, failures),
    }),
    {
      filters: [CHANGES_OF_CUSTOMERS],
      transform: {
        eventSourceMapping: {
          startingPosition: "TRIM_HORIZON",
          batchSize: 100,
          maximumBatchingWindowInSeconds: 0,
          parallelizationFactor: settings.parallelizationFactor,
          bisectBatchOnFunctionError: true,
          functionResponseTypes: ["ReportBatchItemFailures"],
          maximumRetryAttempts: -1,
          maximumRecordAgeInSeconds: MAX_AGE_SECONDS,
          destinationConfig: { onFailure: { destinationArn: failures.arn } },
          metricsConfig: { metrics: ["EventCount"] },
        },
      },
    },
  );
  const publisher = subscriber.nodes.function;
  return {
    function: publisher,
    eventSourceMapping: subscriber.nodes.eventSourceMapping,
    roleArn: publisher.nodes.role.arn,
    failures,
  };
}

function createFailureBucket(settings: StageSettings): sst.aws.Bucket {
  return new sst.aws.Bucket("Failures", {
    cors: false,
    // As long as it takes people to come back from holidays; the customers themselves are not here but in the table.
    lifecycle: [{ id: "expire", expiresIn: "90 days" }],
    transform: {
      bucket: (args) => {
        args.forceDestroy = !settings.keepsData;
      },
    },
  });
}

function permissionsOf(
  stage: string,
  tables: Tables,
  queues: Queues,
  failures: sst.aws.Bucket,
): sst.aws.FunctionPermissionArgs[] {
  // `npm run events -- tail` makes such a queue and asks the publisher to send to it, for minutes.
  const tails = arnHere("sqs", `${resourceName(stage, "tail")}-*.fifo`);
  return [
    {
      actions: ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:Query", "dynamodb:UpdateItem"],
      resources: [tables.events.arn],
    },
    { actions: ["sqs:SendMessage"], resources: [...queues.arns, tails] },
    ...(queues.keyArns.length > 0
      ? [{ actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: queues.keyArns }]
      : []),
    { actions: ["s3:PutObject"], resources: [$interpolate`${failures.arn}/*`] },
    { actions: ["s3:ListBucket"], resources: [failures.arn] },
  ];
}
