import fc from "fast-check";
import { expect, test } from "vitest";
import {
  effectiveAfter,
  MAX_SHARDS,
  type Organization,
  shardOf,
  shardsInUse,
} from "../../core/organizations/organization.ts";

const SECOND = 1_000;
const START = Date.parse("2026-01-01T00:00:00.000Z");
const organization: Organization = { id: "org_a", name: "A", idSecret: "", shards: 1 };

/** By how many seconds a clock is off. Two clocks differ by at most 9 minutes and 20 seconds. */
const skew = fc.integer({ min: -280, max: 280 });
const clock = (seconds: number, skew: number): Date => new Date(START + (seconds + skew) * SECOND);
const raises = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 1_300 }), to: fc.integer({ min: 1, max: MAX_SHARDS }), skew }),
  { minLength: 1, maxLength: 6 },
);

/** The contents of the table from each second on, when increases follow each other by the table's rule. */
function historyOf(raises: readonly { after: number; to: number; skew: number }[]) {
  const history = [{ since: Number.NEGATIVE_INFINITY, organization }];
  let seconds = 0;
  for (const { after, to, skew } of raises) {
    seconds += after;
    const now = clock(seconds, skew);
    const current = history.at(-1)?.organization ?? organization;
    const isPending = current.raised !== undefined && current.raised.effectiveAt > now.toISOString();
    if (to > current.shards && !isPending) {
      const raised = { from: current.shards, effectiveAt: effectiveAfter(now) };
      history.push({ since: seconds, organization: { ...organization, shards: to, raised } });
    }
  }
  return (seconds: number): Organization =>
    history.findLast(({ since }) => since <= seconds)?.organization ?? organization;
}

test("no customer goes into a shard that some reader does not know, with clocks up to 9 minutes apart", () => {
  fc.assert(
    fc.property(
      raises,
      fc.integer({ min: 0, max: 6_000 }),
      // A process caches an organization for 30 seconds, and a reader may use the cached one for 10 more.
      fc.record({ age: fc.integer({ min: 0, max: 29 }), skew }),
      fc.integer({ min: 0, max: 39 }),
      (raises, seconds, writer, readerAge) => {
        const asOf = historyOf(raises);
        const written = shardsInUse(asOf(seconds - writer.age), clock(seconds, writer.skew));
        expect(written).toBeLessThanOrEqual(asOf(seconds - readerAge).shards);
      },
    ),
    { numRuns: 5_000 },
  );
});

test("a raise is in use once ten minutes have passed", () => {
  const raised = { ...organization, shards: 8, raised: { from: 2, effectiveAt: effectiveAfter(clock(0, 0)) } };
  expect([0, 599, 600].map((seconds) => shardsInUse(raised, clock(seconds, 0)))).toEqual([2, 2, 8]);
  expect(shardsInUse(organization, clock(0, 0))).toBe(1);
});

test("customers spread evenly over shards, ids that look alike too, each always into the same", () => {
  for (const shards of [1, 2, 3, 8, 16]) {
    const ids = Array.from({ length: 500 * shards }, (_, i) => `cus_${String(i).padStart(24, "0")}`);
    const counts = new Map<number, number>();
    for (const id of ids) counts.set(shardOf(id, shards), (counts.get(shardOf(id, shards)) ?? 0) + 1);
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: shards }, (_, i) => i));
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
  }
});
