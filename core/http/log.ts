/**
 * One JSON line a request, which CloudWatch reads as metrics too (embedded metric format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 * It never holds a path, a query, an IP, a key, or a field of a customer.
 */
import { AppError } from "../errors.ts";

const stage = process.env.STAGE ?? "";

export interface RequestLog {
  operation: string;
  requestId: string;
  status: number;
  latencyMs: number;
  units: number;
  organizationId: string | undefined;
  /** What went wrong, if the request ended in a 5xx. */
  error?: unknown;
}

export function logRequest({ error, ...request }: RequestLog): void {
  const failed = request.status >= 500;
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: "Clientela",
          Dimensions: [["stage", "operation"]],
          Metrics: [{ Name: "latencyMs", Unit: "Milliseconds" }, { Name: "units" }, { Name: "failures" }],
        },
      ],
    },
    level: failed ? "error" : "info",
    stage,
    ...request,
    failures: failed ? 1 : 0,
    cause: failed ? describe(error) : undefined,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Where an error came from, without its message: messages of the SDK and of JSON.parse quote what they were given. */
function describe(error: unknown): object | undefined {
  if (!(error instanceof Error)) return undefined;
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at "));
  const cause = describe(error.cause);
  return {
    name: error instanceof AppError ? error.code : error.name,
    stack: frames?.slice(0, 8).map((line) => line.trim()),
    ...(cause ? { cause } : {}),
  };
}
