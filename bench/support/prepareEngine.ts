/** `node bench/support/prepareEngine.ts CUSTOMERS [indexed]`: fills the engine that the environment leads to. */
import { BatchWriteItemCommand, CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { toItem } from "../../core/customers/item.ts";
import { listKey } from "../../core/customers/keys.ts";
import { dynamodb } from "../../core/dynamodb.ts";
import { createOrganization, issueKey } from "../../core/organizations/administration.ts";
import { mapParallel } from "../../core/parallel.ts";
import { entriesOf } from "../../core/search/entry.ts";
import { putNewEntries } from "../../core/search/store.ts";
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
const isIndexed = process.argv[3] === "indexed";
const batches = Array.from({ length: Math.ceil(customers / BATCH) }, (_, index) => index * BATCH);
await mapParallel(batches, PARALLEL, async (first) => {
  const batch = Array.from({ length: Math.min(BATCH, customers - first) }, (_, i) => sampleCustomer(first + i));
  const items = batch.map((customer) => toItem(customer));
  await dynamodb.send(
    new BatchWriteItemCommand({
      RequestItems: { [localTableNames.customers]: items.map((Item) => ({ PutRequest: { Item } })) },
    }),
  );
  if (!isIndexed) return;
  const entries = batch.flatMap((customer) => entriesOf(customer, listKey(ORGANIZATION)));
  const { missing } = await putNewEntries({ signal: AbortSignal.timeout(60_000), units: 0 }, entries);
  if (missing.size > 0) throw new Error("The search index could not be written");
});
process.exit(0);
