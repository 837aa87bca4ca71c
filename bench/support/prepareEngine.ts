/** `node bench/support/prepareEngine.ts CUSTOMERS`: fills the engine that the environment leads to. */
import { BatchWriteItemCommand, CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { toItem } from "../../core/customers/item.ts";
import { dynamodb } from "../../core/dynamodb.ts";
import { createOrganization, issueKey } from "../../core/organizations/administration.ts";
import { mapParallel } from "../../core/parallel.ts";
import { createTables, localTableNames } from "../../local/createTables.ts";
import { API_KEY, IDEMPOTENCY_TABLE, ORGANIZATION, sampleCustomer } from "./samples.ts";

const BATCH = 25;
const PARALLEL = 4;

await createTables(dynamodb);
// What Powertools asks for: https://docs.powertools.aws.dev/lambda/typescript/latest/features/idempotency/#required-resources
await dynamodb.send(
  new CreateTableCommand({
    TableName: IDEMPOTENCY_TABLE,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  }),
);
await createOrganization(ORGANIZATION);
await issueKey({ organizationId: ORGANIZATION, name: "bench", scopes: ["read", "write"] }, API_KEY);

const customers = Number(process.argv[2]);
const batches = Array.from({ length: Math.ceil(customers / BATCH) }, (_, index) => index * BATCH);
await mapParallel(batches, PARALLEL, async (first) => {
  const items = Array.from({ length: Math.min(BATCH, customers - first) }, (_, i) => toItem(sampleCustomer(first + i)));
  await dynamodb.send(
    new BatchWriteItemCommand({
      RequestItems: { [localTableNames.customers]: items.map((Item) => ({ PutRequest: { Item } })) },
    }),
  );
});
process.exit(0);
