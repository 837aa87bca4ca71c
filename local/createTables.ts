/** Creates the tables of infra/tables.ts on whatever engine the SDK is pointed at. */
import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { type Table, tables } from "../infra/tables.ts";
import { StackError } from "./failure.ts";

export type TableNames = Record<Table["name"], string>;

export const localTableNames: TableNames = {
  customers: "clientela-local-customers",
  organizations: "clientela-local-organizations",
  events: "clientela-local-events",
};

/** Creates what is missing. @throws StackError when a table is there with other indexes */
export async function createTables(client: DynamoDBClient): Promise<void> {
  await Promise.all(tables.map((table) => createTable(client, table)));
}

async function createTable(client: DynamoDBClient, table: Table): Promise<void> {
  const TableName = localTableNames[table.name];
  try {
    await client.send(new CreateTableCommand(definition(table)));
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName });
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    const { Table: existing } = await client.send(new DescribeTableCommand({ TableName }));
    const indexes = new Set(existing?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
    const missing = table.indexes.filter(({ name }) => !indexes.has(name));
    if (missing.length > 0)
      throw new StackError(
        `The table ${TableName} was made by another version (no index ${missing.map(({ name }) => name).join(", ")}). Use a new folder: DATA_DIR=other npm start`,
      );
  }
}

function definition(table: Table): CreateTableCommandInput {
  const keySchema = ({ hash, range }: { hash: string; range?: string }) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    ...(range ? [{ AttributeName: range, KeyType: "RANGE" as const }] : []),
  ];
  const keys = [table, ...table.indexes].flatMap(({ hash, range }) => [hash, ...(range ? [range] : [])]);
  return {
    TableName: localTableNames[table.name],
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...new Set(keys)].map(
      (AttributeName): AttributeDefinition => ({ AttributeName, AttributeType: "S" }),
    ),
    KeySchema: keySchema(table),
    ...(table.indexes.length > 0
      ? {
          GlobalSecondaryIndexes: table.indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keySchema(index),
            Projection: { ProjectionType: index.projection },
          })),
        }
      : {}),
    ...(table.stream ? { StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } } : {}),
  };
}
