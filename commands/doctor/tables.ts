/** The tables of a stage: their settings, and what was restored. */
import type {
  ContinuousBackupsDescription,
  GlobalSecondaryIndexDescription,
  TableDescription,
  TimeToLiveDescription,
} from "@aws-sdk/client-dynamodb";
import { restoredTables } from "../../infra/deployment.ts";
import { type StageSettings, stageInRegion, stageSettings } from "../../infra/settings.ts";
import { type Table, tableSettings, tables } from "../../infra/tables.ts";
import type { Operator } from "../environment.ts";
import { type Finding, saying } from "./finding.ts";
import { deploySentence, differences, type Settings } from "./settings.ts";
import type { Stage } from "./stage.ts";

const say = saying("tables");

/** A table on AWS, by what three calls tell of it. */
export interface DeployedTable {
  table: TableDescription;
  backups?: ContinuousBackupsDescription | undefined;
  ttl?: TimeToLiveDescription | undefined;
}

export type DeployedTables = Readonly<Record<Table["name"], DeployedTable>>;

export async function examineTables({ aws: { dynamodb }, operator }: Stage): Promise<Finding[]> {
  const settings = stageSettings(operator.stage);
  const read = async (name: Table["name"]): Promise<DeployedTable> => {
    const TableName = operator[`${name}Table`];
    const { Table: table = {} } = await dynamodb.describeTable({ TableName });
    const { ContinuousBackupsDescription: backups } = await dynamodb.describeContinuousBackups({ TableName });
    const { TimeToLiveDescription: ttl } = await dynamodb.describeTimeToLive({ TableName });
    return { table, backups, ttl };
  };
  const deployed = {
    customers: await read("customers"),
    organizations: await read("organizations"),
    events: await read("events"),
    search: await read("search"),
    subscriptions: await read("subscriptions"),
  };
  const named = restoredTables[stageInRegion(operator.stage, operator.region)] ?? {};
  const findings = [
    ...tables.flatMap((table) => tableFindings(operator, settings, table, deployed[table.name], named[table.name])),
    ...restoreFindings(deployed, new Date()),
  ];
  if (findings.some(({ state }) => state !== "note")) return findings;
  return [...findings, say("well", `${tables.length} are as the code says, and ready.`)];
}

/** @param restored the name of the table that infra/deployment.ts has in the place of the stage's own */
export function tableFindings(
  operator: Operator,
  settings: StageSettings,
  row: Table,
  { table, backups, ttl }: DeployedTable,
  restored: string | undefined,
): Finding[] {
  const { stage } = operator;
  const used = operator[`${row.name}Table`];
  const isOther = restored !== undefined && restored !== used;
  const different = differences(settingsOfRow(row, settings), settingsOfTable(table, backups, ttl));
  const mend =
    restored === undefined ? deploySentence(stage) : "Change it by hand, as docs/deploy.md says under Restore.";
  const unready = [
    ...(table.TableStatus === "ACTIVE" ? [] : [`it is ${table.TableStatus}`]),
    ...(table.GlobalSecondaryIndexes ?? [])
      .filter(({ IndexStatus }) => IndexStatus !== "ACTIVE")
      .map(({ IndexName, IndexStatus }) => `its index ${IndexName} is ${IndexStatus}`),
  ];
  return [
    ...(isOther
      ? [
          say(
            "act",
            `The stage uses ${used} as ${row.name}, and infra/deployment.ts names ${restored}. Deploy: npx sst deploy --stage ${stage}.`,
          ),
        ]
      : []),
    ...(table.RestoreSummary && restored === undefined
      ? [
          say(
            "act",
            `The stage uses a restored table as ${row.name}, and infra/deployment.ts does not name it: the next deployment would make an empty one in its place. Add ${used} to restoredTables before anybody deploys.`,
          ),
        ]
      : []),
    ...(different.length > 0 ? [say("act", `Of ${row.name} ${different.join("; ")}. ${mend}`)] : []),
    ...(unready.length > 0
      ? [say("act", `${row.name} is not ready: ${unready.join(", ")}. Wait, and look again.`)]
      : []),
  ];
}

