import { describe, expect, test } from "vitest";
import { stageSettings } from "../../infra/settings.ts";
import { tables } from "../../infra/tables.ts";
import { stage, TABLE } from "./stages.ts";

const production = stage("production");
const jay = stage("jay");
const shop = stage("shop");

const idOf = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}Table`;

describe.each(tables.map((table) => [table.name, table] as const))("The table %s", (name, table) => {
  const deployed = production.one(TABLE, idOf(name)).inputs;

  test("has the keys, the indexes, the stream and the TTL of its row", () => {
    expect([deployed.billingMode, deployed.hashKey, deployed.rangeKey]).toEqual([
      "PAY_PER_REQUEST",
      table.hash,
      table.range,
    ]);
    expect(
      deployed.globalSecondaryIndexes.map((index: Record<string, unknown>) => ({
        name: index.name,
        hash: index.hashKey,
        ...(index.rangeKey ? { range: index.rangeKey } : {}),
        projection: index.projectionType,
      })),
    ).toEqual(table.indexes);
    const localIndexes: Record<string, unknown>[] = deployed.localSecondaryIndexes;
    expect(localIndexes.map(({ name, rangeKey, projectionType }) => [name, rangeKey, projectionType])).toEqual(
      (table.localIndexes ?? []).map(({ name, range }) => [name, range, "ALL"]),
    );
    expect([deployed.streamEnabled, deployed.streamViewType]).toEqual(
      table.stream ? [true, "NEW_AND_OLD_IMAGES"] : [false, undefined],
    );
    expect(deployed.ttl).toEqual(table.ttl ? { attributeName: table.ttl, enabled: true } : undefined);
  });

  test("declares the type of every attribute that is a key, and of no other", () => {
    const keys = [table, ...table.indexes].flatMap(({ hash, range }) => (range ? [hash, range] : [hash]));
    keys.push(...(table.localIndexes ?? []).map(({ range }) => range));
    const declared = deployed.attributes.map(
      ({ name: attribute, type }: Record<string, string>) => `${attribute} ${type}`,
    );
    expect(declared.sort()).toEqual([...new Set(keys)].map((key) => `${key} S`).sort());
  });

  test("uses no more capacity than its stage's cap, in each of its indexes too", () => {
    for (const [stageName, { one }] of Object.entries({ production, jay })) {
      const { read, write } = stageSettings(stageName).unitsPerSecond;
      const cap = { maxReadRequestUnits: read, maxWriteRequestUnits: write };
      const { onDemandThroughput, globalSecondaryIndexes } = one(TABLE, idOf(name)).inputs;
      expect(onDemandThroughput).toEqual(cap);
      for (const index of globalSecondaryIndexes) expect(index.onDemandThroughput).toEqual(cap);
    }
  });

  test("of production can be restored to any second, unless it is made from another, cannot be deleted and survives the stage", () => {
    expect(deployed.pointInTimeRecovery).toEqual({ enabled: name !== "search" });
    expect(deployed.deletionProtectionEnabled).toBe(true);
    expect(production.one(TABLE, idOf(name)).retainOnDelete).toBe(true);
  });

  test("of production has the table class that costs less", () => {
    const expected = ["events", "search"].includes(name) ? "STANDARD_INFREQUENT_ACCESS" : undefined;
    expect([deployed.tableClass, jay.one(TABLE, idOf(name)).inputs.tableClass]).toEqual([expected, undefined]);
  });

  test("of a person's stage goes with it and costs nothing but what it holds", () => {
    const table = jay.one(TABLE, idOf(name));
    expect(table.inputs.pointInTimeRecovery).toEqual({ enabled: false });
    expect([table.inputs.deletionProtectionEnabled, table.retainOnDelete, table.protect]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe("A restored table", () => {
  test("takes the place of the one that the stage would make", () => {
    expect(shop.all(TABLE).map(({ name }) => name)).toEqual([
      "EventsTable",
      "OrganizationsTable",
      "SearchTable",
      "SubscriptionsTable",
    ]);
    const lookedUp = shop.synthesis.resources.find(({ type, name }) => type === TABLE && name === "CustomersTable");
    expect([lookedUp?.lookedUp, lookedUp?.inputs]).toEqual(["customers-restored", {}]);
    const { environment } = shop.functionOf("getCustomer").inputs;
    expect(environment.variables.CUSTOMERS_TABLE).toBe("customers-restored");
  });
});
