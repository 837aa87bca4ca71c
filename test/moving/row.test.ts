/** What a row of an import may say, field by field. */
import { describe, expect, test } from "vitest";
import { readRow, rowFieldNames } from "../../core/moving/row.ts";
import { fieldNamed, fields } from "../../csv/fields.ts";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const subscription = {
  id: "sub_HCgYEsEeQHTyHhAJ6R49yS6Nq3ZtUe8W",
  planCode: "pro",
  planName: "Pro",
  name: "Pro for Acme",
  price: 4900,
  billingInterval: "monthly",
  seats: { team: 3, none: 0 },
  startDate: "2025-01-31",
  trialEndsAt: "2025-02-14T10:00:00.000Z",
  endDate: "2025-12-31T10:00:00+01:00",
  canceledAt: "2025-12-01",
  cancelReason: "too dear\nand too slow",
  createdAt: "2025-01-30",
};

const read = (row: Record<string, unknown>) => readRow({ email: "ann@acme.com", ...row }, NOW);

/** A row that is taken. */
async function taken(row: Record<string, unknown>) {
  const result = await read(row);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result;
}

/** Each problem as its field and what is wrong; none when the row is taken. */
async function problems(row: Record<string, unknown>): Promise<string[]> {
  const result = await read(row);
  return "problems" in result ? result.problems.map(({ field, message }) => `${field} ${message}`) : [];
}

describe("a row", () => {
  test("may say all that a create may, and how the customer was elsewhere", async () => {
    const times = { createdAt: "2021-03-04T05:06:07.008Z", updatedAt: "2022-01-01", archivedAt: null };
    const dates = { startDate: "2026-01-31", trialEndsAt: "2026-02-10", endDate: "2091-01-31" };

    expect(await taken({ id: "u1", fullName: "Ann", isActive: true, planCode: "pro", ...times, ...dates })).toEqual({
      input: { email: "ann@acme.com", externalId: "u1", fullName: "Ann" },
      review: { objections: [], timezone: undefined },
      moved: {
        isActive: true,
        planCode: "pro",
        createdAt: new Date(times.createdAt),
        updatedAt: new Date("2022-01-01T00:00:00.000Z"),
        archivedAt: null,
        startDate: new Date("2026-01-31T00:00:00.000Z"),
        trialEndsAt: new Date("2026-02-10T00:00:00.000Z"),
        endDate: new Date("2091-01-31T00:00:00.000Z"),
      },
    });
  });

  test("may bring the customer's subscriptions as an export shows them", async () => {
    const { moved } = await taken({ subscription, pastSubscriptions: [{ ...subscription, id: "sub_a00000001" }] });

    const read = {
      ...subscription,
      startDate: new Date("2025-01-31T00:00:00.000Z"),
      trialEndsAt: new Date("2025-02-14T10:00:00.000Z"),
      endDate: new Date("2025-12-31T09:00:00.000Z"),
      canceledAt: new Date("2025-12-01T00:00:00.000Z"),
      createdAt: new Date("2025-01-30T00:00:00.000Z"),
    };
    expect(moved).toEqual({ subscription: read, pastSubscriptions: [{ ...read, id: "sub_a00000001" }] });
  });

  test.each<[string, Record<string, unknown>]>([
    ["null for what it has not", Object.fromEntries(rowFieldNames.map((name) => [name, null]))],
    ["no past subscriptions", { pastSubscriptions: [] }],
    ["an archived customer's time, and that it is archived", { isActive: false, archivedAt: "2021-01-01" }],
    ["a subscription and no plan", { subscription, planCode: null, startDate: "2025-01-01" }],
    ["a subscription that goes on", { subscription: { ...subscription, endDate: null, canceledAt: null } }],
    ["a free subscription", { subscription: { ...subscription, price: 0, billingInterval: null, cancelReason: null } }],
    ["as many past subscriptions as one transaction has room for", { subscription, pastSubscriptions: past(90) }],
    [
      "ids of subscriptions as short and as long as they can be",
      { subscription: { ...subscription, id: `sub_${"a".repeat(9)}` } },
    ],
    [
      "past subscriptions whose ids differ in the part that is kept",
      { subscription, pastSubscriptions: ["sub_aAAA00001", "sub_aBBB00001"].map((id) => ({ ...subscription, id })) },
    ],
    ["ids of subscriptions as long as they can be", { subscription: { ...subscription, id: `sub_${"a".repeat(56)}` } }],
    ["a time that is ahead as far as clocks may differ", { createdAt: "2026-03-01T12:05:00.000Z" }],
    ["a trial that ends after its start", { planCode: "pro", startDate: "2027-01-01", trialEndsAt: "2027-01-02" }],
    ["a trial that ends soon", { planCode: "pro", trialEndsAt: "2026-03-01T12:00:00.001Z" }],
    ["an end of what is past", { planCode: "pro", startDate: "2021-01-01", endDate: "2022-01-01" }],
    ["a plan's code of 255 characters", { planCode: "x".repeat(255) }],
  ])("may say %s", async (_, row) => {
    expect(
      await problems({ email: "ann@acme.com", ...row, ...(row.email === null ? { email: "ann@acme.com" } : {}) }),
    ).toEqual([]);
  });
});

