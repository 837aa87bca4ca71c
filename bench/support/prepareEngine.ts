/** `node bench/support/prepareEngine.ts CUSTOMERS [indexed]`: fills the engine named in the environment. */
import { BatchWriteItemCommand, CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import type { Item } from "../../core/aws/item.ts";
import { chunks } from "../../core/base/chunks.ts";
import { mapParallel } from "../../core/base/parallel.ts";
import { toItem } from "../../core/customers/item.ts";
import { listKey } from "../../core/customers/keys.ts";
import { createOrganization, issueKey } from "../../core/organizations/administration.ts";
import { entriesOf } from "../../core/search/entry.ts";
import { createTables, localTableNames } from "../../local/engine/tables.ts";
import { API_KEY, IDEMPOTENCY_TABLE, KEY_NAME, ORGANIZATION, sampleCustomer } from "./samples.ts";

const BATCH = 25;
const PARALLEL = 4;
/** How many customers are in memory at a time. */
const AT_ONCE = 1_000;

await createTables(dynamodb());
// The table that Powertools needs:
// https://docs.powertools.aws.dev/lambda/typescript/latest/features/idempotency/#required-resources
await dynamodb().send(
  new CreateTableCommand({
    TableName: IDEMPOTENCY_TABLE,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  }),
);
await createOrganization(ORGANIZATION);
await issueKey({ organizationId: ORGANIZATION, name: KEY_NAME, scopes: ["read", "write"] }, API_KEY);

const put = (table: string, items: readonly Item[]): Promise<unknown> =>
  mapParallel(chunks(items, BATCH), PARALLEL, (batch) =>
    dynamodb().send(
      new BatchWriteItemCommand({ RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) } }),
    ),
  );

const customers = Number(process.argv[2]);
const isIndexed = process.argv[3] === "indexed";
for (let first = 0; first < customers; first += AT_ONCE) {
  const some = Array.from({ length: Math.min(AT_ONCE, customers - first) }, (_, i) => sampleCustomer(first + i));
  await put(
    localTableNames.customers,
    some.map((customer) => toItem(customer)),
  );
  if (isIndexed)
    await put(
      localTableNames.search,
      some.flatMap((customer) => entriesOf(customer, listKey(ORGANIZATION))),
    );
}
process.exit(0);
