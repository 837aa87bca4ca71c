/** Alarms and dashboards. */
import { type Inputs, pascal, type ResourceTypes, written } from "./resourceType.ts";

const alarm = written(
  async (inputs, { cloudWatch }) => {
    const { name, okActions, dimensions, metricQueries, ...rest } = inputs;
    await cloudWatch.putMetricAlarm({
      AlarmName: name,
      OKActions: okActions,
      ...(dimensions ? { Dimensions: dimensionsOf(dimensions) } : {}),
      ...(metricQueries ? { Metrics: metricQueries.map(queryOf) } : {}),
      ...pascal(rest),
    });
    return { id: name };
  },
  [
    ...["alarmDescription", "namespace", "metricName", "metricQueries", "dimensions", "period", "statistic"],
    ...["threshold", "evaluationPeriods", "treatMissingData"],
  ],
  (id, _inputs, { cloudWatch }) => cloudWatch.deleteAlarms({ AlarmNames: [id] }),
);

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

const dashboard = written(
  async (inputs, { cloudWatch }) => {
    await cloudWatch.putDashboard(pascal(inputs));
    return { id: inputs.dashboardName };
  },
  ["dashboardBody"],
  (id, _inputs, { cloudWatch }) => cloudWatch.deleteDashboards({ DashboardNames: [id] }),
);

export const alarms: ResourceTypes = {
  "cloudwatch/metricAlarm:MetricAlarm": alarm,
  "cloudwatch/dashboard:Dashboard": dashboard,
};
