/** Each kind of stored item, and all that reads or writes one: for layout.test.ts. */
import { putApiKey, queryApiKeys } from "../../core/apiKeys/store.ts";
import type { Item } from "../../core/aws/item.ts";
import { config } from "../../core/base/config.ts";
import { changeExpression } from "../../core/customers/change.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { createCustomer } from "../../core/customers/service.ts";
import * as customers from "../../core/customers/store.ts";
import { updateCustomer } from "../../core/customers/update.ts";
import type { Erasure } from "../../core/erasures/erasure.ts";
import * as erasures from "../../core/erasures/store.ts";
import { eraseAgain, eraseCustomer } from "../../core/events/eraseCustomer.ts";
import * as feed from "../../core/events/feed/store.ts";
import { appendToLog, appendUnlessErased, readHistory, readLogFrom } from "../../core/events/log.ts";
import * as parking from "../../core/events/parking/store.ts";
import * as runs from "../../core/events/repair/runs.ts";
import { freeSlot, type Slot, takeSlot } from "../../core/events/waiting/store.ts";
import * as organizations from "../../core/organizations/store.ts";
import { planIdOf } from "../../core/plans/ids.ts";
import type { Plan } from "../../core/plans/plan.ts";
import { compare, push } from "../../core/plans/push.ts";
import { getPlanById, queryPlans, savePlans } from "../../core/plans/store.ts";
import { entriesOf } from "../../core/search/entry.ts";
import { rebuild } from "../../core/search/rebuild.ts";
import * as search from "../../core/search/store.ts";
import * as subscriptions from "../../core/subscriptions/store.ts";
import type { localTableNames } from "../../local/engine/tables.ts";

const organizationId = "org_layouts";
const context = {
  organizationId,
  requestId: "layouts",
  now: () => new Date("2026-01-01T00:00:00.000Z"),
  signal: new AbortController().signal,
  units: 0,
};
const shard = `${organizationId}#0`;
const expiresAt = 4_000_000_000;
const subscription = {
  id: "sub_layouts",
  planId: "plan_layouts",
  planName: "Pro",
  name: "Pro",
  price: 1,
  seats: {},
  startDate: "2025-01-01T00:00:00.000Z",
  createdAt: "2025-01-01T00:00:00.000Z",
  endDate: "2025-02-01T00:00:00.000Z",
};
const key = { id: "key_layouts", organizationId, name: "a", scopes: ["read"], createdAt: "2026-01-01" } as const;
const maker = { id: "key_maker", bounds: { scopes: ["read"] } } as const;
const mark = "markOfSampleKeyAndBody";
const page = {
  number: 1,
  entries: [{ customerId: "cus_layouts", sequence: 1, letter: "c", isRepaired: false }],
  begunAt: 1,
  keptUntil: expiresAt,
  highest: 1n,
  highestBefore: 0n,
};
const plan = { code: "pro", name: "Pro", prices: [{ billingInterval: "monthly", price: 1 }] };
const marker = {
  ...{ subscriber: "billing", key: `${organizationId}#cus_layouts`, from: 2 },
  ...{ token: "t", parkedAt: "2026", failedRedrives: 0 },
};
const repairing = { organizationId, customerId: "cus_layouts", sequence: 9, expiresAt };
const planId = planIdOf(organizationId, plan.code);

let customer: Customer;
/** One whose id is derived from its external id, and one that got it later. */
let erased: Erasure;
let erasedToo: Erasure;
let pushed: Plan;
let slot: Slot | undefined;
let entry: Item;

