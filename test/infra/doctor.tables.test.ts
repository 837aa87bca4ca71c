/** What `npm run stage -- doctor` says of tables: as synthesized, with one thing changed, and restored. */
import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../commands/doctor/finding.ts";
import {
  type DeployedTable,
  type DeployedTables,
  restoreFindings,
  tableFindings,
} from "../../commands/doctor/tables.ts";
import { operator } from "../../commands/environment.ts";
import { stageSettings } from "../../infra/settings.ts";
import { tables } from "../../infra/tables.ts";
import { stage, TABLE } from "./stages.ts";

/** What is not well, as it is shown. */
const said = (findings: readonly Finding[]): string[] =>
  findings.filter(({ state }) => state !== "well").map(({ state, sentence }) => `${state}: ${sentence}`);

describe.each(["production", "jay"] as const)("Of tables of %s", (name) => {
  const { one, synthesis } = stage(name);
  const ofStage = operator.parse(synthesis.outputs);
  const deployed = (table: string): DeployedTable => {
    const { inputs } = one(TABLE, `${table.charAt(0).toUpperCase()}${table.slice(1)}Table`);
    const keysOf = ({ hashKey, rangeKey }: { hashKey: string; rangeKey?: string }) => [
      // As AWS may tell them.
      ...(rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" as const }] : []),
      { AttributeName: hashKey, KeyType: "HASH" as const },
    ];
    const most = (units: { maxReadRequestUnits: number; maxWriteRequestUnits: number }) => ({
      MaxReadRequestUnits: units.maxReadRequestUnits,
      MaxWriteRequestUnits: units.maxWriteRequestUnits,
    });
    return {
      table: {
        TableStatus: "ACTIVE",
        DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
        ...(inputs.tableClass ? { TableClassSummary: { TableClass: inputs.tableClass } } : {}),
        OnDemandThroughput: most(inputs.onDemandThroughput),
        ...(inputs.streamEnabled
          ? { StreamSpecification: { StreamEnabled: true, StreamViewType: inputs.streamViewType } }
          : {}),
        // biome-ignore lint/suspicious/noExplicitAny: as in the synthesis
        GlobalSecondaryIndexes: inputs.globalSecondaryIndexes.map((index: any) => ({
          IndexName: index.name,
          IndexStatus: "ACTIVE",
          KeySchema: keysOf(index),
          Projection: { ProjectionType: index.projectionType },
          OnDemandThroughput: most(index.onDemandThroughput),
        })),
        // biome-ignore lint/suspicious/noExplicitAny: as in the synthesis
        LocalSecondaryIndexes: inputs.localSecondaryIndexes.map((index: any) => ({
          IndexName: index.name,
          KeySchema: keysOf({ hashKey: "pk", ...index }),
        })),
      },
      backups: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: inputs.pointInTimeRecovery.enabled ? "ENABLED" : "DISABLED",
        },
      },
      ttl: inputs.ttl ? { TimeToLiveStatus: "ENABLED", AttributeName: inputs.ttl.attributeName } : {},
    };
  };
  const findings = (table: string, changes: Partial<TableDescription>, more: object = {}, restored?: string) => {
    const now = deployed(table);
    return tables
      .filter((row) => row.name === table)
      .flatMap((row) =>
        tableFindings(
          ofStage,
          stageSettings(name),
          row,
          { ...now, table: { ...now.table, ...changes }, ...more },
          restored,
        ),
      );
  };

  test("as synthesized nothing is to be done", () => {
    for (const { name: table } of tables) expect(said(findings(table, {})), table).toEqual([]);
  });

  const isKept = name === "production";
  const indexes = (table: string) => deployed(table).table.GlobalSecondaryIndexes ?? [];

  test.each<[what: string, table: string, changes: Partial<TableDescription>, said: RegExp]>([
    [
      "another protection",
      "customers",
      { DeletionProtectionEnabled: !isKept },
      /^act: Of customers deletion protection is/,
    ],
    [
      "another stream",
      "customers",
      { StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } },
      /stream is KEYS_ONLY, not NEW_AND_OLD_IMAGES/,
    ],
    [
      "no stream",
      "customers",
      { StreamSpecification: { StreamEnabled: false } },
      /stream is none, not NEW_AND_OLD_IMAGES/,
    ],
    ["no cap", "search", { OnDemandThroughput: {} }, /greatest units a second is any read, any write, not/],
    [
      "an index too few",
      "customers",
      { GlobalSecondaryIndexes: indexes("customers").slice(0, 2) },
      /index byArchivedAt is none, not archivedKey, listSort, ALL/,
    ],
    [
      "an index that is made",
      "customers",
      { GlobalSecondaryIndexes: indexes("customers").map((index) => ({ ...index, IndexStatus: "CREATING" })) },
      /^act: customers is not ready: its index byExternalId is CREATING, .*Wait/,
    ],
    ["a table that is made", "events", { TableStatus: "CREATING" }, /^act: events is not ready: it is CREATING\. Wait/],
  ])("%s is named", (_, table, changes, sentence) => {
    expect(said(findings(table, changes))).toEqual([expect.stringMatching(sentence)]);
  });

  test("no expiry, and another recovery than the code's, are named", () => {
    const recovery = { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: isKept ? "DISABLED" : "ENABLED" } };
    expect(said(findings("events", {}, { ttl: { TimeToLiveStatus: "DISABLED" }, backups: recovery }))).toEqual([
      `act: Of events point-in-time recovery is ${!isKept}, not ${isKept}; attribute of expiry is none, not expiresAt. Deploy the code: npx sst refresh --stage ${name}, then npx sst deploy --stage ${name}.`,
    ]);
  });

  test("a restored one that the code does not name is in danger, and one that it names is mended by hand", () => {
    const restored = { RestoreSummary: { RestoreDateTime: new Date(), RestoreInProgress: false } };
    const unset = { ttl: { TimeToLiveStatus: "DISABLED" } };
    expect(said(findings("events", restored))).toEqual([
      expect.stringMatching(
        /^act: .*the next deployment would make an empty one in its place\. Add .* to restoredTables/,
      ),
    ]);
    expect(said(findings("events", restored, unset, ofStage.eventsTable))).toEqual([
      expect.stringMatching(/^act: Of events attribute of expiry .* Change it by hand/),
    ]);
    expect(said(findings("events", restored, {}, "other"))).toEqual([
      expect.stringMatching(/^act: The stage uses .* as events, and infra\/deployment\.ts names other\. Deploy/),
    ]);
  });
});

