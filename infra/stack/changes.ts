/** What the functions behind the customers table's stream have in common. DynamoDB allows two of them. */
import type { StageSettings } from "../settings.ts";
import type { Tables } from "./tables.ts";

/** A function and the mapping that feeds it. */
export interface ChangesConsumer {
  function: $util.Output<sst.aws.Function>;
  eventSourceMapping: $util.Output<aws.lambda.EventSourceMapping>;
}

/** A stream keeps a record for 24 hours; the rest of them is for the failure bucket. */
const MAX_AGE_SECONDS = 20 * 3600;

interface Consumption {
  settings: StageSettings;
  tables: Tables;
  fn: sst.aws.FunctionArgs;
  /** Records that match one of them reach the function. */
  filters: object[];
  failures: sst.aws.Bucket;
}

/** Subscribes a function to changes: in order for each customer, until it succeeds or for 20 hours. */
export function consumeChanges(name: string, consumption: Consumption): ChangesConsumer {
  const { settings, tables, fn, filters, failures } = consumption;
  const { nodes } = tables.customers.subscribe(name, fn, {
    filters,
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
  });
  return { function: nodes.function, eventSourceMapping: nodes.eventSourceMapping };
}

/** Where records are kept that a function could not deal with for 20 hours. */
export const createFailureBucket = (settings: StageSettings): sst.aws.Bucket =>
  new sst.aws.Bucket("Failures", {
    cors: false,
    // As long as it takes people to come back from holidays; the customers themselves are not here but in the table.
    lifecycle: [{ id: "expire", expiresIn: "90 days" }],
    transform: {
      bucket: (args) => {
        args.forceDestroy = !settings.keepsData;
      },
    },
  });

export const writeFailures = (failures: sst.aws.Bucket): sst.aws.FunctionPermissionArgs[] => [
  { actions: ["s3:PutObject"], resources: [$interpolate`${failures.arn}/*`] },
  { actions: ["s3:ListBucket"], resources: [failures.arn] },
];
