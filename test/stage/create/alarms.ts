/** Topics, alarms and dashboards. */
import type { Clients } from "./clients.ts";
import { type Inputs, pascal, type Synthesized } from "./synthesized.ts";

export async function createAlarms(stage: Synthesized, { sns, cloudWatch }: Clients): Promise<void> {
  for (const { inputs } of stage.of("sns/topic:Topic")) await sns.createTopic(pascal(inputs));
  for (const { inputs } of stage.of("cloudwatch/metricAlarm:MetricAlarm")) {
    const { name, okActions, dimensions, metricQueries, ...rest } = inputs;
    await cloudWatch.putMetricAlarm({
      AlarmName: name,
      OKActions: okActions,
      ...(dimensions ? { Dimensions: dimensionsOf(dimensions) } : {}),
      ...(metricQueries ? { Metrics: metricQueries.map(queryOf) } : {}),
      ...pascal(rest),
    });
  }
}

export async function createDashboards(stage: Synthesized, { cloudWatch }: Clients): Promise<void> {
  for (const { inputs } of stage.of("cloudwatch/dashboard:Dashboard")) await cloudWatch.putDashboard(pascal(inputs));
}

const dimensionsOf = (dimensions: Record<string, string>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

function queryOf({ metric, returnData = false, ...rest }: Inputs) {
  if (!metric) return { ReturnData: returnData, ...pascal(rest) };
  const { dimensions, namespace, metricName, period, stat } = metric;
  return {
    ReturnData: returnData,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metricName, Dimensions: dimensionsOf(dimensions) },
      Period: period,
      Stat: stat,
    },
    ...pascal(rest),
  };
}
