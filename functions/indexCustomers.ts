/** Keeps the search index, behind the customers table's stream. */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import type { ChangeRecord } from "../core/changes/record.ts";
import { indexChanges } from "../core/search/index.ts";

export const handler = ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  indexChanges(Records as ChangeRecord[]);