/** Writes one of each kind. */
export async function writeItems(): Promise<void> {
  const idSecret = Buffer.alloc(32).toString("base64");
  await organizations.createOrganizationUnlessExists(context, { id: organizationId, name: "A", idSecret, shards: 1 });
  await organizations.putApiKeyUnlessExists(context, key, "hash");
  await organizations.putApiKeyUnlessExists(context, { ...key, id: maker.id, scopes: ["read", "keys"] }, "hash");
  await putApiKey(context, maker, { key: { ...key, id: "key_made" }, hash: "hash", mark });
  const changes = await compare(organizationId, [plan]);
  await push(changes);
  for (const write of changes.writes) pushed = write.plan;
  ({ customer } = await createCustomer(context, { email: "a@acme.example", fullName: "Acme" }, "key"));
  const { customer: other } = await createCustomer(context, { email: "b@acme.example" }, "other");
  await customers.giveExternalId(context, other, { reservedId: "cus_reserved" }, { externalId: "user_1" });
  await subscriptions.keepPast(context, customer.id, subscription);
  const derived = await createCustomer(context, { email: "c@acme.example", externalId: "erased_1" });
  erased = await eraseCustomer(context, derived.customer.id, () => true);
  const given = await createCustomer(context, { email: "d@acme.example" }, "erased");
  await updateCustomer(context, given.customer.id, { externalId: "erased_2" });
  erasedToo = await eraseCustomer(context, given.customer.id, () => true);
  const event = { id: "evt_1", name: "customer.created", body: "{}" } as const;
  await appendToLog(context, [{ organizationId, customerId: "cus_layouts", sequence: 1, expiresAt, event }]);
  await feed.replaceNewest(context, organizationId, undefined, page);
  await feed.keepPage(context, organizationId, page, expiresAt);
  await runs.noteRepair(context, repairing);
  slot = await takeSlot(context, organizationId, 60);
  await parking.park(context, "billing", new Map([[marker.key, 2]]), context.now());
  await parking.putTap(context, "tap", "https://sqs.example/tail", context.now());
  await runs.startRun(context, { subscriber: "billing", run: "run", sent: 0 });
  await runs.saveKeeping(context, { after: "a", customers: 1, kept: 1 });
  entry = entriesOf(customer, shard).find(({ sk }) => sk?.S?.startsWith("acme ")) ?? {};
  await search.putEntry(context, entry);
  await search.saveIndexVersion(context, organizationId);
}

export type Table = keyof typeof localTableNames;
export type Place = [table: Table, pk: string, sk?: string];

/** Each kind of item: where one is, what it looks like in docs/stored-items.json, and all that reads or writes it. */
export const kinds: Record<
  string,
  { place: () => Place; looks: RegExp; uses: Record<string, () => Promise<unknown>> }
