/** The stage that an operator command works on: from the environment, from `sst shell`, or the running local stack. */
import * as z from "zod/mini";
import { isLive } from "../infra/settings.ts";
import { readStackFile, type StackFile, stackEnvironment } from "../local/stackFile.ts";

/** Values for operators from infra/stack/stack.ts; `sst shell` puts them into SST_RESOURCE_Operator as JSON. */
export const operator = z.object({
  stage: z.string(),
  region: z.string(),
  customersTable: z.string(),
  organizationsTable: z.string(),
  eventsTable: z.string(),
  searchTable: z.string(),
  subscriptionsTable: z.string(),
  eventRetentionDays: z.string(),
  subscriberQueueUrls: z.string(),
});
export type Operator = z.infer<typeof operator>;

/** The stage of `sst shell`; undefined outside of it. */
export const deployedStage = (): Operator | undefined =>
  process.env.SST_RESOURCE_Operator ? operator.parse(JSON.parse(process.env.SST_RESOURCE_Operator)) : undefined;

/**
 * Sets the variables that core/ reads. Call it before anything in core/ talks to AWS.
 *
 * @returns the local stack, if it is one
 * @throws OperatorError when the environment names no tables and no local stack runs
 */
export function useStack(): StackFile | undefined {
  if (process.env.CUSTOMERS_TABLE) return undefined;
  const stage = deployedStage();
  if (stage) {
    Object.assign(process.env, {
      STAGE: stage.stage,
      LIVEMODE: String(isLive(stage.stage)),
      AWS_REGION: stage.region,
      CUSTOMERS_TABLE: stage.customersTable,
      ORGANIZATIONS_TABLE: stage.organizationsTable,
      EVENTS_TABLE: stage.eventsTable,
      SEARCH_TABLE: stage.searchTable,
      SUBSCRIPTIONS_TABLE: stage.subscriptionsTable,
      EVENT_RETENTION_DAYS: stage.eventRetentionDays,
      SUBSCRIBER_QUEUE_URLS: stage.subscriberQueueUrls,
    });
    return undefined;
  }
  const local = readStackFile();
  Object.assign(process.env, stackEnvironment(local));
  process.env.AWS_ACCESS_KEY_ID ??= "local";
  process.env.AWS_SECRET_ACCESS_KEY ??= "local";
  return local;
}
