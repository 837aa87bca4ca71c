import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ignored, type Mapping, mapColumn } from "../../commands/customers/columns.ts";
import { identityOf, pace } from "../../commands/customers/import.ts";
import { openSource, rowsOf } from "../../commands/customers/rows.ts";
import type { SourceRow } from "../../core/moving/importing.ts";
import { guessField } from "../../csv/fields.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clientela-rows-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Options {
  map?: readonly string[];
  from?: "stripe";
  encoding?: string;
  update?: boolean;
}

/** The rows of a file with this content, and the columns that are ignored. */
async function read(content: string | Buffer, { map = [], from, encoding, update = false }: Options = {}) {
  const path = join(folder, "file");
  writeFileSync(path, content);
  const none: ReadonlyMap<string, string> = new Map();
  const mapping: Mapping = { map: map.reduce((before, text) => mapColumn(text, before), none), from, update };
  const ignored: Ignored = new Map();
  const rows: SourceRow[] = [];
  for await (const row of rowsOf(await openSource(path, encoding), mapping, ignored)) rows.push(row);
  return {
    rows,
    ignored: [...ignored.keys()],
    likely: [...ignored].flatMap(([name, field]) => (field === undefined ? [] : [`${name}=${field}`])),
    fields: rows.map((row) => row.fields),
    lines: rows.map(({ line }) => line),
  };
}

const utf16 = (text: string, mark = true): Buffer => Buffer.from(`${mark ? "\uFEFF" : ""}${text}`, "utf16le");
const ann = { id: "u1", email: "ann@acme.com", fullName: "Ann, Ñ" };

