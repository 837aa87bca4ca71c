import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Item } from "../../core/aws/item.ts";
import { NEWEST_LAYOUT } from "../../core/aws/layout.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { toItem } from "../../core/customers/item.ts";
import { presentCustomer } from "../../core/customers/presenter.ts";
import type { Subscription } from "../../core/customers/subscription/subscription.ts";
import { textFields } from "../../core/customers/textFields.ts";
import { changeOf, entryOf, previousOf, snapshotOf, stateBefore, stateOf, toBody } from "../../core/events/derive.ts";
import type { ChangeEvent, LogEntry } from "../../core/events/event.ts";
import { anyCharacter } from "../support/text.ts";
import { archived, changed, newCustomer, recordOf, recordOfItems, reservationRecord } from "./records.ts";

Object.assign(process.env, {
  STAGE: "test",
  CUSTOMERS_TABLE: "customers",
  ORGANIZATIONS_TABLE: "organizations",
  EVENTS_TABLE: "events",
  SUBSCRIBER_QUEUE_URLS: "{}",
});

const RETENTION = 1_000;

/** The event in an entry. */
function eventIn(entry: LogEntry | undefined): ChangeEvent {
  if (!entry?.event) throw new Error("There is no event");
  return JSON.parse(entry.event.body);
}

const eventOf = (after: Customer, before?: Customer) => eventIn(entryOf(recordOf(after, before), RETENTION));

const address = { line1: "1 Main St", line2: "Suite 2", city: "Austin", postalCode: "78701", country: "US" };

