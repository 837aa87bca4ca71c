/** What changed, what comes of a change, and how it is undone. */
import { describe, expect, test } from "vitest";
import type { Customer } from "../../../dashboard/src/api/api.ts";
import { changesBetween, changesOf, initialValues, partsBetween } from "../../../dashboard/src/changes.ts";
import { endNow, endOfPeriod, untilEnd } from "../../../dashboard/src/consequences.ts";
import { formatsOf, localesOf } from "../../../dashboard/src/formats.ts";
import { justBefore, localOf, momentOf, readMomentsSearch, timesOf } from "../../../dashboard/src/moments.ts";
import { restoringUpdate } from "../../../dashboard/src/restore.ts";
import { messages } from "../support.ts";

const customer = (fields: object) =>
  ({ isActive: true, updatedAt: String(Math.random()), metadata: null, ...fields }) as Customer;

describe("What changed", () => {
  test("between two states is shown field by field and key by key", () => {
    const before = customer({ email: "a@b.co", metadata: { same: 1, gone: 2, old: 3 } });
    const after = customer({ email: "c@d.co", metadata: { same: 1, old: 4, new: 5 } });
    expect(changesBetween(before, after)).toEqual([
      { field: "metadata.old", before: 3, after: 4 },
      { field: "metadata.new", before: null, after: 5 },
      { field: "metadata.gone", before: 2, after: null },
      { field: "email", before: "a@b.co", after: "c@d.co" },
    ]);
  });

  test("is shown side by side part by part of an address, which there may be on one side alone", () => {
    const address = { line1: "1 Main St", city: "Austin", postalCode: "78701", country: "US" };
    const [none, here, there] = [null, address, { ...address, city: "Dallas", state: "TX" }].map((address) =>
      customer({ address }),
    );
    if (!none || !here || !there) throw new Error("Three states");
    expect(partsBetween(here, there)).toEqual([
      { field: "address.city", before: "Austin", after: "Dallas" },
      { field: "address.state", before: null, after: "TX" },
    ]);
    expect(partsBetween(none, here).map(({ before, after }) => [before, after])).toEqual(
      Object.values(address).map((part) => [null, part]),
    );
    expect(partsBetween(here, here)).toEqual([]);
  });

  test("in metadata has no values but its own, whatever its keys are called", () => {
    const previous = { metadata: { constructor: "old", toString: null } };
    expect(changesOf({ data: { metadata: { toString: "new" } }, previous })).toEqual([
      { field: "metadata.constructor", before: "old", after: null },
      { field: "metadata.toString", before: null, after: "new" },
    ]);
  });

  test("in a subscription is shown by what people ask for", () => {
    const subscription = { id: "sub_1", planName: "Pro", price: 4900, endDate: null };
    const begun = changesOf({ data: { subscription }, previous: { subscription: null } });
    expect(begun.map(({ field, after }) => [field, after])).toEqual([
      ["subscription.planName", "Pro"],
      ["subscription.price", 4900],
    ]);
    const ended = { ...subscription, endDate: "2026-12-01T00:00:00.000Z" };
    expect(changesOf({ data: { subscription: ended }, previous: { subscription } }).map(({ field }) => field)).toEqual([
      "subscription.endDate",
    ]);
    const next = { ...subscription, id: "sub_2", price: 9900 };
    expect(changesOf({ data: { subscription: next }, previous: { subscription: ended } })).toEqual([
      { field: "subscription.planName", before: null, after: "Pro" },
      { field: "subscription.price", before: null, after: 9900 },
    ]);
  });

  test("when a customer was created is what it was created with", () => {
    const created = customer({ id: "cus_1", email: "a@b.co", fullName: null, metadata: { plan: "pro" } });
    expect(initialValues(created)).toEqual([
      { field: "metadata.plan", before: null, after: "pro" },
      { field: "email", before: null, after: "a@b.co" },
    ]);
  });
});

