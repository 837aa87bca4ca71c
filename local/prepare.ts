/** What an empty stack needs before its first request. Safe to repeat. */
import { SQSClient } from "@aws-sdk/client-sqs";
import { config } from "../core/config.ts";
import { dynamodb } from "../core/dynamodb.ts";
import { createOrganization, issueKey } from "../core/organizations/administration.ts";
import { createQueues } from "./createQueues.ts";
import { createTables } from "./createTables.ts";

/** The organization of the development key. */
const LOCAL_ORGANIZATION = "org_local";

export async function prepare(apiKey: string): Promise<void> {
  const endpoint = process.env.AWS_ENDPOINT_URL_SQS;
  const sqs = new SQSClient({ region: config.region, ...(endpoint ? { endpoint } : {}) });
  await Promise.all([createTables(dynamodb), createQueues(sqs)]);
  sqs.destroy();
  await createOrganization(LOCAL_ORGANIZATION);
  await issueKey({ organizationId: LOCAL_ORGANIZATION, name: "development", scopes: ["read", "write"] }, apiKey);
}
