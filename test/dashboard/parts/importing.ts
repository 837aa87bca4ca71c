/** Customers from a file: reading it, what its columns are, every problem, batches, and the report. */
import { describe, expect, test } from "vitest";
import type { Customer } from "../../../dashboard/src/api/api.ts";
import { csvOf } from "../../../dashboard/src/csv.ts";
import { customerOf, fieldsTwice, guessMatching } from "../../../dashboard/src/importing/columns.ts";
import { readTable, type Table } from "../../../dashboard/src/importing/file.ts";
import { ARCHIVED, NO_STATUS, problemsIn } from "../../../dashboard/src/importing/rules.ts";
import { batchesOf, outcomesOf, reportOf } from "../../../dashboard/src/importing/run.ts";

const fileOf = (content: string | Uint8Array<ArrayBuffer>) => new Blob([content]);
const rowsOf = async (text: string) => (await readTable(fileOf(text))).rows;
const customer = (id: string, createdAt: string) => ({ id, createdAt }) as never;

describe("A file of customers to import", () => {
  test.each([
    ["commas", "Email,Name\na@b.co,José\n"],
    ["semicolons and a byte order mark", "\uFEFFEmail;Name\r\na@b.co;José\r\n"],
    ["tabs and the separator said before", "sep=\t\r\nEmail\tName\r\na@b.co\tJosé"],
    ["UTF-16", new Uint8Array(Buffer.from("\uFEFFEmail\tName\r\na@b.co\tJosé", "utf16le"))],
    ["Windows-1252, as Excel writes it", new Uint8Array(Buffer.from("Email;Name\r\na@b.co;José\r\n", "latin1"))],
  ])("is read with %s", async (_what, content) => {
    const { columns, rows } = await readTable(fileOf(content));
    expect([columns, rows.map(({ cells }) => cells)]).toEqual([["Email", "Name"], [["a@b.co", "José"]]]);
  });

  test("tells each row's line, also behind cells of several lines and empty ones", async () => {
    expect((await rowsOf('email,name\na@b.co,"one\ntwo"\n\n,\nb@b.co,x\n')).map(({ line }) => line)).toEqual([2, 6]);
  });

  test.each([
    ["isEmpty", "email,name\n"],
    ["isEmpty", ""],
    ["isNoCsv", '{"email":"a@b.co"}'],
    ["isNoCsv", "PK\u0003\u0004 as .xlsx begins, and letters as in Windows-1252"],
    ["hasOpenQuote", 'email,name\na@b.co,"Acme\nb@b.co,x\n'],
  ])("that cannot be read says why: %s", async (problem, text) => {
    await expect(readTable(fileOf(text))).rejects.toMatchObject({ problem });
  });
});

describe("The columns of a file", () => {
  test.each([
    [
      ["E-Mail", "Company", "Zip", "Country", "Phone"],
      ["email", "fullName", "address.postalCode", "address.country", undefined],
    ],
    // An export of this dashboard: the ids of Clientela are not imported, the caller's are.
    [
      ["id", "externalId", "email", "archivedAt", "line1", "metadata", "createdAt", "plan"],
      [undefined, "externalId", "email", "archivedAt", "address.line1", "metadata", undefined, undefined],
    ],
    [
      ["id", "billingEmail", "email", "metadata.tier", ""],
      ["externalId", "email", undefined, "metadata.tier", undefined],
    ],
  ])("%j are guessed", (columns, fields) => {
    expect(guessMatching({ columns, rows: [] })).toEqual(fields);
  });

  test.each([
    ["Status", "Archived", "status"],
    ["isActive", "false", "status"],
    // Nobody is archived, or it is another product's.
    ["status", "active", undefined],
    ["Status", "past_due", undefined],
  ])("one named %s is a status if it says archived of some row: %s", (column, cell, field) => {
    const rows = ["active", "", cell].map((status, at) => ({ line: at + 2, cells: [status, "a@b.co"] }));
    expect(guessMatching({ columns: [column, "email"], rows })).toEqual([field, "email"]);
  });

  test("give a customer its fields, and what is chosen twice is said", () => {
    const matching = ["externalId", "address.city", "metadata.n", undefined, "metadata"];
    const cells = ["u1", "Austin", "1", "ignored", '{"deep":[1]}'];
    expect(customerOf(matching, { line: 2, cells })).toEqual({
      customer: { externalId: "u1", address: { city: "Austin" }, metadata: { n: "1", deep: [1] } },
      isArchived: false,
    });
    expect(fieldsTwice(["email", undefined, undefined, "email", "domain"])).toEqual(["email"]);
  });
});

