/**
 * Prints the stored items as JSON: one of each kind, written by core/ on the embedded engine and read back. Key
 * attributes are shown as stored, all others by their DynamoDB type. Nothing depends on chance or on the time of day,
 * so two runs print the same. A separate process, because it needs its own engine, and core/ reads only once where the
 * engine is.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AttributeValue, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { boundsOf } from "../core/apiKeys/bounds.ts";
import { putApiKey } from "../core/apiKeys/store.ts";
import type { Address } from "../core/customers/address.ts";
import { createCustomer } from "../core/customers/service.ts";
import type { TextField } from "../core/customers/textFields.ts";
import { updateCustomer } from "../core/customers/update.ts";
import { freeExternalId, markPassed } from "../core/erasures/store.ts";
import { eraseCustomer } from "../core/events/eraseCustomer.ts";
import { appendToFeeds } from "../core/events/feedAppend.ts";
import { appendToLog } from "../core/events/log.ts";
import { park, putTap, readMarkers, recordFailure } from "../core/events/parking/store.ts";
import { noteRepair, saveKeeping, saveRun, startRun } from "../core/events/repair/runs.ts";
import { takeSlot } from "../core/events/waiting/store.ts";
import * as organizations from "../core/organizations/store.ts";
import { compare, push } from "../core/plans/push.ts";
import { entriesOf } from "../core/search/entry.ts";
import { putEntry, saveIndexVersion, saveRebuild } from "../core/search/store.ts";
import * as subscriptions from "../core/subscriptions/service.ts";
import { type Table, tables } from "../infra/tables.ts";
import { startDynoxide } from "../local/engine/dynoxide.ts";
import { createTables, localTableNames } from "../local/engine/tables.ts";

/** A sample's attributes: text for keys and types, an object for a map, a list of types for a list. */
type Layout = string | Layout[] | { [attribute: string]: Layout };

const dataDir = mkdtempSync(join(tmpdir(), "clientela-items-"));
const engine = await startDynoxide(dataDir);
Object.assign(process.env, {
  STAGE: "none",
  CUSTOMERS_TABLE: localTableNames.customers,
  ORGANIZATIONS_TABLE: localTableNames.organizations,
  EVENTS_TABLE: localTableNames.events,
  SEARCH_TABLE: localTableNames.search,
  SUBSCRIPTIONS_TABLE: localTableNames.subscriptions,
  AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
  // Which of several it takes depends on chance.
  FEED_SLOTS: "1",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
});

const NOW = new Date("2026-01-01T00:00:00.000Z");
const organizationId = "org_sample";
const context = {
  organizationId,
  requestId: "sample-request=",
  actor: { keyId: "key_sample", name: "server", reason: "sample" },
  now: () => NOW,
  signal: AbortSignal.timeout(60_000),
  units: 0,
};

async function writeOrganization(): Promise<void> {
  const idSecret = Buffer.alloc(32).toString("base64");
  await organizations.createOrganizationUnlessExists(context, {
    id: organizationId,
    name: "Acme",
    idSecret,
    shards: 1,
  });
  await organizations.increaseShardsIfLower(context, organizationId, 2, NOW);
  await writeApiKeys();
  await push(await compare(organizationId, [plan], NOW));
}

/** Writes a key of an operator's and one that it makes, and revokes both. */
async function writeApiKeys(): Promise<void> {
  const times = { createdAt: NOW.toISOString(), expiresAt: new Date(NOW.getTime() + 1).toISOString() };
  const maker = { id: "key_maker", organizationId, name: "server", scopes: ["read", "keys"] as const, ...times };
  await organizations.putApiKeyUnlessExists(context, maker, "hash");
  const made = { ...maker, id: "key_sample", createdBy: maker.id };
  const caller = { id: maker.id, bounds: boundsOf(made) };
  await putApiKey(context, caller, { key: made, hash: "hash", mark: "markOfSampleKeyAndBody" });
  await organizations.saveLastWrite(context, { keyId: made.id, organizationId, day: "2026-01-01" });
  for (const { id } of [maker, made]) await organizations.revokeApiKey(context, id, NOW);
}

const plan = {
  code: "pro",
  name: "Pro",
  prices: [{ billingInterval: "monthly", price: 2_500, trialDays: 7 }],
  features: [{ code: "members", name: "Members", type: "seats" }],
};

/** Writes one customer with everything a customer can have, including canceled subscriptions; returns it. */
async function writeCustomer() {
  const texts: Record<TextField, string> = {
    fullName: "Acme Inc.",
    domain: "acme.example",
    website: "https://acme.example",
    timezone: "Europe/Madrid",
    language: "en",
    industry: "anvils",
    employeeCount: "10",
    taxDocument: "B12345678",
    documentType: "CIF",
  };
  const address: Required<Address> = {
    line1: "123 Main St",
    line2: "2nd floor",
    city: "Austin",
    state: "TX",
    postalCode: "78701",
    country: "US",
    region: "Texas",
  };
  const id = "user_1";
  const fields = { email: "ann@acme.example", externalId: id, address, metadata: { tier: "gold" }, ...texts };
  await createCustomer(context, fields, "create");
  await updateCustomer(context, id, { email: "bob@acme.example" }, { idempotencyKey: "update" });
  const input = { customerId: id, planCode: plan.code, initialSeats: { members: 3 } };
  // The first one becomes a past one.
  for (const key of ["subscribe", "subscribe again"]) {
    const request = { ...context, requestId: key };
    const { subscription } = await subscriptions.createSubscription(request, input, key);
    const subscribed = await subscriptions.getSubscription(context, subscription.id);
    await subscriptions.cancelSubscription(context, subscribed, { reason: "too big", immediate: true }, "cancel");
  }
  return updateCustomer(context, id, { isActive: false });
}

