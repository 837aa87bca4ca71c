import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csvHead, csvLines } from "../../commands/customers/csv.ts";
import { openSource, rowsOf } from "../../commands/customers/rows.ts";
import { type ExportedCustomer, exportAll } from "../../core/moving/exporting.ts";
import { importAll } from "../../core/moving/pipeline.ts";
import { planIdOf } from "../../core/plans/ids.ts";
import { csvOf } from "../../dashboard/src/csv.ts";
import type { Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { scaled } from "../support/scale.ts";
import { pathOf, unique, useStack } from "../support/service.ts";
import { runOf, told } from "./support.ts";

const stack = useStack();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clientela-moving-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const plans = [
  {
    code: "pro",
    name: "Pro",
    prices: [
      { billingInterval: "monthly", price: 4900, trialDays: 7 },
      { billingInterval: "yearly", price: 49_000 },
    ],
    features: [{ code: "members", name: "Members", type: "seats" }],
  },
  { code: "free", name: "Free" },
];

/** Texts as people and programs leave them, what means something in CSV among them. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom(
    "=1+1",
    "'=1+1",
    "a;'=1,-2\t'+3",
    "''-",
    "+34 600",
    "-",
    "'",
    "a,b;c\td|e",
    'say "hi"',
    '"',
    " a ",
    "1e5",
    "007",
    "true",
    "null",
  ),
);
const key = fc.oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), fc.constantFrom("__proto__", "7"));
const value = fc.oneof(text, fc.integer(), fc.constantFrom(true, null, 1.5, 1e21));
const address = fc.record(
  {
    line1: fc.constantFrom("=SUM(A1)", "12, Main St", "Calle 1\u00ba"),
    line2: text,
    city: fc.constantFrom("Austin", "Ávila"),
    state: fc.constantFrom("TX", "-"),
    postalCode: fc.constantFrom("78701", "78701-1234"),
    country: fc.constant("US"),
    region: text,
  },
  { requiredKeys: ["line1", "city", "postalCode", "country"] },
);
const texts = { fullName: text, domain: text, website: text, language: text, industry: text, employeeCount: text };
const body = fc.record(
  {
    ...texts,
    taxDocument: text,
    documentType: text,
    timezone: fc.constantFrom("Europe/Madrid", "US/Eastern"),
    address,
    metadata: fc.dictionary(key, fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.dictionary(key, value)), {
      maxKeys: 5,
    }),
  },
  { requiredKeys: [] },
);
const life = fc.record({
  body,
  hasExternalId: fc.boolean(),
  isUpdated: fc.boolean(),
  subscriptions: fc.array(
    fc.record({
      planCode: fc.constantFrom("pro", "free"),
      name: text,
      cancelAtPeriodEnd: fc.boolean(),
      startDate: fc.constantFrom("2025-01-31", "2031-02-01T10:00:00Z"),
    }),
    { maxLength: 3 },
  ),
  isLastCanceled: fc.boolean(),
  isArchived: fc.boolean(),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

/** Lives a customer's life through the API; what it refuses of it is left out. */
async function live(client: Client, it: Life): Promise<void> {
  const fields = { email: `${unique("moved")}@acme.com`, ...(it.hasExternalId ? { id: unique("moved") } : {}) };
  const answer = await client.post("/api/customers", { ...it.body, ...fields });
  const { id } = answer.status === 201 ? answer.body.data : (await client.post("/api/customers", fields)).body.data;
  if (it.isUpdated) await client.put(pathOf(id), { fullName: "Later", externalId: unique("given") });
  for (const [index, subscription] of it.subscriptions.entries()) {
    const { body } = await client.post("/api/subscriptions", { customerId: id, ...subscription });
    const isLast = index === it.subscriptions.length - 1;
    if (body.data?.id !== undefined && (!isLast || it.isLastCanceled))
      await client.post(`/api/subscriptions/${body.data.id}/cancel`, { immediate: true, reason: "=too\ndear" });
  }
  if (it.isArchived) await client.put(pathOf(id), { isActive: false });
}

async function exported({ organizationId }: Client): Promise<ExportedCustomer[]> {
  const context = { ...runOf({ organizationId } as Client).context };
  const pages = [];
  for await (const { customers } of exportAll(context, { subscriptions: true, events: false }))
    pages.push(...customers);
  return pages;
}

async function imported(client: Client, name: string, content: string): Promise<string[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const outcomes: string[] = [];
  const rows = rowsOf(await openSource(path), { map: new Map() }, new Map());
  for await (const outcome of importAll(runOf(client), rows)) outcomes.push(told(outcome));
  return outcomes;
}

/** Everything that the API shows of an organization, with the ids of another one in place of its own. */
async function everything(client: Client, shownAs: Client): Promise<string[]> {
  const shown = (text: string) =>
    plans.reduce(
      (shown, { code }) => {
        const [own, other] = [client, shownAs].map((it) => planIdOf(it.organizationId, code).slice("plan_".length));
        return shown.replaceAll(own ?? "", other ?? "");
      },
      text.replaceAll(client.organizationId, shownAs.organizationId),
    );
  const list = await client.get("/api/customers?limit=100");
  const paths: string[] = list.body.data.flatMap(({ id, externalId }: { id: string; externalId: string | null }) => [
    pathOf(id),
    ...(externalId === null ? [] : [pathOf(externalId)]),
    `/api/subscriptions/active?customerId=${id}`,
    `/api/subscriptions?customerId=${id}`,
  ]);
  const answers = await Promise.all(paths.map((path) => client.get(path)));
  return [list, ...answers].map(({ body }) => shown(JSON.stringify(body.data)));
}

describe("What export writes", () => {
  test("import reads back to an equal organization, out of JSON and out of CSV: the API shows the same bytes; out of the dashboard's file too, but for subscriptions", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 6, maxLength: 12 }), async (lives) => {
        const [home, json, csv, sheet] = [
          await stack.newOrganization(),
          await stack.newOrganization(),
          await stack.newOrganization(),
          await stack.newOrganization(),
        ];
        for (const { organizationId } of [home, json, csv, sheet]) await pushPlans(organizationId, plans);
        for (const it of lives) await live(home, it);
        const customers = await exported(home);
        const belongings = { subscriptions: true, events: false };

        const created = lives.map(() => "created");
        const lines = customers.map((it) => `${JSON.stringify(it)}\n`).join("");
        expect(await imported(json, "moved.jsonl", lines)).toEqual(created);
        const table = csvHead(belongings) + csvLines(customers, belongings);
        expect(await imported(csv, "moved.csv", table)).toEqual(created);

        const list = async (client: Client) => (await client.get("/api/customers?limit=100")).body.data;
        expect(await imported(sheet, "dashboard.csv", csvOf(await list(home), "semicolon"))).toEqual(created);
        // It has no subscriptions.
        const bare = (customers: object[]) =>
          customers.map((it) => ({ ...it, organizationId: "", subscription: null }));
        expect(bare(await list(sheet))).toEqual(bare(await list(home)));

        const expected = await everything(home, home);
        expect(await everything(json, home)).toEqual(expected);
        expect(await everything(csv, home)).toEqual(expected);
      }),
      { numRuns: scaled(1, 40) },
    );
  });
});
