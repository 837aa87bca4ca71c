/** In place of local/stack.ts: a stack that is deployed already, and shared by all files. */
import { inject } from "vitest";
import { issueKey } from "../../core/organizations/administration.ts";
import { scopes } from "../../core/organizations/apiKey.ts";
import { createSearchableOrganization } from "../../core/search/version.ts";
import type { Stack, StackOptions } from "../../local/stack.ts";
import { stackEnvironment } from "../../local/stackFile.ts";
import { ROOT } from "./emulator/emulator.ts";

/** The person's stage. Nothing of the options but the key means anything to it: its changes are always published. */
export async function startStack({ apiKey, dataDir }: StackOptions): Promise<Stack> {
  const { url, operator } = inject("deployed").jay;
  const endpoint = inject("endpoint");
  const stack: Stack = {
    url,
    region: operator.region,
    stage: operator.stage,
    dynamodbEndpoint: endpoint,
    sqsEndpoint: endpoint,
    tables: {
      customers: operator.customersTable,
      organizations: operator.organizationsTable,
      events: operator.eventsTable,
      search: operator.searchTable,
      subscriptions: operator.subscriptionsTable,
    },
    queueUrls: JSON.parse(operator.subscriberQueueUrls),
    dataDir,
    pids: { stack: process.pid, dynamodb: null, pump: null },
    stop: async () => {},
  };
  Object.assign(process.env, stackEnvironment(stack), {
    AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
    API_URL: url,
  });
  await createSearchableOrganization("org_local");
  await issueKey({ organizationId: "org_local", name: "development", scopes }, apiKey);
  return stack;
}
