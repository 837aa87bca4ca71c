/** Updates the search index from the customers table's stream. */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { requireConfig } from "../core/base/config.ts";
import type { ChangeRecord } from "../core/changes/record.ts";
import { indexChanges } from "../core/search/index.ts";

requireConfig("stage", "searchTable");

export const handler = ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  indexChanges(Records as ChangeRecord[]);