function settingsOfRow(row: Table, settings: StageSettings): Settings {
  const { deletionProtection, pointInTimeRecovery, isInfrequentlyAccessed, onDemandThroughput } = tableSettings(
    row,
    settings,
  );
  const units = unitsOf(onDemandThroughput.maxReadRequestUnits, onDemandThroughput.maxWriteRequestUnits);
  return {
    "deletion protection": deletionProtection,
    "point-in-time recovery": pointInTimeRecovery,
    class: isInfrequentlyAccessed ? "STANDARD_INFREQUENT_ACCESS" : "STANDARD",
    "greatest units a second": units,
    stream: row.stream ? "NEW_AND_OLD_IMAGES" : undefined,
    "attribute of expiry": row.ttl,
    ...Object.fromEntries(
      row.indexes.map(({ name, hash, range, projection }) => [
        `index ${name}`,
        [hash, ...(range ? [range] : []), projection, units].join(", "),
      ]),
    ),
    ...Object.fromEntries((row.localIndexes ?? []).map(({ name, range }) => [`index ${name}`, range])),
  };
}

const unitsOf = (read: number | undefined, write: number | undefined): string =>
  `${read ?? "any"} read, ${write ?? "any"} write`;

function settingsOfTable(
  table: TableDescription,
  backups: ContinuousBackupsDescription | undefined,
  ttl: TimeToLiveDescription | undefined,
): Settings {
  const { OnDemandThroughput: most, StreamSpecification: stream } = table;
  const recovery = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  const expires = ttl?.TimeToLiveStatus === "ENABLED" || ttl?.TimeToLiveStatus === "ENABLING";
  return {
    "deletion protection": table.DeletionProtectionEnabled ?? false,
    "point-in-time recovery": recovery === "ENABLED",
    class: table.TableClassSummary?.TableClass ?? "STANDARD",
    "greatest units a second": unitsOf(most?.MaxReadRequestUnits, most?.MaxWriteRequestUnits),
    stream: stream?.StreamEnabled ? stream.StreamViewType : undefined,
    "attribute of expiry": expires ? ttl.AttributeName : undefined,
    ...Object.fromEntries((table.GlobalSecondaryIndexes ?? []).map((it) => [`index ${it.IndexName}`, globalIndex(it)])),
    ...Object.fromEntries(
      (table.LocalSecondaryIndexes ?? []).map(({ IndexName, KeySchema = [] }) => [
        `index ${IndexName}`,
        KeySchema.find(({ KeyType }) => KeyType === "RANGE")?.AttributeName,
      ]),
    ),
  };
}

/** Keys, hash first, then what it holds, then what it may use. */
function globalIndex({ KeySchema = [], Projection, OnDemandThroughput }: GlobalSecondaryIndexDescription): string {
  const keys = KeySchema.toSorted((a, b) => (a.KeyType ?? "").localeCompare(b.KeyType ?? ""));
  const most = unitsOf(OnDemandThroughput?.MaxReadRequestUnits, OnDemandThroughput?.MaxWriteRequestUnits);
  return [...keys.map(({ AttributeName }) => AttributeName), Projection?.ProjectionType, most].join(", ");
}

/** For so long after a restore somebody is at it; what is left then is as it is. */
const RESTORING_MS = 86_400_000;

/** What restored tables ask of those that belong to them: docs/deploy.md, "Restore". */
export function restoreFindings(deployed: DeployedTables, now: Date): Finding[] {
  const restored = (name: Table["name"]) => {
    const { RestoreSummary, CreationDateTime } = deployed[name].table;
    if (!RestoreSummary?.RestoreDateTime) return undefined;
    const isNew = now.getTime() - Number(CreationDateTime) < RESTORING_MS;
    return {
      second: RestoreSummary.RestoreDateTime.toISOString(),
      alone: isNew ? ("act" as const) : ("note" as const),
    };
  };
  const [customers, events, organizations] = [restored("customers"), restored("events"), restored("organizations")];
  const findings: Finding[] = [];
  if (customers && customers.second === events?.second)
    findings.push(say("note", `customers and events are restored, both to ${customers.second}.`));
  else if (customers)
    findings.push(
      say(
        customers.alone,
        `customers are restored to ${customers.second}, and events are not of that second: histories show what is undone. Restore events to the same second, too: docs/deploy.md, Restore.`,
      ),
    );
  else if (events)
    findings.push(
      say(
        events.alone,
        `events are restored to ${events.second} alone. Complete the log: npm run events -- verify --repair --include-late, then docs/deploy.md, Restore.`,
      ),
    );
  if (organizations)
    findings.push(
      say("note", `organizations are restored to ${organizations.second}: keys revoked since are valid again.`),
    );
  return findings;
}