describe("a change's event", () => {
  test("is named for what happened: created, updated, archived, and archived too when fields change with it", () => {
    const customer = newCustomer();

    const names = [
      eventOf(customer),
      eventOf(changed(customer), customer),
      eventOf(archived(customer), customer),
      eventOf({ ...archived(customer), fullName: "Last" }, customer),
      eventOf(changed(archived(customer)), archived(customer)),
    ].map(({ event }) => event);

    expect(names).toEqual([
      "customer.created",
      "customer.updated",
      "customer.archived",
      "customer.archived",
      "customer.updated",
    ]);
  });

  test("is named customer.updated in the very millisecond in which a subscription began or was canceled", () => {
    const customer = newCustomer();
    const { updatedAt } = customer;
    const begun = { ...customer, version: 2, subscription: { ...subscription, createdAt: updatedAt } };
    const end = { endDate: "2026-02-28T00:00:00.000Z", canceledAt: updatedAt };
    const canceled = { ...begun, version: 3, subscription: { ...begun.subscription, ...end } };
    const updateOf = (before: Customer) => ({ ...before, version: before.version + 1, fullName: "New" });

    const names = [
      eventOf(begun, customer),
      eventOf(updateOf(begun), begun),
      eventOf(canceled, begun),
      eventOf(updateOf(canceled), canceled),
    ].map(({ event }) => event);

    expect(names).toEqual(["subscription.created", "customer.updated", "subscription.canceled", "customer.updated"]);
  });

  test("holds the customer byte for byte as an answer shows it, and where in its order it stands", () => {
    const before = newCustomer({
      externalId: "user#1",
      metadata: '{"b":{"z":1,"a":[1.50,"é"]},"2":true,"a":"\u2028"}',
    });
    const after = changed(before, { address, timezone: "Europe/Madrid", email: "ñandú@acme.com" });

    const entry = entryOf(recordOf(after, before), RETENTION);
    const event = eventIn(entry);

    expect(JSON.stringify(event.data)).toBe(JSON.stringify(presentCustomer(after)));
    expect(Object.keys(event)).toEqual(["id", "event", "timestamp", "organizationId", "sequence", "data", "previous"]);
    expect(event).toMatchObject({ timestamp: after.updatedAt, organizationId: "org_events", sequence: 2 });
    expect(entry).toMatchObject({
      organizationId: "org_events",
      customerId: after.id,
      sequence: 2,
      event: { id: event.id, name: "customer.updated" },
      expiresAt: Math.floor(Date.parse(after.updatedAt) / 1_000) + RETENTION,
    });
  });

  test("of an import is kept from when it was written, not from when the customer last changed", () => {
    const writtenAt = 1_900_000_000;
    const imported = { ...newCustomer(), createdAt: "2020-01-01T00:00:00.000Z", updatedAt: "2020-01-01T00:00:00.000Z" };
    const { dynamodb } = recordOf(imported);

    const entry = entryOf({ dynamodb: { ...dynamodb, ApproximateCreationDateTime: writtenAt } }, RETENTION);

    expect(entry?.expiresAt).toBe(writtenAt + RETENTION);
  });

  test("is the same, bytes and id, when its record is delivered again, in whatever order its attributes come", () => {
    const before = newCustomer({ address, metadata: '{"a":1,"b":2}' });
    const after = changed(before, { address: { ...address, city: "Dallas" }, metadata: '{"b":3}' });
    const record = recordOf(after, before);
    const reversed = (item: Item = {}): Item => Object.fromEntries(Object.entries(item).reverse());
    const again = recordOfItems(reversed(record.dynamodb?.NewImage), reversed(record.dynamodb?.OldImage));
    const map = again.dynamodb?.NewImage?.address;
    if (map?.M) map.M = reversed(map.M);

    expect(entryOf(again, RETENTION)).toEqual(entryOf(record, RETENTION));
    expect(entryOf(structuredClone(record), RETENTION)).toEqual(entryOf(record, RETENTION));
  });

  test("has an id that no other change has: of another version, another customer, another organization", () => {
    const customer = newCustomer();
    const events = [
      eventOf(customer),
      eventOf({ ...customer, version: 2 }, customer),
      eventOf({ ...customer, id: newCustomer().id }),
      eventOf({ ...customer, organizationId: "org_other" }),
      eventOf({ ...customer, updatedAt: newCustomer().updatedAt }),
    ];

    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const { id } of events) expect(id).toMatch(/^evt_[0-9A-Za-z]{24}$/);
  });

  test("has a body that SQS takes, and that parses to what was stored, whatever characters are in it", () => {
    const refused = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
    const anyText = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 20 }),
      fc
        .array(fc.constantFrom("\uFFFE", "\uFFFF", "\\uffff", "\\", '"', "\u2028", "\u007f", "\u{1FFFE}"))
        .map((it) => it.join("")),
    );
    fc.assert(
      fc.property(anyText, anyText, (name, value) => {
        const before = newCustomer({ metadata: JSON.stringify({ old: value }) });
        const after = changed(before, { fullName: name, metadata: JSON.stringify({ [`k${name}`]: value }) });
        const event = changeOf(2, presentCustomer(after), presentCustomer(before));

        const body = toBody(event);

        expect(body).not.toMatch(refused);
        expect(isDeepStrictEqual(JSON.parse(body), JSON.parse(JSON.stringify(event)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("is none for a reservation, for a write that leaves the version as it was, and for a removal", () => {
    const customer = newCustomer();
    const subscribed = toItem({ ...customer, subscription });

    expect(entryOf(reservationRecord(), RETENTION)).toBeUndefined();
    expect(entryOf(recordOf(customer, customer), RETENTION)).toBeUndefined();
    expect(entryOf(recordOfItems(subscribed, toItem(customer)), RETENTION)).toBeUndefined();
    expect(entryOf(recordOfItems(undefined, toItem(customer)), RETENTION)).toBeUndefined();
    expect(entryOf({}, RETENTION)).toBeUndefined();
  });

  test("of a replay is the present state: a snapshot, told apart by its name, that says nothing of before", () => {
    const customer = archived(newCustomer());

    const snapshot = snapshotOf(customer);

    expect(snapshot).toMatchObject({ event: "customer.snapshot", sequence: 2, previous: {} });
    expect(JSON.stringify(snapshot.data)).toBe(JSON.stringify(presentCustomer(customer)));
  });
});

describe("previous", () => {
  test("is empty at the creation", () => {
    expect(eventOf(newCustomer({ metadata: '{"a":1}', address })).previous).toEqual({});
  });

  test("holds the old values of what changed and of nothing else", () => {
    const before = newCustomer({ email: "old@acme.com", fullName: "Old", domain: "same.com" });
    const after = changed(before, { email: "new@acme.com", fullName: "New", industry: "New" });

    expect(eventOf(after, before).previous).toEqual({
      email: "old@acme.com",
      billingEmail: "old@acme.com",
      fullName: "Old",
      industry: null,
      updatedAt: before.updatedAt,
    });
  });

  test("of an archive says that it was active", () => {
    const before = newCustomer();

    expect(eventOf(archived(before), before).previous).toEqual({
      isActive: true,
      archivedAt: null,
      updatedAt: before.updatedAt,
    });
  });

  test("holds an address whole, however little of it changed", () => {
    const { line2: _, ...shorter } = address;
    const before = newCustomer({ address });

    expect(eventOf(changed(before, { address: shorter }), before).previous.address).toEqual(address);
    expect(eventOf(changed(newCustomer(), { address }), newCustomer()).previous.address).toBeNull();
  });

  test("of metadata goes key by key: old values, removed keys with theirs, null for new keys", () => {
    const before = newCustomer({ metadata: '{"same":{"a":1},"changed":[1],"removed":false}' });
    const after = changed(before, { metadata: '{"new":1,"same":{"a":1},"changed":[2]}' });

    expect(eventOf(after, before).previous.metadata).toEqual({ changed: [1], removed: false, new: null });
  });

  test("says nothing of metadata that stands in another order only", () => {
    const before = newCustomer({ metadata: '{"a":1,"b":{"c":1,"d":2}}' });
    const after = changed(before, { metadata: '{"b":{"d":2,"c":1},"a":1}', fullName: "New" });

    expect(eventOf(after, before).previous).not.toHaveProperty("metadata");
  });

  test("treats __proto__, constructor and toString as keys like any other", () => {
    const before = newCustomer({ metadata: '{"__proto__":{"a":1},"toString":1}' });
    const after = changed(before, { metadata: '{"constructor":2,"toString":2,"hasOwnProperty":3}' });

    const forth = JSON.stringify(eventOf(after, before).previous.metadata);
    const back = JSON.stringify(eventOf(changed(after, { metadata: before.metadata ?? "" }), after).previous.metadata);

    expect(forth).toBe('{"__proto__":{"a":1},"toString":1,"constructor":null,"hasOwnProperty":null}');
    expect(back).toBe('{"constructor":2,"toString":2,"hasOwnProperty":3,"__proto__":null}');
  });
});

const optionalText = fc.option(fc.string({ unit: "grapheme", maxLength: 8 }), { nil: undefined });
const metadataKey = fc.oneof(
  fc.constantFrom("a", "b", "__proto__", "constructor", "toString", "0", "10"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 }),
);
const metadataValue = fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null);
const metadata = fc.option(
  fc
    .array(fc.tuple(metadataKey, metadataValue), { minLength: 1, maxLength: 6 })
    .map((entries) => JSON.stringify(Object.fromEntries(entries))),
  { nil: undefined },
);
const state = fc.record({
  ...Object.fromEntries(textFields.map((field) => [field, optionalText])),
  email: fc.constantFrom("a@acme.com", "b@acme.com"),
  externalId: fc.option(fc.constantFrom("user_1", "user#2"), { nil: undefined }),
  address: fc.option(
    fc.constantFrom(
      address,
      { ...address, line2: "Floor 3" },
      { line1: "2", city: "C", postalCode: "P", country: "ES" },
    ),
    { nil: undefined },
  ),
  archivedAt: fc.option(fc.constant("2026-01-01T00:00:00.000Z"), { nil: undefined }),
  metadata,
});

const subscription: Subscription = {
  id: "sub_1",
  planId: "plan_1",
  planName: "Pro",
  name: "Pro",
  price: 4900,
  seats: { b: 1, a: 2 },
  startDate: "2026-01-31T00:00:00.000Z",
  createdAt: "2026-01-31T00:00:00.000Z",
};
const subscriptions = fc.option(
  fc.constantFrom<Subscription[]>(
    subscription,
    { ...subscription, endDate: "2026-02-28T00:00:00.000Z", canceledAt: "2026-02-01T00:00:00.000Z" },
    { ...subscription, id: "sub_2", billingInterval: "yearly", trialEndsAt: "2026-02-10T00:00:00.000Z", seats: {} },
  ),
  { nil: undefined },
);

/** The state without absent fields. */
const present = (fields: object): Partial<Customer> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

describe("the state before an event", () => {
  test("can be told from the event alone, whatever changed", () => {
    fc.assert(
      fc.property(state, state, subscriptions, subscriptions, (old, now, subscribed, resubscribed) => {
        const { version, ...created } = newCustomer();
        const before = { version, ...created, ...present(old), ...present({ subscription: subscribed }) };
        // A subscription never disappears; another one may replace it.
        const latest = present({ subscription: resubscribed ?? subscribed });
        const after = { version: 2, ...created, updatedAt: newCustomer().updatedAt, ...present(now), ...latest };
        const [oldJson, json] = [stateOf(before), stateOf(after)];

        const event = eventOf(after, before);

        expect(isDeepStrictEqual(stateBefore(event), oldJson)).toBe(true);
        expect(Object.keys(stateBefore(event))).toEqual(Object.keys(oldJson));
        expect(isDeepStrictEqual(event.previous, JSON.parse(JSON.stringify(previousOf(oldJson, json))))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("a record without a number of a layout has the first one, and is read", () => {
  const image = toItem(newCustomer());
  const numbered = entryOf(recordOfItems(image), RETENTION);
  delete image.schema;

  expect(numbered?.event).toBeDefined();
  expect(entryOf(recordOfItems(image), RETENTION)).toEqual(numbered);
});

describe("a record that cannot be read", () => {
  const newer = { schema: { N: String(NEWEST_LAYOUT + 1) } };
  const before = changed(newCustomer({ metadata: '{"a":1}' }));
  const after = changed(before);
  /** The record of a change, with broken images. */
  const broken = (spoil: (image: Item, old: Item) => void): ChangeRecord => {
    const [image, old] = [toItem(after), toItem(before)];
    spoil(image, old);
    return recordOfItems(image, old);
  };

  test.each<[string, (image: Item, old: Item) => void]>([
    ["has no email", (image) => void delete image.email],
    ["is of a layout that this code does not know", (image) => void Object.assign(image, newer)],
    ["has metadata that is no JSON", (image) => void Object.assign(image, { metadata: { S: '{"a":' } })],
    ["has a subscription without an id", (image) => void Object.assign(image, { subscription: { M: {} } })],
    ["has no creation time", (image) => void delete image.listSort],
    ["has an old image without an email", (_, old) => void delete old.email],
    ["has an old image of another layout", (_, old) => void Object.assign(old, newer)],
    ["has an old image whose metadata is no JSON", (_, old) => void Object.assign(old, { metadata: { S: "}" } })],
  ])("because it %s keeps its place in its customer's order, whole", (_, spoil) => {
    const record = broken(spoil);

    const entry = entryOf(record, RETENTION);

    expect(entry).toEqual({
      organizationId: "org_events",
      customerId: after.id,
      sequence: 3,
      unreadable: JSON.stringify(record),
      expiresAt: (record.dynamodb?.ApproximateCreationDateTime ?? 0) + RETENTION,
    });
  });

  test("stands after the old image's version when its own is no number", () => {
    const record = broken((image) => void Object.assign(image, { version: { S: "three" } }));

    expect(entryOf(record, RETENTION)).toMatchObject({ sequence: 3, unreadable: JSON.stringify(record) });
  });

  test("is kept too when it is a creation whose version is no number", () => {
    const record = recordOfItems({ ...toItem(newCustomer()), version: { S: "one" } });

    expect(entryOf(record, RETENTION)).toMatchObject({ sequence: 1, unreadable: JSON.stringify(record) });
  });
});
