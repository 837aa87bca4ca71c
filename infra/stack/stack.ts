/** All resources of a stage. */
import { domains, dashboard as hasDashboard } from "../deployment.ts";
import { stageInRegion, stageSettings } from "../settings.ts";
import { createAlarms } from "./alarms.ts";
import { createApi } from "./api.ts";
import { createBudget } from "./budget.ts";
import { createCanary } from "./canary.ts";
import { createFailureBucket } from "./changes.ts";
import { createCharts } from "./charts.ts";
import { createDashboard } from "./dashboard.ts";
import { createIndexer } from "./indexer.ts";
import { createPublisher } from "./publisher.ts";
import { createQueues } from "./queues.ts";
import { createTables } from "./tables.ts";

/** Creates a stage's resources and returns what `sst deploy` prints. */
export async function createStack(stage: string) {
  const settings = stageSettings(stage);
  const { region } = await aws.getRegion();
  const stageHere = stageInRegion(stage, region);
  const tables = createTables(stageHere, settings);
  const queues = createQueues(stage, stageHere, settings);
  const failures = createFailureBucket(settings);
  const publisher = createPublisher(stage, stageHere, settings, tables, queues, failures);
  const indexer = createIndexer(stage, settings, tables, failures);
  const dashboard = hasDashboard ? createDashboard(stage, domains[stageHere]) : undefined;
  const addresses = { dashboardOrigin: dashboard?.origin, domain: domains[stageHere] };
  const api = createApi(stage, settings, tables, addresses, { publisher, queues });
  const { url } = api.gateway;
  dashboard?.useApi(url);
  const watch = async () => {
    const canary = await createCanary(stage, settings, tables, url);
    const watched = { stage, api, tables, queues, failures, publisher, indexer, canary };
    createCharts(watched, stageHere);
    return createAlarms(watched);
  };
  const topic = settings.alarms ? await watch() : undefined;
  createBudget(stageHere);
  const operator = {
    stage,
    region,
    customersTable: tables.customers.name,
    organizationsTable: tables.organizations.name,
    eventsTable: tables.events.name,
    searchTable: tables.search.name,
    subscriptionsTable: tables.subscriptions.name,
    eventRetentionDays: String(settings.eventRetentionDays),
    subscriberQueueUrls: $jsonStringify(queues.urls),
  };
  // Read by `npm run keys` and other commands under `sst shell`: commands/environment.ts.
  new sst.Linkable("Operator", { properties: operator });
  return {
    url,
    ...(dashboard && { dashboardUrl: dashboard.url }),
    publisherRoleArn: publisher.roleArn,
    ...(topic && { alarmTopicArn: topic.arn }),
    ...operator,
  };
}
