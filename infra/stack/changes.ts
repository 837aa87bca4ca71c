/** What the functions on the customers table's stream share. DynamoDB allows two of them. */
import { MAX_CHANGE_AGE_SECONDS, type StageSettings } from "../settings.ts";
import type { Tables } from "./tables.ts";

/** A function and its event source mapping. */
export interface ChangesConsumer {
  function: $util.Output<sst.aws.Function>;
  eventSourceMapping: $util.Output<aws.lambda.EventSourceMapping>;
}

interface Consumption {
  settings: StageSettings;
  tables: Tables;
  fn: sst.aws.FunctionArgs;
  /** Records that match any of them reach the function. */
  filters: object[];
  failures: sst.aws.Bucket;
}

/** Subscribes a function to changes: in order per customer, retried until it succeeds or for 20 hours. */
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
        maximumRecordAgeInSeconds: MAX_CHANGE_AGE_SECONDS,
        destinationConfig: { onFailure: { destinationArn: failures.arn } },
      },
    },
  });
  return { function: nodes.function, eventSourceMapping: nodes.eventSourceMapping };
}

/** Stores the records that a function could not process for 20 hours. */
export const createFailureBucket = (settings: StageSettings): sst.aws.Bucket =>
  new sst.aws.Bucket("Failures", {
    cors: false,
    // Long enough for people to return from holidays. The customers themselves are in the table, not here.
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