describe("A moment", () => {
  test("in an address has its zone, so that it is the same for every reader; anything else is none", () => {
    expect(readMomentsSearch({ asOf: "2026-11-01T10:00:00-03:00", comparedWith: "2026-11-02T00:00:00.001Z" })).toEqual({
      asOf: "2026-11-01T13:00:00.000Z",
      comparedWith: "2026-11-02T00:00:00.001Z",
    });
    for (const wrong of ["", "now", "2026-11-01", "2026-11-01T10:00", "2026-13-01T00:00:00Z", 5, undefined])
      expect(readMomentsSearch({ asOf: wrong })).toEqual({});
    expect(readMomentsSearch({ asOf: "?", comparedWith: "2026-11-02T00:00:00Z" })).toEqual({
      asOf: "2026-11-02T00:00:00.000Z",
    });
  });

  test("in a field is of the reader's zone, and comes back as it was, to the millisecond", () => {
    for (const iso of ["2026-03-29T00:30:00.000Z", "2026-10-25T23:59:59.999Z", "2000-01-01T00:00:00.050Z"])
      expect(momentOf(localOf(iso))).toBe(iso);
    expect(localOf("2026-11-01T10:00:00.000Z")).toHaveLength("2026-11-01T10:00:00".length);
    for (const wrong of ["", "2026-11-01T", "2026-11-01T25:00"]) expect(momentOf(wrong)).toBeUndefined();
    expect(justBefore("2026-11-01T10:00:00.000Z")).toBe("2026-11-01T09:59:59.999Z");
  });

  test("of a change whose clock was behind is the latest one before it", () => {
    const change = (second: number, before?: number) => ({
      timestamp: `2026-11-01T10:00:0${second}.000Z`,
      previous: before === undefined ? {} : { updatedAt: `2026-11-01T10:00:0${before}.000Z` },
    });
    const seconds = (events: Parameters<typeof timesOf>[0]) =>
      timesOf(events).map((time) => Number(time.slice(17, 19)));
    expect(seconds([change(7, 4), change(4, 3), change(3, 6), change(6, 1), change(1)])).toEqual([7, 6, 6, 6, 1]);
    // The one before the oldest that is loaded is not there, but its time is.
    expect(seconds([change(3, 6)])).toEqual([6]);
  });
});

describe("A former value", () => {
  const address = { line1: "1 Main St", city: "Austin", postalCode: "78701", country: "US" };
  test.each([
    ["email", "a@b.co", { email: "a@b.co" }],
    ["fullName", null, { fullName: "" }],
    ["address", address, { address }],
    ["address", null, { address: {} }],
    ["metadata.plan", { a: [1] }, { metadata: { plan: { a: [1] } } }],
    ["metadata.plan", null, { metadata: { plan: null } }],
    ["email", null, undefined],
    ["externalId", "user_1", undefined],
    ["isActive", true, undefined],
    ["subscription.price", 1, undefined],
    ["unknown", 1, undefined],
  ])("of %s, %j, comes back by %j", (field, before, update) => {
    const now = customer({
      email: "now@b.co",
      fullName: "Now",
      metadata: { plan: "now" },
      address: { ...address, city: "Now" },
    });
    expect(restoringUpdate({ ...now, isActive: field !== "isActive" }, { field, before, after: "x" })).toEqual(update);
  });

  test("is not offered when the customer has it, or is archived", () => {
    const now = customer({ email: "a@b.co", metadata: { plan: "pro" } });
    expect(restoringUpdate(now, { field: "email", before: "a@b.co", after: "c@d.co" })).toBeUndefined();
    expect(restoringUpdate(now, { field: "metadata.plan", before: "pro", after: null })).toBeUndefined();
    const archived = { ...now, isActive: false };
    expect(restoringUpdate(archived, { field: "email", before: "c@d.co", after: "a@b.co" })).toBeUndefined();
  });
});

describe("The end of a subscription", () => {
  const end = "2026-12-01T00:00:00.000Z";
  const subscription = {
    plan: { id: "plan_1", name: "Pro", basePrice: 4900, billingInterval: "monthly" },
    endDate: null,
    status: "active",
    currentPeriod: { start: "2026-11-01T00:00:00.000Z", end, daysRemaining: 1 },
  } as const;
  const words = { ...formatsOf(localesOf("en", ["en-GB"])), messages: messages.en };
  const free = { ...subscription, plan: { ...subscription.plan, basePrice: 0 } };

  test("is told in words: what is kept, until when, and what is lost", () => {
    expect(endOfPeriod(subscription, words)).toBe("Keeps Pro until 1 Dec 2026 (UTC), then nothing.");
    expect(endOfPeriod({ ...subscription, status: "trialing" }, words)).toBe(
      "Keeps Pro until the trial ends on 1 Dec 2026 (UTC), then nothing.",
    );
    expect(endNow(subscription, words)).toBe("Loses Pro at once.");
    expect(endNow({ ...subscription, endDate: end }, words)).toBe("Loses Pro at once, and not on 1 Dec 2026 (UTC).");
    expect(untilEnd({ ...subscription, endDate: end }, words)).toBe("Keeps Pro until 1 Dec 2026 (UTC), then nothing.");
    expect(untilEnd(subscription, words)).toBeUndefined();
  });

  test("is not offered with the period where the API ends at once, or where it ends then already", () => {
    for (const other of [free, { ...subscription, status: "draft" } as const, { ...subscription, endDate: end }])
      expect(endOfPeriod(other, words)).toBeUndefined();
  });
});
