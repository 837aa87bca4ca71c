/** Publishes change events from the customers table's stream. */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { requireConfig } from "../core/base/config.ts";
import type { ChangeRecord } from "../core/changes/record.ts";
import { publishChanges } from "../core/events/publishChanges.ts";
import { targetsOf } from "../core/events/targets.ts";
import { subscribers } from "../infra/subscribers.ts";

requireConfig("stage", "eventsTable", "organizationsTable");
const targets = targetsOf(subscribers);

export const handler = ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  publishChanges(Records as ChangeRecord[], targets);