describe("A CSV file is read as it was meant", () => {
  test.each<[string, string | Buffer]>([
    ["with commas and quotes", 'id,email,fullName\nu1,ann@acme.com,"Ann, Ñ"\n'],
    ["with a byte order mark and CRLF", '\uFEFFid,email,fullName\r\nu1,ann@acme.com,"Ann, Ñ"\r\n'],
    ["of a Spanish Excel, with semicolons", "id;email;fullName\r\nu1;ann@acme.com;Ann, Ñ\r\n"],
    ["of an old Excel on a Mac, which states its separator", "sep=;\rid;email;fullName\ru1;ann@acme.com;Ann, Ñ\r"],
    ["of Excel, which states its separator", "sep=;\r\nid;email;fullName\r\nu1;ann@acme.com;Ann, Ñ\r\n"],
    [
      "of a program that quotes the separator's line",
      '"sep=;"\r\n"id";"email";"fullName"\r\nu1;ann@acme.com;Ann, Ñ\r\n',
    ],
    ["of Excel's Unicode text, UTF-16 with tabs", utf16("id\temail\tfullName\r\nu1\tann@acme.com\tAnn, Ñ\r\n")],
    ["in UTF-16 without a mark", utf16("id\temail\tfullName\r\nu1\tann@acme.com\tAnn, Ñ\r\n", false)],
    ["in UTF-16 with the high byte first", utf16("id;email;fullName\nu1;ann@acme.com;Ann, Ñ\n").swap16()],
    ["of an old Mac, with carriage returns alone", "id;email;fullName\ru1;ann@acme.com;Ann, Ñ\r"],
    ["without a line break at its end", "id;email;fullName\nu1;ann@acme.com;Ann, Ñ"],
    ["with quotes around everything", '"id","email","fullName"\n"u1","ann@acme.com","Ann, Ñ"\n'],
    ["with other capitals, blanks and signs in its names", "ID;E-Mail; Full_Name \nu1;ann@acme.com;Ann, Ñ\n"],
    ["with empty cells and an empty row", "id;email;fullName;domain\nu1;ann@acme.com;Ann, Ñ;\n;;;\n\n"],
    ["with a separator too many at each line's end", "id;email;fullName;\nu1;ann@acme.com;Ann, Ñ;\n"],
    ["with a cell too few", "id;email;fullName;domain\nu1;ann@acme.com;Ann, Ñ\n"],
  ])("%s", async (_, content) => {
    expect((await read(content)).fields).toEqual([ann]);
  });

  test("in another encoding if that is told, and not at all if it is not", async () => {
    const latin = Buffer.from("id;email;fullName\nu1;ann@acme.com;Ann, Ñ\n", "latin1");
    expect((await read(latin, { encoding: "windows-1252" })).fields).toEqual([ann]);
    await expect(read(latin)).rejects.toThrow('is not utf-8. Save it as "CSV UTF-8", or say what it is');
    await expect(read(latin.toString("latin1"), { encoding: "windows-1252" })).rejects.toThrow(
      "is UTF-8, not windows-1252. Leave out --encoding.",
    );
    expect((await read("id\nu1\n", { encoding: "windows-1252" })).fields).toEqual([{ id: "u1" }]);
    await expect(read("id\n1\n", { encoding: "latin9000" })).rejects.toThrow("There is no encoding latin9000");
  });

  test("cells stay as they are written: numbers, signs, line breaks, NUL, what looks like true", async () => {
    const cells = ["1e5", "007", "+34 600", "true", "a\nb", "a\0b", 'say "hi"', " x ", '5" pipe'];
    const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join();
    const names = cells.map((_, index) => `metadata.${index}`).join();
    expect((await read(`${names}\n${quoted}\n`)).fields).toEqual([{ metadata: { ...cells } }]);
    expect((await read(`fullName;email\n5" pipe;a@acme.com\n`)).fields).toEqual([
      { fullName: '5" pipe', email: "a@acme.com" },
    ]);
  });

  test("an apostrophe in front of what would be a formula is none of the text, any other is", async () => {
    const { fields } = await read("fullName\n'=1+1\n't Hooft\n''-\n'+34\n-5\n");
    expect(fields.map(({ fullName }) => fullName)).toEqual(["=1+1", "'t Hooft", "'-", "+34", "-5"]);
  });

  test("of an export of Clientela, guards inside a cell are none of the text either; of another product's they are", async () => {
    const cells = `"'=1;'-2",'\t1,"a, '+' b","{""a"":""b,'=1""}"\n`;
    const columns = ["fullName", "domain", "industry", "metadata"];
    const { fields } = await read(`${columns.join()},organizationId,livemode\n${cells}`);
    expect(fields).toEqual([{ fullName: "=1;-2", domain: "\t1", industry: "a, +' b", metadata: { a: "b,=1" } }]);
    expect((await read(`${columns.join()}\n${cells}`)).fields).toEqual([
      { fullName: "=1;'-2", domain: "\t1", industry: "a, '+' b", metadata: { a: "b,'=1" } },
    ]);
  });

  test("a status is read as the dashboard writes it; any other says nothing, and that is told once", async () => {
    const { fields, ignored } = await read(
      "email,Status\na@x.co,active\nb@x.co, Archived \nc@x.co,past_due\nd@x.co,trialing\ne@x.co,\n",
    );
    expect(fields.map(({ isActive }) => isActive)).toEqual([true, false, undefined, undefined, undefined]);
    expect(ignored).toEqual(["Status (but for active and archived)"]);
    const spanish = await read("email;isActive\r\na@x.co;VERDADERO\r\nb@x.co;FALSO\r\nc@x.co;no\r\n");
    expect(spanish.fields.map(({ isActive }) => isActive)).toEqual([true, false, "no"]);
    const both = await read("status,isActive\nactive,false\n");
    expect([both.fields, both.ignored]).toEqual([[{ isActive: false }], []]);
    expect((await read("State,email\narchived,a@x.co\n", { map: ["State=isActive"] })).fields[0]?.isActive).toBe(false);
  });

  test("a status archives no customer that exists, which is for good, unless Clientela has written it or one says so", async () => {
    const content = "email,Status\na@x.co,archived\n";
    expect(await read(content, { update: true })).toMatchObject({ fields: [{ email: "a@x.co" }], ignored: ["Status"] });
    const mapped = await read(content, { update: true, map: ["Status=isActive"] });
    expect(mapped.fields).toEqual([{ email: "a@x.co", isActive: false }]);
    const ours = await read("status,organizationId,livemode\narchived,org_a,false\n", { update: true });
    expect(ours.fields).toEqual([{ isActive: false }]);
  });

  test("what is a spreadsheet's own file is refused as that", async () => {
    for (const beginning of [Buffer.from("PK\u0003\u0004"), Buffer.from("d0cf11e0a1b11ae1", "hex")])
      await expect(read(Buffer.concat([beginning, Buffer.alloc(64)]))).rejects.toThrow("is a spreadsheet's own file");
  });

  test("objects go by their parts, by JSON, or both", async () => {
    const { fields } = await read(
      'city,address.country,metadata,metadata.tier\nÁvila,ES,"{""seats"":5,""a"":{""b"":1}}",gold\nA,ES,[],\nA,ES,no json,\n',
    );
    expect(fields).toEqual([
      { address: { city: "Ávila", country: "ES" }, metadata: { seats: 5, a: { b: 1 }, tier: "gold" } },
      { address: { city: "A", country: "ES" }, metadata: [] },
      { address: { city: "A", country: "ES" }, metadata: "no json" },
    ]);
  });

  test("each row is told by the line at which it begins", async () => {
    const { lines } = await read('email,fullName\r\na@acme.com,"two\r\nlines"\r\n\r\nb@acme.com,x\r\nc@acme.com,y\r\n');
    expect(lines).toEqual([2, 5, 6]);
  });

  test("a row with more cells than there are columns is refused, since nobody knows which is which", async () => {
    const { rows } = await read("email,fullName\na@acme.com,Ann,Sons\nb@acme.com,Bob\n");
    expect(rows).toEqual([
      {
        line: 2,
        fields: {},
        refusal: {
          code: "validation_error",
          problems: [{ field: "body", message: "has 3 cells, but there are 2 columns" }],
        },
      },
      { line: 3, fields: { email: "b@acme.com", fullName: "Bob" } },
    ]);
  });

  test("a quote that is not closed ends it with a sentence, however long the rest is", async () => {
    const rest = "x@acme.com,y\n".repeat(100_000);
    for (const content of [`email,fullName\na@acme.com,"Ann\n`, `email,fullName\na@acme.com,"Ann\n${rest}`])
      await expect(read(content)).rejects.toThrow("is not closed");
  });
});

