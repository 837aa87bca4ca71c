import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { identityOf } from "../../commands/customers/export.ts";
import { PartialFile } from "../../commands/customers/partialFile.ts";
import { exportAll } from "../../core/moving/exporting.ts";
import { findOrganization } from "../../core/organizations/administration.ts";
import { runOf } from "../moving/support.ts";
import { type Api, type Client, startApi } from "../support/api.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { scaled } from "../support/scale.ts";
import { spawnCommand } from "./customersStack.ts";

let api: Api;
let folder: string;
beforeAll(async () => {
  api = await startApi({ publishes: false });
  folder = mkdtempSync(join(api.dataDir, "files-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.stop();
});

const customers = (...args: string[]) => runCommand("customers", args, onlyDataDir(api.dataDir));

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const importFile = ({ organizationId }: Client, file: string, ...options: string[]) =>
  customers("import", file, "--org", organizationId, ...options);

const reportOf = (file: string): string[][] => parse(readFileSync(file)) as string[][];

describe("customers import", () => {
  test("creates the rows of a CSV file that can be, reports each, and ends with 1 because of the others", async () => {
    const client = await api.newOrganization();
    const file = fileOf(
      "mixed.csv",
      "\uFEFFid;E-Mail;Full Name;Phone;metadata.seats\r\n" +
        'user_1;a@acme.com;"Acme; Sons";+34600;5\r\n' +
        "cus_Stripe1;b@acme.com;;;\r\n" +
        ";c@acme.com;Ann;;\r\n" +
        "user_2;nobody;;;\r\n" +
        "user_1;d@acme.com;;;\r\n",
    );

    const { code, stdout, stderr } = await importFile(client, file);

    expect([code, stdout]).toEqual([
      1,
      `Ignored, since no field is named so: Phone.\n5 rows: 3 created, 1 existed already, 1 refused. Each is in ${file}.report.csv.\n`,
    ]);
    const { data } = (await client.get("/api/customers?limit=100")).body;
    const byEmail = new Map(data.map((it: { email: string }) => [it.email, it]));
    expect(stderr).toMatch(/% {2}\d+ rows, \d+ a second, .+ left/);
    expect(byEmail.get("a@acme.com")).toMatchObject({
      externalId: "user_1",
      fullName: "Acme; Sons",
      metadata: { seats: "5" },
    });
    expect(byEmail.get("b@acme.com")).toMatchObject({ id: "cus_Stripe1", externalId: null });
    expect(byEmail.get("c@acme.com")).toMatchObject({ externalId: null, fullName: "Ann" });
    const idOf = (email: string) => (byEmail.get(email) as { id: string }).id;
    expect(reportOf(`${file}.report.csv`)).toEqual([
      ["line", "outcome", "customer", "field", "code", "reason"],
      ["2", "created", idOf("a@acme.com"), "", "", ""],
      ["3", "created", "cus_Stripe1", "", "", ""],
      ["4", "created", idOf("c@acme.com"), "", "", ""],
      ["5", "refused", "", "email", "validation_error", "must be an email address, like billing@acme.com"],
      ["6", "exists", idOf("a@acme.com"), "", "", ""],
    ]);
  });

  test("of the same file again makes nothing, also of rows without an id; with --dry-run nothing at all", async () => {
    const client = await api.newOrganization();
    const file = fileOf(
      "again.jsonl",
      '{"email":"a@acme.com"}\n{"email":"a@acme.com"}\n\n{"email":"b@acme.com","id":"b"}\n',
    );
    const emails = async () =>
      (await client.get("/api/customers")).body.data.map(({ email }: { email: string }) => email).toSorted();

    const dry = await importFile(client, file, "--dry-run", "--json");
    expect([dry.code, JSON.parse(dry.stdout)]).toMatchObject([0, { created: 3, existed: 0, refused: 0, dryRun: true }]);
    expect(await emails()).toEqual([]);

    const first = await importFile(client, file, "--json");
    expect([first.code, JSON.parse(first.stdout)]).toMatchObject([0, { created: 3, existed: 0 }]);
    const report = `${file}.again.csv`;
    const second = await importFile(client, file, "--json", "--update", "--report", report);
    expect([second.code, JSON.parse(second.stdout)]).toMatchObject([0, { created: 0, existed: 3, report }]);
    expect(reportOf(report).map(([, outcome]) => outcome)).toEqual(["outcome", "exists", "exists", "exists"]);
    expect(await emails()).toEqual(["a@acme.com", "a@acme.com", "b@acme.com"]);
  });

  test("tells what the columns that it has ignored may be", async () => {
    const client = await api.newOrganization();
    const named = await importFile(client, fileOf("named.csv", "email,name,zip\na@acme.com,Ann,\n"), "--dry-run");
    expect(named.stdout).toContain(
      'Ignored, since no field is named so: name, zip.\nSome of them may be fields. Say which is which: --map "name=fullName" --map "zip=address.postalCode"\n',
    );
  });

  test("that is killed goes on, and its report is as if it had not been", async () => {
    const client = await api.newOrganization();
    const rows = scaled(400, 2_000);
    const ids = (i: number) =>
      [{}, { id: `user_${i}` }, { id: `cus_Killed${i}` }, { id: `cus_Killed${i}`, externalId: `user_${i}` }][i % 4];
    const row = (i: number) => ({ email: i % 50 === 7 ? "wrong" : `k${i}@acme.com`, ...ids(i) });
    const file = fileOf("killed.jsonl", Array.from({ length: rows }, (_, i) => `${JSON.stringify(row(i))}\n`).join(""));
    const report = `${file}.report.csv`;
    const lineOf = (state: string): number => (existsSync(state) ? JSON.parse(readFileSync(state, "utf8")).line : 0);

    for (let kill = 0, line = 0; kill < scaled(1, 10); kill++, line = lineOf(`${report}.state`))
      await spawnCommand(
        api.dataDir,
        ["import", file, "--org", client.organizationId, "--rate", "150"],
        () => lineOf(`${report}.state`) > line,
      );
    const { stdout } = await importFile(client, file, "--json");

    const refused = rows / 50;
    expect(JSON.parse(stdout)).toMatchObject({ created: rows - refused, existed: 0, refused });
    expect(JSON.parse(stdout).resumedAfter).toBeGreaterThan(0);
    expect(existsSync(`${report}.state`)).toBe(false);
    const [, ...lines] = reportOf(report);
    expect(lines.map(([line]) => Number(line))).toEqual(Array.from({ length: rows }, (_, i) => i + 1));
    const created = lines.flatMap(([, , id = ""]) => (id === "" ? [] : [id]));
    expect(new Set(created).size).toBe(rows - refused);
    let [cursor, listed] = ["", 0];
    do {
      const { body } = await client.get(`/api/customers?limit=100${cursor}`);
      listed += body.data.length;
      cursor = body.hasMore ? `&cursor=${body.nextCursor}` : "";
    } while (cursor !== "");
    expect(listed).toBe(rows - refused);
  });
});

describe("customers export", () => {
  test("writes what import reads back, and refuses to replace a file", async () => {
    const [client, other] = [await api.newOrganization(), await api.newOrganization()];
    for (const id of ["a", "b"]) await client.post("/api/customers", { id, email: `${id}@acme.com`, fullName: "=1+1" });
    const file = join(folder, "all.csv");

    const { code, stdout } = await customers("export", file, "--org", client.organizationId, "--format", "csv");

    expect([code, stdout]).toEqual([0, `2 customers in ${file}.\n`]);
    expect(readFileSync(file, "utf8")).toContain("'=1+1");
    expect((await importFile(other, file)).code).toBe(0);
    const bodies = async ({ get }: Client) =>
      (await get("/api/customers")).body.data.map((it: object) => ({ ...it, organizationId: "" }));
    expect(await bodies(other)).toEqual(await bodies(client));
    const again = await customers("export", file, "--org", client.organizationId);
    expect([again.code, again.stderr]).toEqual([
      1,
      `clientela: ${file} is there already. Remove it, or name another file.\n`,
    ]);
  });

  test("that was stopped goes on, and its file is as if it had not been", async () => {
    const client = await api.newOrganization();
    const batch = (first: number) => Array.from({ length: 60 }, (_, i) => ({ email: `s${first + i}@acme.com` }));
    for (const first of [0, 60]) await client.post("/api/customers/batch", { customers: batch(first) });
    const options = { format: "jsonl", with: { subscriptions: false, events: false } } as const;
    const [whole, stopped] = [join(folder, "whole.jsonl"), join(folder, "stopped.jsonl")];
    await customers("export", whole, "--org", client.organizationId);
    const lines = readFileSync(whole, "utf8").split(/(?<=\n)/);
    const { value: page } = await exportAll(runOf(client).context, options.with).next();
    const organization = await findOrganization(client.organizationId);
    if (!organization) throw new Error("There is no organization");
    new PartialFile(stopped, identityOf(organization, options)).write(
      lines.slice(0, 100).join(""),
      100,
      page?.nextCursor,
    );
    // Killed in the middle of the second page, before it was noted.
    appendFileSync(`${stopped}.partial`, lines.slice(100, 102).join("").slice(0, -9));

    const { stdout } = await customers("export", stopped, "--org", client.organizationId);

    expect(stdout).toBe(
      `This went on where an earlier run had stopped, after 100 customers.\n120 customers in ${stopped}.\n`,
    );
    expect(readFileSync(stopped, "utf8")).toBe(readFileSync(whole, "utf8"));
  });

  test("of one customer is all that is known of it, by either id", async () => {
    const client = await api.newOrganization();
    const { body } = await client.post("/api/customers", { id: "asked", email: "asked@acme.com" });
    await client.post("/api/customers", { id: "other", email: "other@acme.com" });
    const file = join(folder, "asked.jsonl");
    const options = ["--customer", "asked", "--with", "events,subscriptions"];

    const { code, stdout } = await customers("export", file, "--org", client.organizationId, ...options);

    // This stack has no publisher, so that the log is late.
    expect([code, stdout]).toEqual([
      2,
      `1 customer in ${file}.\nOf 1 the latest events were not in the log yet: export again in a moment.\n`,
    ]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ ...body.data, events: [] });
  });
});
