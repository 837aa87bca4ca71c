/** Prepares an empty stack for its first request. Safe to repeat. */
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { dynamodb } from "../core/aws/dynamodb.ts";
import { config } from "../core/base/config.ts";
import { OperatorError } from "../core/base/operatorError.ts";
import { issueKey } from "../core/organizations/administration.ts";
import { hashOf, keyIdOf, scopes } from "../core/organizations/apiKey.ts";
import { keyOfApiKey } from "../core/organizations/store.ts";
import { compare, push, storedPlans } from "../core/plans/push.ts";
import { createSearchableOrganization } from "../core/search/version.ts";
import samplePlans from "../examples/plans.json" with { type: "json" };
import { createQueues } from "./engine/queues.ts";
import { createTables } from "./engine/tables.ts";
import { messageOf } from "./systemError.ts";

/** The organization of the development key. */
const LOCAL_ORGANIZATION = "org_local";

/** Returns the subscribers' queue URLs. @throws OperatorError when an engine cannot be reached or refuses a request */
export async function prepare(apiKey: string): Promise<Record<string, string>> {
  const endpoint = process.env.AWS_ENDPOINT_URL_SQS;
  const sqs = new SQSClient({ region: config.region(), ...(endpoint ? { endpoint } : {}) });
  const [queueUrls] = await Promise.all([
    asOperatorError(createQueues(sqs), `queues on ${endpoint}`),
    asOperatorError(createTables(dynamodb()), `tables on ${config.dynamodbEndpoint()}`),
  ]);
  sqs.destroy();
  await createSearchableOrganization(LOCAL_ORGANIZATION);
  await issueKey({ organizationId: LOCAL_ORGANIZATION, name: "development", scopes }, apiKey);
  await giveEveryScope(apiKey);
  // Sample plans for a start. If plans were pushed already, there are only those.
  if ((await storedPlans(LOCAL_ORGANIZATION)).length === 0) await push(await compare(LOCAL_ORGANIZATION, samplePlans));
  return queueUrls;
}

/** To a development key from before there were some of the scopes. */
const giveEveryScope = (apiKey: string) =>
  dynamodb().send(
    new UpdateItemCommand({
      TableName: config.organizationsTable(),
      Key: keyOfApiKey(keyIdOf(hashOf(apiKey))),
      UpdateExpression: "SET scopes = :scopes",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":scopes": { L: scopes.map((S) => ({ S })) } },
    }),
  );

async function asOperatorError<T>(work: Promise<T>, what: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof OperatorError ? error : new OperatorError(`Cannot create the ${what}: ${messageOf(error)}`);
  }
}
