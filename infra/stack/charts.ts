/**
 * Two dashboards of CloudWatch, from what AWS measures for nothing. An account's first three dashboards cost nothing
 * either, as long as each shows at most 50 metrics.
 */
import { prices } from "../prices.ts";
import { routes } from "../routes.ts";
import { resourceName } from "../settings.ts";
import { isMostlyStored, tables as tableRows } from "../tables.ts";
import type { Watched } from "./alarms.ts";
import { dimensionsOf } from "./tables.ts";

/** A metric as dashboards write it: namespace, name, dimensions one by one, options. */
type Metric = $util.Input<string | Record<string, string | number | boolean>>[];

const FIVE_MINUTES = 300;
const DAY = 86_400;

const metric = (namespace: string, name: string, dimensions: object, options: object = {}): Metric => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  { ...options },
];

const chart = (title: string, metrics: Metric[], options: { stat: string; period?: number }) => ({
  type: "metric",
  width: 12,
  height: 6,
  properties: {
    title,
    region: aws.getRegionOutput().region,
    view: "timeSeries",
    period: FIVE_MINUTES,
    ...options,
    metrics,
  },
});

/**
 * Creates `clientela-<stage>-api`, what callers see, and `clientela-<stage>-data`, what is behind it.
 *
 * @param stageHere the stage's name by `stageInRegion`
 */
export function createCharts(watched: Watched, stageHere: string): void {
  const create = (name: string, widgets: ReturnType<typeof chart>[]) =>
    new aws.cloudwatch.Dashboard(`Charts-${name}`, {
      // Dashboards are the whole account's, not a region's.
      dashboardName: resourceName(stageHere, name),
      dashboardBody: $jsonStringify({ widgets }),
    });
  create("api", apiCharts(watched));
  create("data", [...changeCharts(watched), ...tableCharts(watched), costChart(watched)]);
}

/** How long these take says how long they were asked to wait. */
const waiting = new Set(routes.flatMap(({ operation, waits }) => (waits ? [operation] : [])));

function apiCharts({ api, canary }: Watched): ReturnType<typeof chart>[] {
  const ApiId = api.gateway.nodes.api.id;
  const ofApi = (name: string, options: object = {}) => metric("AWS/ApiGateway", name, { ApiId }, options);
  return [
    chart(
      "Latency of each operation, p99, ms",
      Object.entries(api.functions)
        .filter(([operation]) => !waiting.has(operation))
        .map(([label, { name }]) => metric("AWS/Lambda", "Duration", { FunctionName: name }, { label })),
      { stat: "p99" },
    ),
    // API Gateway does not count routes apart for nothing.
    chart(
      "Latency of all requests, readers that wait included, ms",
      [ofApi("Latency", { stat: "p50" }), ofApi("Latency", { stat: "p99" })],
      {
        stat: "p99",
      },
    ),
    chart("Requests", [ofApi("Count")], { stat: "Sum" }),
    chart(
      "Errors, and functions that Lambda refused to run, of all in the region",
      [
        ofApi("4xx"),
        ofApi("5xx"),
        metric("AWS/Lambda", "Throttles", {}),
        metric("AWS/Lambda", "Errors", { FunctionName: canary.name }, { label: "canary" }),
      ],
      { stat: "Sum" },
    ),
  ];
}

function changeCharts({ stage, publisher, indexer, queues }: Watched): ReturnType<typeof chart>[] {
  const age = (label: string, FunctionName: $util.Input<string>) =>
    metric("AWS/Lambda", "IteratorAge", { FunctionName }, { label });
  return [
    chart("Age of changes, ms", [age("events", publisher.function.name), age("search", indexer.function.name)], {
      stat: "Maximum",
    }),
    chart(
      "Age of the oldest event in each queue, s",
      Object.entries(queues.own).map(([label, { queue }]) =>
        metric("AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName: queue.nodes.queue.name }, { label }),
      ),
      { stat: "Maximum" },
    ),
    chart(
      "Subscribers with parked events",
      [metric("Clientela", "subscribersWithParked", { stage, operation: "publishChanges" })],
      { stat: "Maximum" },
    ),
  ];
}

/** Of each table, its indexes included. */
function tableCharts({ tables }: Watched): ReturnType<typeof chart>[] {
  const ofTables = (name: string) =>
    tableRows.flatMap((table) => dimensionsOf(table, tables).map((of) => metric("AWS/DynamoDB", name, of)));
  return [
    chart("Throttled writes", ofTables("WriteThrottleEvents"), { stat: "Sum" }),
    chart("Throttled reads", ofTables("ReadThrottleEvents"), { stat: "Sum" }),
  ];
}

/** Units times prices of infra/prices.ts: what grows with requests. Storage, logs and alarms are not in it. */
function costChart({ api, tables, queues }: Watched): ReturnType<typeof chart> {
  const terms: { price: number; of: Metric }[] = [];
  const add = (price: number, namespace: string, name: string, dimensions: object) =>
    terms.push({ price, of: metric(namespace, name, dimensions, { id: `m${terms.length}`, visible: false }) });
  add(prices.apiRequest, "AWS/ApiGateway", "Count", { ApiId: api.gateway.nodes.api.id });
  // Of all functions in the region: each of ours would be two more metrics.
  add(prices.functionRequest, "AWS/Lambda", "Invocations", {});
  add(prices.functionGigabyteSecond / 1_000, "AWS/Lambda", "Duration", {});
  for (const table of tableRows) {
    const { readUnit, writeUnit } = isMostlyStored(table) ? prices.infrequent : prices;
    for (const of of dimensionsOf(table, tables)) {
      add(readUnit, "AWS/DynamoDB", "ConsumedReadCapacityUnits", of);
      add(writeUnit, "AWS/DynamoDB", "ConsumedWriteCapacityUnits", of);
    }
  }
  // Sent, received, deleted.
  for (const { queue } of Object.values(queues.own))
    add(3 * prices.queueRequest, "AWS/SQS", "NumberOfMessagesSent", { QueueName: queue.nodes.queue.name });
  const expression = terms.map(({ price }, i) => `FILL(m${i},0)*${price.toFixed(13)}`).join("+");
  const sum: Metric = [{ expression, id: "cost", label: "dollars" }];
  return chart("Dollars a day for what is used", [sum, ...terms.map(({ of }) => of)], { stat: "Sum", period: DAY });
}