describe("Of restored tables", () => {
  const now = new Date("2026-06-30T12:00:00.000Z");
  const earlier = new Date("2026-06-30T10:00:00.000Z");
  const restored = (second: string, CreationDateTime = earlier): DeployedTable => ({
    table: { CreationDateTime, RestoreSummary: { RestoreDateTime: new Date(second), RestoreInProgress: false } },
  });
  const findings = (tables: Partial<DeployedTables>) => {
    const own: DeployedTable = { table: {} };
    return said(
      restoreFindings(
        { customers: own, organizations: own, events: own, search: own, subscriptions: own, ...tables },
        now,
      ),
    );
  };
  const customers = restored("2026-06-30T09:00:00.000Z");

  test("customers and events of one second belong together, and none is no matter", () => {
    expect(findings({})).toEqual([]);
    expect(findings({ customers, events: customers })).toEqual([
      expect.stringMatching(/^note: customers and events are/),
    ]);
  });

  test.each<[what: string, tables: Partial<DeployedTables>, said: RegExp]>([
    [
      "customers alone",
      { customers },
      /^act: customers are restored to 2026-06-30T09:00:00\.000Z, .*Restore events to the same second/,
    ],
    [
      "customers and events of other seconds",
      { customers, events: restored("2026-06-30T09:00:01.000Z") },
      /^act: customers are restored/,
    ],
    ["events alone", { events: customers }, /^act: events are restored to .* alone\..*verify --repair --include-late/],
    [
      "customers alone, long ago",
      { customers: restored("2026-01-01T00:00:00.000Z", new Date("2026-01-01")) },
      /^note: customers are restored/,
    ],
    ["organizations", { organizations: customers }, /^note: .*keys revoked since are valid again/],
  ])("%s are named", (_, tables, sentence) => {
    expect(findings(tables)).toEqual([expect.stringMatching(sentence)]);
  });
});