/** Subscriptions that have ended, each with its own id. */
function past(count: number) {
  return Array.from({ length: count }, (_, i) => ({ ...subscription, id: `sub_a${String(i).padStart(8, "0")}` }));
}

describe("a row's id", () => {
  test("is the customer's own if it begins as one, beside an external id", async () => {
    const { id, input } = await taken({ id: "cus_HCgYEsEeQHTy", externalId: "u1" });
    expect([id, input.externalId]).toEqual(["cus_HCgYEsEeQHTy", "u1"]);
  });

  test.each(["u1", "acus_1", "1cus_"])("is an external one otherwise: %s", async (given) => {
    const { id, input } = await taken({ id: given });
    expect([id, input.externalId]).toEqual([undefined, given]);
  });
});

describe("is refused by its name:", () => {
  const futures = ["createdAt", "updatedAt", "archivedAt"] as const;
  const planNeeded = "planCode is required with startDate, trialEndsAt or endDate";

  test.each<[string, Record<string, unknown>, string[]]>([
    ["an own id that is none", { id: "cus_a-b" }, ["id must be cus_ and 1 to 48 letters and digits"]],
    ["an id that is no text", { id: 5 }, ["id must be text"]],
    ["two external ids", { id: "a", externalId: "b" }, ["id id and externalId differ: send one of them"]],
    ["a status that is none", { isActive: "yes" }, ["isActive must be true or false"]],
    [
      "a status against its time",
      { isActive: true, archivedAt: "2021-01-01" },
      ["isActive is true, but archivedAt is given"],
    ],
    ["a start without a plan", { startDate: "2026-01-01" }, [planNeeded]],
    ["a trial without a plan", { trialEndsAt: "2027-01-01" }, [planNeeded]],
    ["an end without a plan", { endDate: "2026-01-01" }, [planNeeded]],
    ["a plan without a code", { planCode: "" }, ["planCode is required"]],
    [
      "a plan and a subscription",
      { planCode: "pro", subscription },
      ["planCode and subscription are given: send one of them"],
    ],
    [
      "a trial before the start",
      { planCode: "pro", startDate: "2027-01-02", trialEndsAt: "2027-01-01" },
      ["trialEndsAt must be after startDate"],
    ],
    [
      "a trial of no time",
      { planCode: "pro", startDate: "2027-01-02", trialEndsAt: "2027-01-02" },
      ["trialEndsAt must be after startDate"],
    ],
    [
      "a trial that is over now",
      { planCode: "pro", trialEndsAt: "2026-03-01T12:00:00.000Z" },
      ["trialEndsAt must be after startDate"],
    ],
    [
      "past subscriptions without a latest one",
      { pastSubscriptions: past(1) },
      ["subscription is required with pastSubscriptions"],
    ],
    [
      "past subscriptions that are no list",
      { subscription, pastSubscriptions: "none" },
      ["pastSubscriptions must be a list of subscriptions"],
    ],
    [
      "more past subscriptions than one transaction has room for",
      { subscription, pastSubscriptions: past(91) },
      ["pastSubscriptions must have at most 90"],
    ],
    [
      "a past subscription that goes on",
      { subscription, pastSubscriptions: [...past(1), { ...subscription, endDate: null }] },
      ["pastSubscriptions must have ended, each of them"],
    ],
    [
      "past subscriptions whose ids here would be the same",
      {
        subscription,
        pastSubscriptions: [
          { ...subscription, id: "sub_a00000001" },
          { ...subscription, id: "sub_b00000001" },
        ],
      },
      ["pastSubscriptions must have different ids"],
    ],
    ["a misspelt field", { plan_code: "pro" }, ["plan_code must be written planCode"]],
    [
      "what is wrong in any field, at once",
      { email: "a@", createdAt: "04/07/2023", startDate: "2026-01-01", timezone: "IST" },
      [
        "email must be an email address, like billing@acme.com",
        "timezone must be an IANA time zone, like Europe/Madrid",
        "createdAt must be a date like 2026-02-01, or a time with its offset like 2026-02-01T09:30:00Z",
        planNeeded,
      ],
    ],
    [
      "what no new customer can have, beside what is wrong",
      { email: "a@x.com,", isActive: 1 },
      ["isActive must be true or false", "email must be an email address, like billing@acme.com"],
    ],
    ...futures.map((field): [string, Record<string, unknown>, string[]] => [
      `${field} in the future`,
      { [field]: "2026-03-01T12:05:00.001Z" },
      [`${field} must not be in the future`],
    ]),
  ])("%s", async (_, row, told) => {
    expect(await problems(row)).toEqual(told);
  });

  test("what no new customer can have is left to those who know whether there is this one", async () => {
    const { review } = await taken({ email: "a@x.com," });
    expect(review.objections.map(({ field }) => field)).toEqual(["email"]);
  });

  test("the subscription that is none", async () => {
    expect(await problems({ subscription: "pro" })).toEqual(["subscription must be a JSON object"]);
    expect(await problems({ subscription: {} })).toEqual(
      ["id", "planCode", "planName", "name", "price", "seats", "startDate", "createdAt"].map(
        (part) => `subscription.${part} is required`,
      ),
    );
  });

  test.each<[part: string, value: unknown, message: string]>([
    ["id", 5, "must be text"],
    ["id", `sub_${"a".repeat(8)}`, "must be a subscription's id"],
    ["id", `sub_${"a".repeat(57)}`, "must be a subscription's id"],
    ["id", "asub_a12345678", "must be a subscription's id"],
    ["id", "sub_a12345678-", "must be a subscription's id"],
    ["planCode", "", "is required"],
    ["planCode", "x".repeat(256), "must be at most 255 characters"],
    ["planName", "x".repeat(256), "must be at most 255 characters"],
    ["name", "x".repeat(256), "must be at most 255 characters"],
    ["price", 0.5, "must be a whole number"],
    ["price", -1, "must not be negative"],
    ["billingInterval", "monthly ", "must be one of weekly, monthly, quarterly"],
    ["seats", 3, "must be an object of seats by feature"],
    ["seats.team", "3", "must be a whole number"],
    ["seats.team", -1, "must not be negative"],
    ["startDate", "soon", "must be a date like"],
    ["trialEndsAt", "soon", "must be a date like"],
    ["endDate", "soon", "must be a date like"],
    ["canceledAt", "soon", "must be a date like"],
    ["createdAt", "1999-12-31", "must be in the years 2000 to 2099"],
    ["cancelReason", 5, "must be text"],
  ])("a subscription with another %s: %j", async (part, value, message) => {
    const [name = "", feature] = part.split(".");
    const changed = { ...subscription, [name]: feature === undefined ? value : { [feature]: value } };
    expect(await problems({ subscription: changed })).toEqual([
      expect.stringContaining(`subscription.${part} ${message}`),
    ]);
  });
});

test("the columns of a file have the names of everything that a row can say, and nothing else", () => {
  const known = fields.filter((field) => !field.includes("."));
  expect(known.toSorted()).toEqual([...new Set(rowFieldNames)].toSorted());
  for (const field of fields) expect(fieldNamed(field)).toBe(field);
});