test("Rows come no faster than the rate that one allows", async () => {
  async function* five() {
    for (let line = 1; line <= 5; line++) yield { line, fields: {} };
  }
  const startedAt = performance.now();
  let count = 0;
  for await (const _ of pace(five(), 50)) count++;
  // A slow machine takes longer. Timers may fire a little early.
  expect([count, performance.now() - startedAt > 70]).toEqual([5, true]);
});

test("An import goes on only with the same file, into the same organization, in the same way", () => {
  const file = { hash: "a" };
  const organization = { id: "org_a", idSecret: "x" };
  const options = { map: new Map([["a", "email"]]), update: false, dryRun: false };
  const identities = [
    identityOf(file, organization, options),
    identityOf({ hash: "b" }, organization, options),
    // The same name on another stage, or on a laptop whose data was removed.
    identityOf(file, { ...organization, idSecret: "y" }, options),
    identityOf(file, { ...organization, id: "org_b" }, options),
    identityOf(file, organization, { ...options, update: true }),
    identityOf(file, organization, { ...options, from: "stripe" }),
    identityOf(file, organization, { ...options, map: new Map([["b", "email"]]) }),
  ];
  expect(new Set(identities).size).toBe(identities.length);
  expect(identityOf(file, organization, { ...options })).toBe(identities[0]);
});

describe("Columns", () => {
  test("are mapped as one says, and those that are no field are told once", async () => {
    const content = "Customer,Correo,Score,Notes,website\nu1,ann@acme.com,5,late,acme.com\nu2,b@acme.com,6,x,b.com\n";
    const map = ["Customer=externalId", "Correo=email", "Score=metadata.score", "website="];
    const { fields, ignored } = await read(content, { map });
    expect(fields[0]).toEqual({ externalId: "u1", email: "ann@acme.com", metadata: { score: "5" } });
    expect(ignored).toEqual(["Notes", "website"]);
  });

  test.each([
    ["that are not there", ["Mail=email"], "There is no column Mail. The file has: email, E-Mail"],
    ["that are the same field", [], "The columns email and E-Mail are both email."],
  ])("%s are an error", async (_, map, message) => {
    await expect(read("email,E-Mail\na@acme.com,b@acme.com\n", { map })).rejects.toThrow(message);
  });

  test("that are all no fields are an error, as is a field that there is not", async () => {
    await expect(read("a@acme.com,Ann\nb@acme.com,Bob\n")).rejects.toThrow(
      'No column is named as a field in the first line, which names the columns. Say which is which: --map "a@acme.com=email"',
    );
    await expect(read("Correo;Nombre\na@acme.com;Ann\n")).rejects.toThrow(
      '--map "Correo=email" --map "Nombre=fullName"',
    );
    expect(() => mapColumn("Phone=phone", new Map())).toThrow("There is no field phone.");
  });

  // Lago's, Paddle's and Polar's names.
  test.each<[string, string[], string[]]>([
    [
      "lago_id,external_id,name,email,address_line1,zipcode,applicable_timezone",
      [],
      ["name=fullName", "address_line1=address.line1", "zipcode=address.postalCode"],
    ],
    ["id,status,name,email,locale,custom_data", ["locale="], ["name=fullName"]],
    ["External ID,Email,Name,Customer name,tier (metadata)", [], ["Name=fullName", "tier (metadata)=metadata.tier"]],
    ["email,fullName,Name", [], []],
  ])("that are no field may be one: of %s is told what", async (head, map, likely) => {
    expect((await read(`${head}\na@acme.com\n`, { map })).likely).toEqual(likely);
  });

  test.each([
    ["Email address", "email"],
    ["Nombre", "fullName"],
    ["Código postal", "address.postalCode"],
    ["External ID", "externalId"],
    ["line1", "address.line1"],
    ["Phone", undefined],
  ])("%s is guessed to be %s, for a person to correct", (column, field) => {
    expect(guessField(column)).toBe(field);
  });
});

