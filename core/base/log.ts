/**
 * One JSON line per operation. A line never holds a path, a query, an IP, a key, or a field of a customer.
 */
import { config } from "./config.ts";
import { AppError } from "./errors.ts";

/** Numbers by name: milliseconds if the name ends in `Ms`, otherwise counts. */
export type Metrics = Readonly<Record<string, number>>;

/**
 * The numbers that alarms read, and when they are told. CloudWatch makes metrics of these alone: one that is always told
 * costs 0.30 dollars a month. All numbers are found in the lines with Logs Insights.
 */
export const WATCHED: Readonly<Record<string, "always" | "above 0">> = {
  // Its alarm goes on until it is 0.
  subscribersWithParked: "always",
  unreadable: "above 0",
};

/** Writes the line of one operation. With an error it is logged at the error level. */
export function log(operation: string, metrics: Metrics, fields: object, error?: unknown): void {
  const watched = Object.entries(metrics).filter(
    ([name, value]) => WATCHED[name] === "always" || (WATCHED[name] && value > 0),
  );
  const line = {
    level: error === undefined ? "info" : "error",
    stage: config.stage(),
    operation,
    ...fields,
    ...metrics,
    ...(error === undefined ? {} : { cause: describe(error) }),
    ...(watched.length > 0 ? { _aws: metricsOf(watched.map(([name]) => name)) } : {}),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Tells CloudWatch which numbers of the line are metrics (embedded metric format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
const metricsOf = (names: readonly string[]): object => ({
  Timestamp: Date.now(),
  CloudWatchMetrics: [
    {
      Namespace: "Clientela",
      Dimensions: [["stage", "operation"]],
      Metrics: names.map((Name) => ({ Name, Unit: "Count" })),
    },
  ],
});

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
