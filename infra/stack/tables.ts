/** infra/tables.ts as DynamoDB tables. */
import { restoredTables } from "../deployment.ts";
import { logicalId, type StageSettings } from "../settings.ts";
import {
  customersTable,
  eventsTable,
  type Index,
  organizationsTable,
  searchTable,
  subscriptionsTable,
  type Table,
  tableSettings,
} from "../tables.ts";

export type Tables = Record<Table["name"], sst.aws.Dynamo>;

/** @param stageHere the stage's name by `stageInRegion` */
export function createTables(stageHere: string, settings: StageSettings): Tables {
  const create = (table: Table) => {
    const restored = restoredTables[stageHere]?.[table.name];
    return restored ? sst.aws.Dynamo.get(logicalId(table.name), restored) : createTable(table, settings);
  };
  return {
    customers: create(customersTable),
    organizations: create(organizationsTable),
    events: create(eventsTable),
    search: create(searchTable),
    subscriptions: create(subscriptionsTable),
  };
}

function createTable(table: Table, settings: StageSettings): sst.aws.Dynamo {
  const { localIndexes = [] } = table;
  const keys = [table, ...table.indexes].flatMap(({ hash, range }) => (range ? [hash, range] : [hash]));
  const { deletionProtection, pointInTimeRecovery, isInfrequentlyAccessed, onDemandThroughput } = tableSettings(
    table,
    settings,
  );
  return new sst.aws.Dynamo(logicalId(table.name), {
    fields: Object.fromEntries(
      [...keys, ...localIndexes.map(({ range }) => range)].map((key) => [key, "string" as const]),
    ),
    primaryIndex: keysOf(table),
    globalIndexes: Object.fromEntries(
      table.indexes.map((index) => [
        index.name,
        { ...keysOf(index), projection: index.projection === "ALL" ? ("all" as const) : ("keys-only" as const) },
      ]),
    ),
    ...(localIndexes.length > 0
      ? { localIndexes: Object.fromEntries(localIndexes.map(({ name, range }) => [name, { rangeKey: range }])) }
      : {}),
    ...(table.stream ? { stream: "new-and-old-images" as const } : {}),
    ...(table.ttl ? { ttl: table.ttl } : {}),
    deletionProtection,
    transform: {
      table: (args) => {
        args.pointInTimeRecovery = { enabled: pointInTimeRecovery };
        if (isInfrequentlyAccessed) args.tableClass = "STANDARD_INFREQUENT_ACCESS";
        args.onDemandThroughput = onDemandThroughput;
        args.globalSecondaryIndexes = $output(args.globalSecondaryIndexes ?? []).apply((indexes) =>
          indexes.map((index) => ({ ...index, onDemandThroughput })),
        );
      },
    },
  });
}

const keysOf = ({ hash, range }: Table | Index) => (range ? { hashKey: hash, rangeKey: range } : { hashKey: hash });

/** The dimensions of CloudWatch's metrics of the table and of each of its indexes. */
export const dimensionsOf = ({ name, indexes }: Table, tables: Tables) => [
  { TableName: tables[name].name },
  ...indexes.map((index) => ({ TableName: tables[name].name, GlobalSecondaryIndexName: index.name })),
];