describe("A preview", () => {
  test("tells every problem of every row, as the API would", async () => {
    const rows = await rowsOf(
      "email,externalId,timezone,country\nwrong,a/b,Mars/Base,XX\na@b.co,u1,Europe/Madrid,\na@b.co,u2,,,more\n",
    );
    const found = await problemsIn(
      rows,
      ["email", "externalId", "timezone", "address.country"],
      new AbortController().signal,
    );
    expect(found.map(({ line, field }) => `${line} ${field}`).sort()).toEqual(
      [
        "2 address.city",
        "2 address.country",
        "2 address.line1",
        "2 address.postalCode",
        "2 email",
        "2 id",
        "2 timezone",
        "4 ",
      ].sort(),
    );
  });
});

describe("A file that this dashboard has exported", () => {
  const exported: Customer = {
    id: "cus_1",
    object: "customer",
    organizationId: "org_1",
    externalId: "user;1",
    email: "billing@acme.com",
    billingEmail: "billing@acme.com",
    fullName: "=Acme;'+Sons",
    domain: "'-",
    website: "\t＝x",
    timezone: "Europe/Madrid",
    language: "a, '+' b",
    industry: 'say "hi"\r\n-then',
    employeeCount: "1-10",
    address: { line1: "@12; =Main", city: "Ávila", postalCode: "05001", country: "ES" },
    metadata: { "=a": "b,'=1", n: -1.5, list: ["=1", "'-"] },
    isActive: true,
    archivedAt: null,
    livemode: false,
    createdAt: "2026-11-30T10:00:00.000Z",
    updatedAt: "2026-11-30T11:00:00.000Z",
    taxDocument: "",
    documentType: "",
  };
  const archived = { ...exported, externalId: "u2", isActive: false, archivedAt: "2026-11-30T11:00:00.000Z" };
  const problemsOf = async (table: Table, matching = guessMatching(table)) =>
    (await problemsIn(table.rows, matching, new AbortController().signal)).map(
      ({ line, field, message }) => `${line} ${field} ${message}`,
    );

  test.each(["comma", "semicolon", "tab"] as const)(
    "gives each customer back as it was, without guards against formulas: %s",
    async (separator) => {
      const table = await readTable(fileOf(csvOf([exported], separator)));
      const matching = guessMatching(table);
      expect(await problemsOf(table)).toEqual([]);
      const { customer } = customerOf(matching, table.rows[0] ?? { line: 0, cells: [] });
      const given = Object.entries(exported).filter(([name, value]) => name in customer || value === "");
      expect(customer).toEqual(Object.fromEntries(given.filter(([, value]) => value !== "")));
      const names = ["externalId", "email", "fullName", "domain", "website", "language", "industry", "metadata"];
      expect(Object.keys(customer)).toEqual(expect.arrayContaining([...names, "address", "timezone", "employeeCount"]));
    },
  );

  test("has its archived customers refused and counted, since the API would make them active, unless one ignores that", async () => {
    const table = await readTable(fileOf(csvOf([exported, archived], "comma")));
    expect(await problemsOf(table)).toEqual([`4 status ${ARCHIVED}`]);
    const refused = new Set([4]);
    expect(batchesOf(table, guessMatching(table), refused)[0]?.customers[1]).toEqual({});
    const ignoring = guessMatching(table).map((field) => (field === "status" ? undefined : field));
    // The time that it was archived at says so too.
    expect(await problemsOf(table, ignoring)).toEqual([`4 status ${ARCHIVED}`]);
    const creating = ignoring.map((field) => (field === "archivedAt" ? undefined : field));
    expect(await problemsOf(table, creating)).toEqual([]);
    const [, sent] = batchesOf(table, creating, new Set())[0]?.customers ?? [];
    expect(sent).toMatchObject({ externalId: "u2" });
    expect(sent).not.toHaveProperty("isActive");
  });

  test("tells of a status that is no word for one, where somebody takes the column for a status", async () => {
    const table = await readTable(fileOf("email,State\na@b.co,past_due\nb@b.co,ACTIVE\nc@b.co,archived\n"));
    expect(await problemsOf(table, ["email", "status"])).toEqual([`2 status ${NO_STATUS}`, `4 status ${ARCHIVED}`]);
  });
});