> = {
  "a customer": {
    place: () => ["customers", `${organizationId}#${customer.id}`],
    looks: /^customers .*email/,
    uses: {
      get: () => customers.getById(context, customer.id),
      "get many": () => customers.getMany(context, [customer.id]),
      list: () => customers.queryCustomers(context, "all", 0, 10, undefined),
      scan: () => customers.scanCustomers(context).next(),
      "create again": () => customers.createUnlessExists(context, customer, 0),
      update: () => customers.updateIf(context, customer.id, changeExpression(context, { email: "b@acme.example" })),
      "give an external id": () =>
        customers.giveExternalId(context, customer, { reservedId: "cus_other" }, { externalId: "user_1" }),
      subscribe: () => subscriptions.beginFirst(context, customer.id, subscription),
    },
  },
  "a reservation": {
    place: () => ["customers", `${organizationId}#cus_reserved`],
    looks: /^customers \{"pk":"[^"]+","aliasOf"/,
    uses: {
      get: () => customers.getById(context, "cus_reserved"),
      create: () => customers.createUnlessExists(context, { ...customer, id: "cus_reserved" }, 0),
      reserve: () =>
        customers.giveExternalId(context, customer, { reservedId: "cus_reserved" }, { externalId: "user_1" }),
    },
  },
  "what is left of a customer": {
    place: () => ["customers", `${organizationId}#${erased.customerId}`],
    looks: /^customers .*erasedSequence/,
    uses: {
      get: () => customers.getById(context, erased.customerId),
      read: () => erasures.readTombstone(context, erased),
      scan: () => customers.scanCustomers(context).next(),
      create: () => customers.createUnlessExists(context, { ...customer, id: erased.customerId }, 0),
      "erase again": () => eraseAgain(context, erased),
      "free its external id": () => erasures.freeExternalId(context, erased, "cus_next"),
    },
  },
  "what is left of an external id": {
    place: () => ["customers", `${organizationId}#${erasedToo.reservedId}`],
    looks: /^customers .*erasedId/,
    uses: {
      get: () => customers.getById(context, erasedToo.reservedId ?? ""),
      reserve: () =>
        customers.giveExternalId(
          context,
          customer,
          { reservedId: erasedToo.reservedId ?? "" },
          { externalId: "erased_2" },
        ),
      free: () => erasures.freeExternalId(context, erasedToo, "cus_next"),
    },
  },
  "the receipt of an erasure": {
    place: () => ["organizations", organizationId, `erasure#${erased.customerId}`],
    looks: /^organizations .*"sk":"erasure#/,
    uses: {
      get: () => erasures.getErasure(context, erased),
      "get many": () => erasures.getErasures(context, [erased]),
      list: () => erasures.queryErasures(context, 10, undefined),
      count: () =>
        erasures.removeCounted(context, erased, "searchEntries", config.searchTable(), [
          { pk: { S: "a" }, sk: { S: "b" } },
        ]),
      pass: () => erasures.markPassed(context, erased, "indexerAt", context.now()),
      repair: () => appendUnlessErased(context, [{ ...erased, expiresAt }]),
    },
  },
  "a receipt in the list": {
    place: () => ["organizations", organizationId, `erased#${erased.erasedAt}#${erased.customerId}`],
    looks: /^organizations .*"sk":"erased#/,
    uses: { list: () => erasures.queryErasures(context, 10, undefined) },
  },
  "an organization": {
    place: () => ["organizations", organizationId, "organization"],
    looks: /^organizations .*idSecret/,
    uses: {
      get: () => organizations.getOrganization(context, organizationId),
      "raise shards": () => organizations.increaseShardsIfLower(context, organizationId, 9, context.now()),
    },
  },
  "an organization in the list": {
    place: () => ["organizations", "organizations", organizationId],
    looks: /^organizations \{"pk":"organizations"/,
    uses: { list: () => organizations.listOrganizationIds(context) },
  },
  "an API key": {
    place: () => ["organizations", "key#key_layouts", "key"],
    looks: /^organizations .*hash/,
    uses: {
      get: () => organizations.getApiKey(context, key.id),
      list: () => organizations.listApiKeys(context, organizationId),
      revoke: () => organizations.revokeApiKey(context, key.id, context.now()),
    },
  },
  "an API key in the list": {
    place: () => ["organizations", organizationId, `key#made#${key.createdAt}#${key.id}`],
    looks: /^organizations \{"pk":"org_sample","sk":"key#/,
    uses: {
      list: () => organizations.listApiKeys(context, organizationId),
      "list by API": () => queryApiKeys(context, 10, undefined),
    },
  },
  "the mark of an API key's creation": {
    place: () => ["organizations", organizationId, "key-mark#markOfSampl"],
    looks: /^organizations .*"mark"/,
    uses: { "make again": () => putApiKey(context, maker, { key: { ...key, id: "key_again" }, hash: "hash", mark }) },
  },
  "a plan": {
    place: () => ["organizations", organizationId, `plan#${planId}`],
    looks: /^organizations .*content/,
    uses: {
      get: () => getPlanById(context, organizationId, planId),
      list: () => queryPlans(context, organizationId),
      push: () => savePlans(context, [{ plan: { ...pushed, updatedAt: "2026-01-02" }, before: pushed }]),
    },
  },
  "a log entry": {
    place: () => ["events", `${organizationId}#cus_layouts`, "000000000001"],
    looks: /^events .*"(dictionary|unreadable)"/,
    uses: {
      read: () => readLogFrom(context, `${organizationId}#cus_layouts`, 1),
      history: () => readHistory(context, `${organizationId}#cus_layouts`, 10, context.now()),
    },
  },
  "the newest page of a feed": {
    place: () => ["events", `feed#${organizationId}`, "newest"],
    looks: /^events .*"sk":"newest"/,
    uses: {
      read: () => feed.readNewest(context, organizationId, { isConsistent: true }),
      replace: () => feed.replaceNewest(context, organizationId, page, page),
      begin: () => feed.replaceNewest(context, organizationId, undefined, page),
    },
  },
  "an earlier page of a feed": {
    place: () => ["events", `feed#${organizationId}`, "000000000001"],
    looks: /^events \{"pk":"feed#org_sample","sk":"0/,
    uses: {
      read: () => feed.readPages(context, organizationId, { from: 1, to: 1, limit: 1 }),
      "read down": () => feed.readPagesDown(context, organizationId, { from: 1, to: 1, limit: 1 }),
      keep: () => feed.keepPage(context, organizationId, page, expiresAt),
    },
  },
  "a slot of a reader that waits": {
    place: () => ["events", "feed-slots", String(slot?.number)],
    looks: /^events \{"pk":"feed-slots"/,
    uses: {
      take: () => takeSlot(context, organizationId, 60),
      free: async () => slot && freeSlot(context, slot),
    },
  },
  "a repair under way": {
    place: () => ["events", "repairs", `${organizationId}#cus_layouts#000000000009`],
    looks: /^events \{"pk":"repairs"/,
    uses: {
      read: () => runs.notedRepairs(context),
      note: () => runs.noteRepair(context, repairing),
      forget: () => runs.forgetRepair(context, repairing),
    },
  },
  "a flag": {
    place: () => ["events", "flags", "billing"],
    looks: /^events \{"pk":"flags","sk":"billing"/,
    uses: {
      read: () => parking.readFlags(context, context.now()),
      raise: () => parking.park(context, "billing", new Map([["other", 1]]), context.now()),
      clear: () => parking.clearFlag(context, "billing", "t"),
    },
  },
  "a tap": {
    place: () => ["events", "flags", "tap#tap"],
    looks: /^events .*queueUrl/,
    uses: {
      read: () => parking.readFlags(context, context.now()),
      renew: () => parking.putTap(context, "tap", "https://sqs.example/other", context.now()),
      remove: () => parking.removeTap(context, "tap"),
    },
  },
  "a marker of parked events": {
    place: () => ["events", "parked#billing", marker.key],
    looks: /^events .*fromSequence/,
    uses: {
      list: () => parking.readMarkers(context, "billing"),
      read: () => parking.readMarkersAt(context, "billing", [marker.key]),
      park: () => parking.park(context, "billing", new Map([[marker.key, 1]]), context.now()),
      extend: () => parking.extendMarker(context, marker, 3),
      advance: () => parking.advanceMarker(context, marker, 3),
      query: () => parking.queryMarkers(context, "billing", organizationId, 9),
      fail: () => parking.recordFailure(context, marker, "TimeoutError"),
      lower: () => parking.lowerFlag(context, "billing"),
      remove: () => parking.removeMarker(context, marker),
    },
  },
  "a replay in progress": {
    place: () => ["events", "replays", "billing"],
    looks: /^events .*"run"/,
    uses: {
      start: () => runs.startRun(context, { subscriber: "billing", run: "other", sent: 0 }),
      save: () => runs.saveRun(context, { subscriber: "billing", run: "run", after: "b", sent: 2 }),
      finish: () => runs.finishRun(context, { subscriber: "billing" }),
    },
  },
  "the progress of keep-subscriptions": {
    place: () => ["events", "past-subscriptions", "progress"],
    looks: /^events .*"kept"/,
    uses: {
      read: () => runs.readKeeping(context),
      save: () => runs.saveKeeping(context, { after: "b", customers: 2, kept: 2 }),
      finish: () => runs.finishKeeping(context),
    },
  },
  "a search entry": {
    place: () => ["search", shard, entry.sk?.S ?? ""],
    looks: /^search .*words/,
    uses: {
      find: () =>
        search.queryEntries(context, { listKey: shard, filter: "all", word: "acme", others: [] }, 10, undefined),
      read: () => search.readEntries(context, [entry]),
      walk: () => search.readPartition(context, shard, 10, undefined),
      put: () => search.putEntry(context, entry),
      delete: () => search.deleteEntry(context, entry, 9),
      rebuild: () => rebuild(context, { shards: 1, unitsPerSecond: 1_000, onProgress: () => {} }),
    },
  },
  "an index's version and rebuild": {
    place: () => ["search", "rebuilds", organizationId],
    looks: /^search .*"rebuilds"/,
    uses: {
      "read the version": () => search.readIndexVersion(context, organizationId),
      "read the rebuild": () => search.readRebuild(context),
      "save the version": () => search.saveIndexVersion(context, organizationId),
      "save the rebuild": () =>
        search.saveRebuild(context, { version: 9, step: 0, customers: 0, entries: 0, put: 0, deleted: 0 }),
    },
  },
  "a past subscription": {
    place: () => ["subscriptions", `${organizationId}#${customer.id}`, subscription.id],
    looks: /^subscriptions /,
    uses: {
      get: () => subscriptions.getPast(context, customer.id, subscription.id),
      list: () => subscriptions.queryPast(context, customer.id, 10, undefined),
      keep: () =>
        subscriptions.keepPast(context, customer.id, { ...subscription, endDate: "2025-01-02T00:00:00.000Z" }),
      correct: () => subscriptions.correctPast(context, customer.id, { ...subscription, price: 2 }, subscription),
    },
  },
};