/** Writes a customer that gets its external id later, which creates a reservation. */
async function writeReservation(): Promise<void> {
  const { customer } = await createCustomer(context, { email: "eve@acme.example" }, "key");
  await updateCustomer(context, customer.id, { externalId: "user_2" });
}

/** Erases a customer with an id of its own, and one whose id is derived from its external id, which is then freed. */
async function writeErasures(): Promise<void> {
  const { customer } = await createCustomer(context, { email: "kim@acme.example" }, "erased");
  await updateCustomer(context, customer.id, { externalId: "user_3" });
  await eraseCustomer(context, customer.id, () => true);
  const { customer: derived } = await createCustomer(context, { email: "lee@acme.example", externalId: "user_4" });
  const erasure = await eraseCustomer(context, derived.id, () => true);
  await freeExternalId(context, erasure, "cus_next");
  for (const who of ["publisherAt", "indexerAt"] as const) await markPassed(context, erasure, who, NOW);
}

async function writeEvents(customerId: string): Promise<void> {
  const entry = { organizationId, customerId, expiresAt: NOW.getTime() / 1_000 };
  const event = { id: "evt_sample", name: "customer.created", body: "{}" } as const;
  await appendToLog(context, [
    { ...entry, sequence: 1, event, actorBefore: { command: "npm run sample", requestId: "sample-request=" } },
    { ...entry, sequence: 2, unreadable: "{}" },
  ]);
  const created = { organizationId, customerId, sequence: 1, expiresAt: 0, event };
  await appendToFeeds(context, [created], new Map([[created, "1"]]));
  // An hour later another page is begun.
  const later = { ...context, now: () => new Date(NOW.getTime() + 3_600_000) };
  await appendToFeeds(later, [{ ...created, sequence: 2 }], new Map());
  await takeSlot(context, organizationId, 30);
  await park(context, "billing", new Map([[`${organizationId}#${customerId}`, 1]]), NOW);
  for (const marker of await readMarkers(context, "billing")) await recordFailure(context, marker, "TimeoutError");
  await putTap(context, "sample", "https://sqs.example/tail", NOW);
  await noteRepair(context, { ...entry, sequence: 1 });
  await startRun(context, { subscriber: "billing", run: "run", sent: 0 });
  await saveRun(context, { subscriber: "billing", run: "run", after: `${organizationId}#${customerId}`, sent: 1 });
  await saveKeeping(context, { after: `${organizationId}#${customerId}`, customers: 1, kept: 1 });
}

async function write(): Promise<void> {
  await writeOrganization();
  const customer = await writeCustomer();
  await writeReservation();
  await writeErasures();
  await writeEvents(customer.id);
  const partition = `${organizationId}#0`;
  const entries = entriesOf(customer, partition);
  const [ofMany] = entriesOf(
    { ...customer, id: "cus_ofManyWords", fullName: "日本総合情報通信技術研究開発株式会社大阪支店営業部" },
    partition,
  );
  for (const entry of [entries.at(0), entries.at(-1), ofMany]) if (entry) await putEntry(context, entry);
  await saveRebuild(context, { version: 2, step: 0, after: "sample", customers: 0, entries: 0, put: 0, deleted: 0 });
  await saveIndexVersion(context, "org_rebuilt");
}

const keysOf = ({ hash, range, indexes, localIndexes = [] }: Table): (string | undefined)[] => [
  hash,
  range,
  ...indexes.flatMap((index) => [index.hash, index.range]),
  ...localIndexes.map((index) => index.range),
];

function layoutOf(value: AttributeValue): Layout {
  if (value.M) return mapValues(value.M, layoutOf);
  if (value.L) return [...new Set(value.L.map(layoutOf))];
  return Object.keys(value).join();
}

const mapValues = (
  item: Record<string, AttributeValue>,
  layout: (value: AttributeValue, name: string) => Layout,
): { [attribute: string]: Layout } =>
  Object.fromEntries(
    Object.entries(item)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, layout(value, name)]),
  );

/** A table's definition, and its items in key order. */
async function readTable(client: DynamoDBClient, table: Table): Promise<object> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: localTableNames[table.name] }));
  const keys = keysOf(table);
  const place = ({ pk, sk }: Record<string, AttributeValue>) => `${pk?.S} ${sk?.S}`;
  const items = Items.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  return {
    ...table,
    items: items.map((item) =>
      mapValues(item, (value, name) => (keys.includes(name) ? (value.S ?? "") : layoutOf(value))),
    ),
  };
}

try {
  const client = new DynamoDBClient({ endpoint: engine.endpoint });
  await createTables(client);
  await write();
  console.log(JSON.stringify(await Promise.all(tables.map((table) => readTable(client, table))), null, 2));
  client.destroy();
} finally {
  await engine.stop();
  rmSync(dataDir, { recursive: true });
}
