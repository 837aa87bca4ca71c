import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../core/base/errors.ts";
import { listSort } from "../../core/customers/keys.ts";
import { decodeCursor, encodeCursor } from "../../core/pages/cursor.ts";
import { anyCharacter } from "../support/text.ts";

const organization = fc.stringMatching(/^org_[A-Za-z0-9_-]{1,60}$/);
const filter = fc.constantFrom("all", "active", "archived");
const rangeKey = fc
  .tuple(
    fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }),
    fc.stringMatching(/^[A-Za-z0-9]{1,48}$/),
  )
  .map(([date, id]) => listSort(date.toISOString(), `cus_${id}`));

/** The fields in an error's details. */
function refusedFields(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error.status, error.details?.map(({ field }) => field)];
  }
  return "accepted";
}

test("a cursor leads back to the key it was made of, in URL-safe characters", () => {
  fc.assert(
    fc.property(organization, filter, rangeKey, (organizationId, name, key) => {
      const cursor = encodeCursor(organizationId, name, key);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(decodeCursor(organizationId, name, cursor)).toBe(key);
    }),
  );
});

test("a cursor of another organization or filter is a 422 on cursor", () => {
  fc.assert(
    fc.property(organization, organization, filter, filter, rangeKey, (mine, theirs, name, other, key) => {
      fc.pre(mine !== theirs || name !== other);
      const cursor = encodeCursor(theirs, other, key);
      expect(refusedFields(() => decodeCursor(mine, name, cursor))).toEqual([422, ["cursor"]]);
    }),
  );
});

test("a cursor never shows the organization", () => {
  fc.assert(
    fc.property(organization, filter, rangeKey, (organizationId, name, key) => {
      const bytes = Buffer.from(encodeCursor(organizationId, name, key), "base64url").toString("latin1");
      expect(bytes).not.toContain(organizationId);
    }),
  );
});

test("a cursor with characters cut off or changed is a 422 on cursor, or still leads to its own key", () => {
  const position = fc.nat(1_000);
  fc.assert(
    fc.property(rangeKey, position, fc.constantFrom("cut", "A", "-", "z"), (key, at, change) => {
      const cursor = encodeCursor("org_a", "all", key);
      const index = at % cursor.length;
      const changed =
        change === "cut" ? cursor.slice(0, index) : cursor.slice(0, index) + change + cursor.slice(index + 1);
      fc.pre(changed !== cursor);
      let led: unknown;
      const fields = refusedFields(() => {
        led = decodeCursor("org_a", "all", changed);
      });
      // The last character may carry unused bits.
      if (fields === "accepted") expect(led).toBe(key);
      else expect(fields).toEqual([422, ["cursor"]]);
    }),
  );
});

test("any text at all is a 422 on cursor", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.base64String(), fc.string()), (text) => {
      expect(refusedFields(() => decodeCursor("org_a", "all", text))).toEqual([422, ["cursor"]]);
    }),
  );
});

test("a range key that is none, even with the right binding, is a 422 on cursor", () => {
  for (const key of ["", "x", "2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z#user_1", "#cus_a", "org_b#0"])
    expect(refusedFields(() => decodeCursor("org_a", "all", encodeCursor("org_a", "all", key)))).toEqual([
      422,
      ["cursor"],
    ]);
});

test("cursors that callers hold lead on after a release, and a refusal says what to send", () => {
  const key = "2026-01-02T03:04:05.678Z#cus_abc";
  const cursor = "ASErDGLcYP7hMjAyNi0wMS0wMlQwMzowNDowNS42NzhaI2N1c19hYmM";

  expect(encodeCursor("org_a", "all", key)).toBe(cursor);
  expect(decodeCursor("org_a", "all", cursor)).toBe(key);
  expect(() => decodeCursor("org_a", "active", cursor)).toThrow(
    expect.objectContaining({
      details: [
        {
          field: "cursor",
          message: "is not a cursor of this list: send nextCursor as it was given, with the same filters",
        },
      ],
    }),
  );
});

test.each([
  "2026-01-02T03:04:05.678Z#cus_",
  "2026-01-02T03:04:05.678Z#cus_a-b",
  `2026-01-02T03:04:05.678Z#cus_${"a".repeat(49)}`,
  "x2026-01-02T03:04:05.678Z#cus_abc",
  "2026-01-02T03:04:05.678Z#cus_abc\n",
  "26-01-02T03:04:05.678Z#cus_abc",
  "2026-1-02T03:04:05.678Z#cus_abc",
  "2026-01-2T03:04:05.678Z#cus_abc",
  "2026-01-02T3:04:05.678Z#cus_abc",
  "2026-01-02T03:4:05.678Z#cus_abc",
  "2026-01-02T03:04:5.678Z#cus_abc",
  "2026-01-02T03:04:05.67Z#cus_abc",
  "yyyy-mm-ddThh:mm:ss.xxxZ#cus_abc",
])("%j is no place in a list of customers, whoever made a cursor of it", (key) => {
  expect(() => decodeCursor("org_a", "all", encodeCursor("org_a", "all", key))).toThrow("invalid fields");
});

test("lists of another kind have places of their own", () => {
  expect(decodeCursor("org_a", "events", encodeCursor("org_a", "events", "12"), /^\d+$/)).toBe("12");
  expect(() => decodeCursor("org_a", "events", encodeCursor("org_a", "events", "x"), /^\d+$/)).toThrow(
    "invalid fields",
  );
});
