/** The baseline: calls of the AWS SDK with a client from `new DynamoDBClient()`, with the same requests as ours. */
import {
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient();

/** One request. */
export type RawInput = { put: PutItemCommandInput } | { get: GetItemCommandInput } | { query: QueryCommandInput };

export const handler = async (input: RawInput): Promise<unknown> => {
  if ("put" in input) return client.send(new PutItemCommand(input.put));
  if ("get" in input) return client.send(new GetItemCommand(input.get));
  return client.send(new QueryCommand(input.query));
};
