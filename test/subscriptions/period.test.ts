import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import {
  billingDayOfMonth,
  type Dates,
  isActiveAt,
  periodAt,
  statusAt,
} from "../../core/customers/subscription/period.ts";
import type { Subscription } from "../../core/customers/subscription/subscription.ts";
import { billingIntervals } from "../../core/plans/billingInterval.ts";
import { scaled } from "../support/scale.ts";

const numRuns = scaled(500, 20_000);
const A_DAY_MS = 86_400_000;

/** The starts of the first periods, as dates. */
function startsOf(dates: Dates, count: number): string[] {
  const starts: string[] = [];
  let at = new Date(dates.startDate);
  for (let i = 0; i < count; i++) {
    const { start, end } = periodAt(dates, at);
    starts.push(start.toISOString().slice(0, 10));
    at = end;
  }
  return starts;
}

const from = (day: string, billingInterval: Dates["billingInterval"] = "monthly", trialEnd?: string): Dates => ({
  startDate: `${day}T09:30:00.000Z`,
  ...(billingInterval ? { billingInterval } : {}),
  ...(trialEnd ? { trialEndsAt: `${trialEnd}T09:30:00.000Z` } : {}),
});

describe("periods begin", () => {
  test("on the 31st, or on the last day of a month that has none, without a drift", () => {
    expect(startsOf(from("2026-12-31"), 6)).toEqual([
      ...["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"],
    ]);
  });

  test("on the 29th of February in leap years, and on the 28th in others", () => {
    expect(startsOf(from("2028-02-29", "yearly"), 5)).toEqual([
      ...["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"],
    ]);
    expect(startsOf(from("2027-12-30"), 3)).toEqual(["2027-12-30", "2028-01-30", "2028-02-29"]);
  });

  test("every three months when billed by the quarter", () => {
    expect(startsOf(from("2026-11-30", "quarterly"), 4)).toEqual([
      "2026-11-30",
      "2027-02-28",
      "2027-05-30",
      "2027-08-30",
    ]);
  });

  test("every six months when billed by the half year", () => {
    expect(startsOf(from("2026-08-31", "semiannual"), 5)).toEqual([
      "2026-08-31",
      "2027-02-28",
      "2027-08-31",
      "2028-02-29",
      "2028-08-31",
    ]);
  });

  test("every seven days when billed by the week, whatever the month's end and the year's", () => {
    expect(startsOf(from("2026-12-17", "weekly"), 4)).toEqual(["2026-12-17", "2026-12-24", "2026-12-31", "2027-01-07"]);
    expect(startsOf(from("2028-02-23", "weekly"), 3)).toEqual(["2028-02-23", "2028-03-01", "2028-03-08"]);
    const afterTrial = from("2026-01-01", "weekly", "2026-01-31");
    expect(startsOf(afterTrial, 3)).toEqual(["2026-01-01", "2026-01-31", "2026-02-07"]);
    expect(billingDayOfMonth(afterTrial)).toBe(31);
  });

  test("with the trial, and then on the day on which it ends", () => {
    const dates = from("2026-01-17", "monthly", "2026-01-31");
    expect(startsOf(dates, 4)).toEqual(["2026-01-17", "2026-01-31", "2026-02-28", "2026-03-31"]);
    expect(billingDayOfMonth(dates)).toBe(31);
  });

  test("at the start's moment, to the millisecond", () => {
    const dates = from("2026-01-15");
    const last = new Date("2026-02-15T09:29:59.999Z");
    expect(periodAt(dates, last).start.toISOString()).toBe("2026-01-15T09:30:00.000Z");
    expect(periodAt(dates, new Date(last.getTime() + 1)).start.toISOString()).toBe("2026-02-15T09:30:00.000Z");
  });
});

const moment = fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
const dates = fc
  .record({
    start: moment,
    trialDays: fc.option(fc.integer({ min: 1, max: 730 }), { nil: undefined }),
    billingInterval: fc.option(fc.constantFrom(...billingIntervals), { nil: undefined }),
  })
  .map(
    ({ start, trialDays, billingInterval }): Dates => ({
      startDate: start.toISOString(),
      ...(trialDays ? { trialEndsAt: new Date(start.getTime() + trialDays * A_DAY_MS).toISOString() } : {}),
      ...(billingInterval ? { billingInterval } : {}),
    }),
  );