test("A number in JSON that would be stored as another one is refused, and never sent as that", async () => {
  const rows = await rowsOf('email,metadata\na@b.co,"{""n"":1e999}"\nb@b.co,"{""n"":12345678901234567890}"\n');
  const found = await problemsIn(rows, ["email", "metadata"], new AbortController().signal);
  expect(found.map(({ line, field }) => [line, field])).toEqual([
    [2, "metadata.n"],
    [3, "metadata.n"],
  ]);
});

describe("An import", () => {
  const matching = ["email", "externalId"];
  const table = (bad = "a@b.co") => {
    const rows = Array.from({ length: 250 }, (_, at) => ({
      line: at + 2,
      cells: [at === 3 ? bad : `u${at}@b.co`, `u${at}`],
    }));
    return { columns: ["email", "externalId"], rows, hash: "f".repeat(64), encoding: "utf-8" };
  };

  test("sends each row of a file at the same place under the same key, whatever is wrong with others", () => {
    const places = (batches: ReturnType<typeof batchesOf>) => batches.map(({ lines, key }) => [key, lines]);
    const batches = batchesOf(table(), matching, new Set());
    expect(batches.map(({ customers }) => customers.length)).toEqual([100, 100, 50]);
    expect(places(batchesOf(table("wrong"), matching, new Set([5])))).toEqual(places(batches));
    const large = { ...table(), rows: table().rows.map((row) => ({ ...row, cells: ["x".repeat(10_000), "u"] })) };
    for (const { customers } of batchesOf(large, matching, new Set()))
      expect(JSON.stringify(customers).length).toBeLessThan(400_000);
  });

  test("sends what the preview refuses as nothing, so that it is refused", () => {
    const rows = [{ line: 2, cells: ["a@b.co", "u1"] }];
    expect(batchesOf({ ...table(), rows }, matching, new Set([2]))[0]?.customers).toEqual([{}]);
  });

  test("tells of each row whether it was created, was there, or why not", () => {
    const batch = { lines: [2, 3, 4, 5], customers: [], key: "k" };
    const begunAt = Date.parse("2026-11-01T10:00:00Z");
    const [now, before] = ["2026-11-01T10:00:01.000Z", "2026-10-01T10:00:00.000Z"];
    const answer = {
      successful: [customer("cus_1", now), customer("cus_2", before), customer("cus_1", now)],
      failed: [{ index: 1, error: "customers[1].email is required; customers[1].id is taken", data: null }],
    };
    const outcomes = outcomesOf(batch, answer, new Set(), begunAt);
    expect(outcomes.map(({ outcome, customer }) => [outcome, customer])).toEqual([
      ["created", "cus_1"],
      ["refused", ""],
      ["existed", "cus_2"],
      ["existed", "cus_1"],
    ]);
    expect(reportOf(outcomes, [{ line: 3, field: "email", message: "=must, be there" }])).toBe(
      "\uFEFFline,outcome,customer,field,reason\r\n2,created,cus_1,,\r\n" +
        '3,refused,,email,"\'=must, be there"\r\n4,existed,cus_2,,\r\n5,existed,cus_1,,\r\n',
    );
    expect(reportOf(outcomes, [])).toContain('3,refused,,,"email is required; id is taken"');
  });
});