describe("The export of Stripe's dashboard", () => {
  const HEAD =
    "id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count,Refunded Volume";

  test("gives ids, names, times in UTC and metadata", async () => {
    const { fields, ignored } = await read(
      `${HEAD},Dispute Losses,user_id (metadata),tier (metadata)\n` +
        "cus_NffrFeUfNV2Hib,Pays late,jenny@example.com,Jenny Rosen,2023-04-07 16:02,false,price_1,active,12.00,3,0.00,0.00,u_17,gold\n",
      { from: "stripe", map: ["user_id (metadata)=externalId"] },
    );
    expect(fields).toEqual([
      {
        id: "cus_NffrFeUfNV2Hib",
        externalId: "u_17",
        email: "jenny@example.com",
        fullName: "Jenny Rosen",
        createdAt: "2023-04-07T16:02:00Z",
        metadata: { tier: "gold" },
      },
    ]);
    expect(ignored).toEqual([
      ...["Description", "Delinquent", "Plan", "Status", "Total Spend", "Payment Count", "Refunded Volume"],
      "Dispute Losses",
    ]);
  });

  test("gives a card's address if it is whole: most cards tell a postal code and a country alone", async () => {
    const card = "Card Address Line1,Card Address City,Card Address State,Card Address Zip,Card Address Country";
    const { fields } = await read(
      `id,Email,${card}\ncus_1,a@x.com,1 Main St,Austin,TX,78701,US\ncus_2,b@x.com,,,,78701,US\n`,
      {
        from: "stripe",
      },
    );
    expect(fields.map(({ address }) => address)).toEqual([
      { line1: "1 Main St", city: "Austin", state: "TX", postalCode: "78701", country: "US" },
      undefined,
    ]);
  });

  test("is not taken for another file, since its names and times would be lost", async () => {
    const file = "id,Email,Created (UTC)\ncus_1,a@x.com,2023-04-07 16:02\n";
    await expect(read(file)).rejects.toThrow("add --from stripe");
    const { fields } = await read(file, { map: ["Created (UTC)="] });
    expect(fields).toEqual([{ id: "cus_1", email: "a@x.com" }]);
  });

  test("is no JSON", async () => {
    await expect(read('{"email":"a@acme.com"}\n', { from: "stripe" })).rejects.toThrow("reads the CSV");
  });
});

describe("A file of JSON lines", () => {
  test("is read line by line, with a byte order mark, CRLF, empty lines and separators inside texts", async () => {
    const { fields, lines } = await read(
      '\uFEFF{"email":"a@acme.com","fullName":"x\u2028y"}\r\n\r\n{"email":"b@acme.com","metadata":{"n":1e5}}',
    );
    expect([fields, lines]).toEqual([
      [
        { email: "a@acme.com", fullName: "x\u2028y" },
        { email: "b@acme.com", metadata: { n: 1e5 } },
      ],
      [1, 3],
    ]);
  });

  test("has its broken lines refused, each for itself", async () => {
    const { rows } = await read(
      `{"email":"a@acme.com"}\n{"email":\n[1]\n{"a":"${"x".repeat(1_000_000)}"}\n{"email":"b@acme.com"}\n`,
    );
    expect(rows.map(({ line, refusal }) => [line, refusal?.code, refusal?.problems[0]?.message])).toEqual([
      [1, undefined, undefined],
      [2, "invalid_json", "The body is not valid JSON in UTF-8."],
      [3, "validation_error", "must be a JSON object"],
      [4, "validation_error", "is larger than 1 MB"],
      [5, undefined, undefined],
    ]);
  });

  test("has its keys renamed as one says, and tells once which are no field", async () => {
    const { fields, ignored } = await read(
      '{"mail":"a@acme.com","vip":true,"phone":"1","object":"customer","external_id":"u"}\n{"mail":"b@acme.com","phone":"2"}\n',
      { map: ["mail=email", "vip=metadata.vip"] },
    );
    expect(fields[0]).toMatchObject({ email: "a@acme.com", metadata: { vip: true }, external_id: "u" });
    expect(ignored).toEqual(["phone"]);
  });

  test("is not one array, nor empty", async () => {
    await expect(read('[{"email":"a@acme.com"}]')).rejects.toThrow("jq -c '.[]'");
    await expect(read("")).rejects.toThrow("is empty");
  });
});