describe("whatever the dates", () => {
  test("every moment from the start on lies in exactly one period, and periods follow each other without a gap", () => {
    fc.assert(
      fc.property(dates, moment, (of, at) => {
        const { start, end } = periodAt(of, at);
        if (at >= new Date(of.startDate)) expect([start <= at, at < end]).toEqual([true, true]);
        else expect(start.toISOString()).toBe(of.startDate);
        expect(start < end).toBe(true);
        expect(periodAt(of, end).start).toEqual(end);
        expect(periodAt(of, new Date(end.getTime() - 1))).toEqual({ start, end });
      }),
      { numRuns },
    );
  });

  const months = { monthly: 1, quarterly: 3, semiannual: 6, yearly: 12 };

  test("after the trial a period begins on the billing day or the month's last, at the same time, so many months on", () => {
    fc.assert(
      fc.property(dates, moment, (of, at) => {
        const { billingInterval = "monthly" } = of;
        fc.pre(billingInterval !== "weekly");
        const anchor = of.trialEndsAt ?? of.startDate;
        const { start, end } = periodAt(of, at > new Date(anchor) ? at : new Date(anchor));
        for (const it of [start, end]) {
          const lastDay = new Date(Date.UTC(it.getUTCFullYear(), it.getUTCMonth() + 1, 0)).getUTCDate();
          expect(it.getUTCDate()).toBe(Math.min(billingDayOfMonth(of), lastDay));
          expect(it.toISOString().slice(10)).toBe(anchor.slice(10));
        }
        const distance = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
        expect(distance).toBe(months[billingInterval]);
        // So many months after the trial, too: no interval begins in between.
        const first = new Date(anchor);
        const sinceFirst =
          (start.getUTCFullYear() - first.getUTCFullYear()) * 12 + start.getUTCMonth() - first.getUTCMonth();
        expect(sinceFirst % months[billingInterval]).toBe(0);
      }),
      { numRuns },
    );
  });

  test("after the trial a weekly period begins on its weekday, at the same time, and takes seven days", () => {
    fc.assert(
      fc.property(dates, moment, (some, at) => {
        const of: Dates = { ...some, billingInterval: "weekly" };
        const anchor = new Date(of.trialEndsAt ?? of.startDate);
        const { start, end } = periodAt(of, at > anchor ? at : anchor);
        expect(end.getTime() - start.getTime()).toBe(7 * A_DAY_MS);
        expect((start.getTime() - anchor.getTime()) % (7 * A_DAY_MS)).toBe(0);
        expect(start.getUTCDay()).toBe(anchor.getUTCDay());
        expect(start.toISOString().slice(10)).toBe(anchor.toISOString().slice(10));
      }),
      { numRuns },
    );
  });

  describe("and wherever the process runs", () => {
    const { TZ } = process.env;
    afterEach(() => {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    });

    test("periods and billing day are the same: time zones, summer time and all", () => {
      const zones = ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Australia/Lord_Howe", "Europe/Madrid"];
      fc.assert(
        fc.property(dates, moment, (of, at) => {
          const results = zones.map((zone) => {
            process.env.TZ = zone;
            return JSON.stringify([periodAt(of, at), billingDayOfMonth(of)]);
          });
          expect(new Set(results).size).toBe(1);
        }),
        { numRuns: scaled(100, 2_000) },
      );
    });
  });
});

describe("the state", () => {
  const subscription: Subscription = {
    id: "sub_1",
    planId: "plan_1",
    planName: "Pro",
    name: "Pro",
    price: 1,
    seats: {},
    createdAt: "",
    startDate: "2026-01-10T00:00:00.000Z",
    trialEndsAt: "2026-01-20T00:00:00.000Z",
    endDate: "2026-03-20T00:00:00.000Z",
  };

  test.each([
    ["2026-01-09T23:59:59.999Z", "draft"],
    ["2026-01-10T00:00:00.000Z", "trialing"],
    ["2026-01-19T23:59:59.999Z", "trialing"],
    ["2026-01-20T00:00:00.000Z", "active"],
    ["2026-03-19T23:59:59.999Z", "active"],
    ["2026-03-20T00:00:00.000Z", "canceled"],
  ])("at %s is %s", (at, status) => {
    expect(statusAt(subscription, new Date(at))).toBe(status);
    expect(isActiveAt(subscription, new Date(at))).toBe(status !== "canceled");
  });

  test("without an end and a trial is active for ever", () => {
    const { endDate, trialEndsAt, ...endless } = subscription;
    expect(statusAt(endless, new Date("2099-12-31"))).toBe("active");
  });
});
