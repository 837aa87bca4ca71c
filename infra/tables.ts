/** The tables as plain data: what SST deploys and what the local stack creates. */
import type { StageSettings } from "./settings.ts";

export interface Index {
  name: string;
  hash: string;
  range?: string;
  projection: "ALL" | "KEYS_ONLY";
}

/** Another order of each partition's items, as up to date as the table. It holds whole items. */
export interface LocalIndex {
  name: string;
  range: string;
}

export interface Table {
  /** The logical name; a deployed table's own name includes the stage. */
  name: "customers" | "organizations" | "events" | "search" | "subscriptions";
  hash: string;
  range?: string;
  indexes: readonly Index[];
  localIndexes?: readonly LocalIndex[];
  /** Old and new images of every change. */
  stream: boolean;
  /** The attribute with the time at which an item expires, in epoch seconds. */
  ttl?: string;
}

/** Keys and items: core/customers/keys.ts. */
export const customersTable: Table = {
  name: "customers",
  hash: "pk",
  indexes: [
    { name: "byExternalId", hash: "externalKey", projection: "KEYS_ONLY" },
    { name: "byCreatedAt", hash: "listKey", range: "listSort", projection: "ALL" },
    { name: "byArchivedAt", hash: "archivedKey", range: "listSort", projection: "ALL" },
  ],
  stream: true,
};

/** Items: core/organizations/store.ts. */
export const organizationsTable: Table = { name: "organizations", hash: "pk", range: "sk", indexes: [], stream: false };

/** The event log and the markers of parked events. */
export const eventsTable: Table = {
  name: "events",
  hash: "pk",
  range: "sk",
  indexes: [],
  stream: false,
  ttl: "expiresAt",
};

/** The search index: core/search/keys.ts. */
export const searchTable: Table = { name: "search", hash: "pk", range: "sk", indexes: [], stream: false };

/** Past subscriptions: core/subscriptions/store.ts. */
export const subscriptionsTable: Table = {
  name: "subscriptions",
  hash: "pk",
  range: "sk",
  indexes: [],
  localIndexes: [{ name: "byCreatedAt", range: "listSort" }],
  stream: false,
};

export const tables: readonly Table[] = [
  customersTable,
  organizationsTable,
  eventsTable,
  searchTable,
  subscriptionsTable,
];

/** Made from another table, so rebuilt and never restored. */
const isDerived = (table: Table): boolean => table === searchTable;

/** Costs more to keep than to read and write, at the load of scripts/costs.ts. */
export const isMostlyStored = (table: Table): boolean => table === eventsTable || table === searchTable;

/** How a stage keeps a table. */
export const tableSettings = (table: Table, { keepsData, recovery, unitsPerSecond }: StageSettings) => ({
  deletionProtection: keepsData,
  pointInTimeRecovery: recovery && !isDerived(table),
  isInfrequentlyAccessed: recovery && isMostlyStored(table),
  onDemandThroughput: { maxReadRequestUnits: unitsPerSecond.read, maxWriteRequestUnits: unitsPerSecond.write },
});
