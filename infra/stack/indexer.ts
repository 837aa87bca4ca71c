/** From the customers table's stream to the search table: functions/indexCustomers.ts. */
import type { StageSettings } from "../settings.ts";
import { type ChangesConsumer, consumeChanges, writeFailures } from "./changes.ts";
import { functionArgs } from "./functions.ts";
import type { Tables } from "./tables.ts";

/** Changes of customers, and customers deleted from the table: their index entries must go too. */
const CHANGES_AND_DELETIONS = ["NewImage", "OldImage"].map((image) => ({
  dynamodb: { [image]: { version: { N: [{ exists: true }] } } },
}));

export function createIndexer(
  stage: string,
  settings: StageSettings,
  tables: Tables,
  failures: sst.aws.Bucket,
): ChangesConsumer {
  const fn = functionArgs("indexCustomers", {
    stage,
    settings,
    tables,
    timeout: "60 seconds",
    environment: { SEARCH_TABLE: tables.search.name },
    permissions: [
      {
        actions: ["dynamodb:PartiQLInsert", "dynamodb:PutItem", "dynamodb:DeleteItem"],
        resources: [tables.search.arn],
      },
      // The receipts of erasures, which count the entries that go, and tell what is not to be written any more.
      { actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"], resources: [tables.organizations.arn] },
      ...writeFailures(failures),
    ],
  });
  return consumeChanges("Indexer", { settings, tables, fn, filters: CHANGES_AND_DELETIONS, failures });
}
