/** Creates the tables of infra/tables.ts on the engine that the SDK is configured for. */
import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { OperatorError } from "../../core/base/operatorError.ts";
import { type Table, tables } from "../../infra/tables.ts";

export type TableNames = Record<Table["name"], string>;

export const localTableNames: TableNames = {
  customers: "clientela-local-customers",
  organizations: "clientela-local-organizations",
  events: "clientela-local-events",
  search: "clientela-local-search",
  subscriptions: "clientela-local-subscriptions",
};

/** Creates missing tables. @throws OperatorError when an existing one lacks an index or the stream it needs */
export async function createTables(client: DynamoDBClient): Promise<void> {
  await Promise.all(tables.map((table) => createTable(client, table)));
}

async function createTable(client: DynamoDBClient, table: Table): Promise<void> {
  const TableName = localTableNames[table.name];
  try {
    await client.send(new CreateTableCommand(definition(table)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName });
  const { Table: actual } = await client.send(new DescribeTableCommand({ TableName }));
  const missing = missingIn(actual, table);
  if (missing.length > 0)
    throw new OperatorError(
      `The table ${TableName} was created by another version (no ${missing.join(", no ")}). Use a new folder: DATA_DIR=other npm start`,
    );
  await enableTimeToLive(client, table);
}

function missingIn(actual: TableDescription | undefined, table: Table): string[] {
  const indexes = new Set(actual?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  for (const { IndexName } of actual?.LocalSecondaryIndexes ?? []) indexes.add(IndexName);
  const wanted = [...table.indexes, ...(table.localIndexes ?? [])];
  const missing = wanted.filter(({ name }) => !indexes.has(name)).map(({ name }) => `index ${name}`);
  return table.stream && !actual?.StreamSpecification?.StreamEnabled ? [...missing, "stream"] : missing;
}

/** A separate step, because CreateTable has no parameter for it. After a kill in between, the next start repeats it. */
async function enableTimeToLive(client: DynamoDBClient, { name, ttl }: Table): Promise<void> {
  if (ttl === undefined) return;
  const TableName = localTableNames[name];
  const { TimeToLiveDescription: now } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  if (now?.TimeToLiveStatus === "ENABLED" || now?.TimeToLiveStatus === "ENABLING") return;
  const TimeToLiveSpecification = { AttributeName: ttl, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

function definition(table: Table): CreateTableCommandInput {
  const { localIndexes = [] } = table;
  const keySchema = ({ hash, range }: { hash: string; range?: string }) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    ...(range ? [{ AttributeName: range, KeyType: "RANGE" as const }] : []),
  ];
  const keys = [table, ...table.indexes].flatMap(({ hash, range }) => [hash, ...(range ? [range] : [])]);
  keys.push(...localIndexes.map(({ range }) => range));
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
    ...(localIndexes.length > 0
      ? {
          LocalSecondaryIndexes: localIndexes.map(({ name, range }) => ({
            IndexName: name,
            KeySchema: keySchema({ hash: table.hash, range }),
            Projection: { ProjectionType: "ALL" as const },
          })),
        }
      : {}),
    ...(table.stream ? { StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } } : {}),
  };
}
