/**
 * One JSON line per operation, which CloudWatch also reads as metrics (embedded metric format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 * A line never holds a path, a query, an IP, a key, or a field of a customer.
 */
import { config } from "./config.ts";
import { AppError } from "./errors.ts";

/** Metrics by name: milliseconds if the name ends in `Ms`, otherwise counts. */
export type Metrics = Readonly<Record<string, number>>;

/** Writes the line of one operation. With an error it is logged at the error level. */
export function log(operation: string, metrics: Metrics, fields: object, error?: unknown): void {
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: "Clientela",
          Dimensions: [["stage", "operation"]],
          Metrics: Object.keys(metrics).map((Name) => ({ Name, Unit: Name.endsWith("Ms") ? "Milliseconds" : "Count" })),
        },
      ],
    },
    level: error === undefined ? "info" : "error",
    stage: config.stage(),
    operation,
    ...fields,
    ...metrics,
    ...(error === undefined ? {} : { cause: describe(error) }),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Where an error came from, without its message: the SDK and JSON.parse quote their input in messages. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at "));
  return {
    name: error instanceof AppError ? error.code : error.name,
    stack: frames?.slice(0, 8).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  };
}
