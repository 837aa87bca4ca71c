import { describe, expect, test } from "vitest";
import type { Answer, Client } from "../support/api.ts";
import {
  create,
  etagOf,
  newAddress,
  newCustomer,
  outcome,
  pathOf,
  problemFields,
  stored,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();

const plainFields = [
  ...(["fullName", "domain", "website", "language", "industry", "employeeCount"] as const),
  ...(["taxDocument", "documentType"] as const),
];
const addressParts = ["line1", "line2", "city", "state", "postalCode", "region"] as const;
const nestedIn = (part: string, value: unknown) => ({ address: newAddress({ [part]: value }) });

/** Every text field, including the parts of the address, with a body that sets it. */
const textFields: [field: string, set: (value: unknown) => Record<string, unknown>][] = [
  ...plainFields.map((name): [string, (value: unknown) => Record<string, unknown>] => [
    name,
    (value) => ({ [name]: value }),
  ]),
  ...addressParts.map((part): [string, (value: unknown) => Record<string, unknown>] => [
    `address.${part}`,
    (value) => nestedIn(part, value),
  ]),
];

/** Sends the same body to both operations that accept it. */
const createAndUpdate = async (client: Client, body: object): Promise<Answer[]> => {
  const { customer } = await create(client);
  return [await client.post("/api/customers", newCustomer(body)), await client.put(pathOf(customer.id), body)];
};

describe("`null` or absent", () => {
  test("null is not given: create takes no field from it, update changes nothing by it", async () => {
    const fields = [...plainFields, "timezone", "address", "metadata"];
    const nulls = Object.fromEntries(fields.map((name) => [name, null]));
    const made = await create(stack.client, { ...nulls, id: null });
    const without = (await create(stack.client)).customer;
    for (const name of [...fields, "externalId"]) expect([name, made.customer[name]]).toEqual([name, without[name]]);
    const full = await create(stack.client, {
      ...Object.fromEntries(plainFields.map((name) => [name, name])),
      id: unique(),
      timezone: "UTC",
      address: newAddress({ state: "TX" }),
      metadata: { a: 1 },
    });
    const all = { ...nulls, email: null, billingEmail: null, externalId: null, isActive: null };
    const answer = await stack.client.put(pathOf(full.customer.id), all);
    expect({ customer: answer.body.data, etag: etagOf(answer) }).toEqual(full);
  });

  test.each([...plainFields, "timezone"])('"" clears %s on update, and is nothing on create', async (name) => {
    const { customer } = await create(stack.client, { [name]: "UTC" });
    expect(customer[name]).toBe("UTC");
    const none = name === "taxDocument" || name === "documentType" ? undefined : null;
    const cleared = await stack.client.put(pathOf(customer.id), { [name]: "" });
    expect([outcome(cleared), etagOf(cleared), cleared.body.data[name]]).toEqual(["200", '"2"', none]);
    const again = await stack.client.put(pathOf(customer.id), { [name]: "" });
    expect([outcome(again), etagOf(again)]).toEqual(["200", '"2"']);
    expect((await create(stack.client, { [name]: "" })).customer[name]).toBe(none);
  });

  test('"" clears the optional parts of an address and is refused for the others', async () => {
    const { customer } = await create(stack.client, { address: newAddress({ line2: "", state: "" }) });
    expect(customer.address).toEqual(newAddress());
    for (const part of ["line1", "city", "postalCode"])
      for (const answer of await createAndUpdate(stack.client, nestedIn(part, "")))
        expect(problemFields(answer)).toEqual([`address.${part}`]);
  });

  test('"" does not clear the email', async () => {
    const { customer } = await create(stack.client);
    const answer = await stack.client.put(pathOf(customer.id), { email: "" });
    expect(new Set(problemFields(answer))).toEqual(new Set(["email"]));
  });
});

describe("text fields", () => {
  test.each(textFields)("%s takes 255 characters, counted as code points, and no more", async (field, set) => {
    for (const text of ["x".repeat(255), "🎉".repeat(255), `${"👩‍👩‍👧".repeat(51)}`])
      for (const answer of await createAndUpdate(stack.client, set(text))) {
        expect(answer.status).toBeLessThan(300);
        expect(answer.body.data).toMatchObject(set(text));
        expect((await stored(stack.client, answer.body.data.id)).customer).toMatchObject(set(text));
      }
    for (const text of ["x".repeat(256), "🎉".repeat(256)])
      for (const answer of await createAndUpdate(stack.client, set(text)))
        expect(problemFields(answer)).toEqual([field]);
  });

  test("email takes 254 characters and no more", async () => {
    const email = (length: number) => `${"l".repeat(64)}@${"d".repeat(length - 69)}.com`;
    for (const answer of await createAndUpdate(stack.client, { email: email(254) }))
      expect(answer.body.data).toMatchObject({ email: email(254), billingEmail: email(254) });
    for (const answer of await createAndUpdate(stack.client, { email: email(255) }))
      expect(problemFields(answer)).toEqual(["email"]);
  });

  test.each(textFields)(
    "%s refuses C0 controls that no text is pasted with, and lone surrogates",
    async (field, set) => {
      const all = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code));
      const controls = all.filter((control) => !"\t\n\v\f\r".includes(control));
      const bad = [...controls.map((control) => `a${control}b`), "\ud800", "a\udc00", "\udc00\ud800"];
      const customers = bad.map((text) => newCustomer(set(text)));
      const { failed } = (await stack.client.post("/api/customers/batch", { customers })).body.data;
      expect(failed.map(({ index }: { index: number }) => index)).toEqual(bad.map((_, index) => index));
      for (const { index, error } of failed) expect(error).toContain(`customers[${index}].${field} `);
      for (const answer of await createAndUpdate(stack.client, set("a\ud800b")))
        expect(problemFields(answer)).toEqual([field]);
    },
  );

  test.each([
    ["Acme\tInc", "Acme Inc"],
    ["Acme\r\nInc", "Acme Inc"],
    ["Acme\n\n\t\v\fInc\n", "Acme Inc "],
    [" Acme \n Inc", " Acme   Inc"],
    [`${"x".repeat(254)}\r\n`, `${"x".repeat(254)} `],
  ])("%j is stored in one line, whatever the field", async (sent, kept) => {
    const texts = Object.fromEntries(plainFields.map((name) => [name, sent]));
    const parts = Object.fromEntries(addressParts.map((name) => [name, sent]));
    for (const answer of await createAndUpdate(stack.client, { ...texts, address: newAddress(parts) })) {
      expect(answer.status, answer.text).toBeLessThan(300);
      const { customer } = await stored(stack.client, answer.body.data.id);
      expect(customer).toEqual(answer.body.data);
      for (const name of plainFields) expect([name, customer[name]]).toEqual([name, kept]);
      for (const name of addressParts) expect([name, customer.address[name]]).toEqual([name, kept]);
    }
  });

  test.each([" ", "\t", "\n \r\n", "\u00a0\u3000", ""])("%j alone is an empty text", async (blank) => {
    const texts = Object.fromEntries(plainFields.map((name) => [name, blank]));
    const { customer: full } = await create(stack.client, { industry: "x", address: newAddress({ line2: "x" }) });
    const answers = [
      await stack.client.post("/api/customers", newCustomer({ ...texts, timezone: blank })),
      await stack.client.put(pathOf(full.id), { ...texts, timezone: blank }),
    ];
    for (const { body } of answers)
      expect([body.data.fullName, body.data.industry, body.data.timezone]).toEqual([null, null, null]);
    const address = newAddress({ line2: blank, state: blank, region: blank });
    for (const answer of await createAndUpdate(stack.client, { address }))
      expect(answer.body.data.address).toEqual(newAddress());
    for (const part of ["line1", "city", "postalCode"])
      for (const answer of await createAndUpdate(stack.client, nestedIn(part, blank)))
        expect(problemFields(answer)).toEqual([`address.${part}`]);
  });

  test.each(["a\u0000@acme.com", "a\t@acme.com", "a\ud800@acme.com", "a@acme\u0001.com"])(
    "email refuses %j",
    async (email) => {
      for (const answer of await createAndUpdate(stack.client, { email }))
        expect(new Set(problemFields(answer))).toEqual(new Set(["email"]));
    },
  );

  test.each(textFields)("%s keeps everything else as it was sent", async (_, set) => {
    const texts = [
      " blanks around ",
      "\u007f\u0085\u009f",
      "\ufeffBOM, \u200b zero width \u2028 line \u2029 paragraph",
      "\ufffe\uffff\u{10ffff}",
      "cafe\u0301 and caf\u00e9",
      "\u202eright to left",
      "𝒳 𠜎 🏳️‍🌈",
      `"quotes" 'and' <tags> & \\ / \${x} {{y}}`,
      "null",
    ];
    for (const text of texts) {
      const { customer } = await create(stack.client, set(text));
      expect(customer).toMatchObject(set(text));
      expect((await stored(stack.client, customer.id)).customer).toEqual(customer);
    }
  });

  test.each(textFields)("%s must be text", async (field, set) => {
    for (const value of [5, true, {}, ["a"]])
      for (const answer of await createAndUpdate(stack.client, set(value)))
        expect(problemFields(answer)).toEqual([field]);
  });

  test.each([
    ["a byte that begins nothing", [0xff]],
    ["a sequence cut short", [0xc3]],
    ["an overlong form", [0xc0, 0xaf]],
    ["an encoded surrogate", [0xed, 0xa0, 0x80]],
    ["a code point beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
  ])("invalid UTF-8 (%s) is 400 invalid_json, and changes nothing", async (_, bytes) => {
    const { customer, etag } = await create(stack.client);
    const raw = Buffer.concat([
      Buffer.from('{"email":"a@acme.com","fullName":"'),
      Buffer.from(bytes),
      Buffer.from('"}'),
    ]);
    for (const [method, path] of [
      ["POST", "/api/customers"],
      ["POST", "/api/customers/batch"],
      ["PUT", pathOf(customer.id)],
    ] as const)
      expect(outcome(await stack.client.request(method, path, { raw }))).toBe("400 invalid_json");
    expect((await stored(stack.client, customer.id)).etag).toBe(etag);
  });
});

describe("`address`", () => {
  test("is replaced whole", async () => {
    const { customer } = await create(stack.client, { address: newAddress({ line2: "Suite 4", state: "TX" }) });
    const address = { line1: "Gran Vía 1", city: "Madrid", postalCode: "28013", country: "ES" };
    const answer = await stack.client.put(pathOf(customer.id), { address });
    expect([etagOf(answer), answer.body.data.address]).toEqual(['"2"', address]);
    expect((await stored(stack.client, customer.id)).customer.address).toEqual(address);
  });

  test("null, and the same address whatever the order of its parts, change nothing", async () => {
    const before = await create(stack.client, { address: newAddress({ state: "TX" }) });
    const reordered = Object.fromEntries(Object.entries(before.customer.address).reverse());
    for (const address of [null, before.customer.address, reordered, { ...reordered, line2: "", unknown: 1 }]) {
      const answer = await stack.client.put(pathOf(before.customer.id), { address });
      expect({ customer: answer.body.data, etag: etagOf(answer) }).toEqual(before);
    }
  });

  test.each(["line1", "city", "postalCode", "country"])("without %s is a 422, and changes nothing", async (part) => {
    const before = await create(stack.client, { address: newAddress() });
    for (const value of [undefined, null]) {
      const body = nestedIn(part, value);
      for (const answer of await createAndUpdate(stack.client, body))
        expect(problemFields(answer)).toEqual([`address.${part}`]);
      expect(problemFields(await stack.client.put(pathOf(before.customer.id), body))).toEqual([`address.${part}`]);
    }
    expect(await stored(stack.client, before.customer.id)).toEqual(before);
  });

  test("names every missing part at once", async () => {
    const parts = ["line1", "city", "postalCode", "country"].map((part) => `address.${part}`);
    for (const answer of await createAndUpdate(stack.client, { address: { line2: "x" } })) {
      expect(problemFields(answer).sort()).toEqual(parts.sort());
      for (const { message } of answer.body.details) expect(message).toBe("is required");
    }
  });

  test("{} is none: update clears it, once; create and a batch take none from it", async () => {
    const { customer } = await create(stack.client, { address: newAddress(), fullName: "Acme" });
    const path = pathOf(customer.id);
    for (const answer of [
      await stack.client.request("PATCH", path.replace("/api/", "/api/v1/"), { json: { address: {} } }),
      await stack.client.put(path, { address: {} }),
    ])
      expect([outcome(answer), etagOf(answer), answer.body.address ?? answer.body.data?.address ?? null]).toEqual([
        "200",
        '"2"',
        null,
      ]);
    expect((await stored(stack.client, customer.id)).customer).toMatchObject({ address: null, fullName: "Acme" });
    expect((await create(stack.client, { address: {} })).customer.address).toBeNull();
    const batch = await stack.client.post("/api/customers/batch", { customers: [newCustomer({ address: {} })] });
    expect(batch.body.data.successful[0].address).toBeNull();
    const again = await stack.client.put(path, { address: newAddress() });
    expect([etagOf(again), again.body.data.address]).toEqual(['"3"', newAddress()]);
  });

  test.each([null, []])("%j says nothing of it", async (address) => {
    const before = await create(stack.client, { address: newAddress() });
    const answer = await stack.client.put(pathOf(before.customer.id), { address, timezone: null });
    expect({ customer: answer.body.data, etag: etagOf(answer) }).toEqual(before);
    expect((await create(stack.client, { address })).customer.address).toBeNull();
  });

  test.each(['{"unknown":1}', '{"__proto__":{"line1":"x"}}', '{"line1":null}'])(
    "%s is not {}: it clears nothing",
    async (address) => {
      const before = await create(stack.client, { address: newAddress() });
      const raw = `{"address":${address}}`;
      const answer = await stack.client.request("PUT", pathOf(before.customer.id), { raw });
      expect(outcome(answer)).toBe("422 validation_error");
      expect(await stored(stack.client, before.customer.id)).toEqual(before);
    },
  );

  test.each(["HK", "AE", "IE", "QA", "PA", "XK"])("in %s needs no postal code", async (country) => {
    const { postalCode: _, ...without } = newAddress({ country });
    for (const address of [without, { ...without, postalCode: null }, { ...without, postalCode: "" }])
      for (const answer of await createAndUpdate(stack.client, { address })) {
        expect(answer.status, answer.text).toBeLessThan(300);
        expect(answer.body.data.address).toEqual({ ...without, postalCode: "" });
        expect((await stored(stack.client, answer.body.data.id)).customer).toEqual(answer.body.data);
      }
    const { customer } = await create(stack.client, { address: { ...without, postalCode: "999" } });
    expect(customer.address.postalCode).toBe("999");
    const unchanged = await stack.client.put(pathOf(customer.id), { address: customer.address });
    expect(etagOf(unchanged)).toBe('"1"');
  });

  test.each([
    ["postal_code", "postalCode"],
    ["PostalCode", "postalCode"],
    ["postal-code", "postalCode"],
    ["postalcode[]", "postalCode"],
    ["line_1", "line1"],
    ["Line2", "line2"],
    ["City", "city"],
    ["COUNTRY", "country"],
  ])("names %s as it was sent where %s is meant, in every country", async (sent, meant) => {
    for (const country of ["DE", "HK"]) {
      const { [meant]: _, ...others } = newAddress({ country });
      const address = { ...others, [sent]: meant === "country" ? country : "x" };
      for (const answer of await createAndUpdate(stack.client, { address })) {
        expect(answer.body.details).toContainEqual({ field: `address.${sent}`, message: `must be written ${meant}` });
        expect(problemFields(answer)).not.toContain(`address.${meant}`);
      }
    }
  });

  test("an unknown part, and a misspelt one beside the right one, are ignored", async () => {
    const address = newAddress({ postal_code: "other", zip: "other" });
    expect((await create(stack.client, { address })).customer.address).toEqual(newAddress());
  });

  test.each(["text", 5, true, [1]])("%j is no address", async (address) => {
    for (const answer of await createAndUpdate(stack.client, { address }))
      expect(problemFields(answer)).toEqual(["address"]);
  });

  test.each(["us", "USA", "XX", "EU", "UK", "ZZ", "", "U", " US", "US ", 1, "constructor"])(
    "country %j is not ISO 3166-1 alpha-2: 422",
    async (country) => {
      for (const answer of await createAndUpdate(stack.client, { address: newAddress({ country }) }))
        expect(problemFields(answer)).toEqual(["address.country"]);
    },
  );

  test.each(["US", "ES", "GB", "AX", "BQ", "SS", "TW", "XK", "ZW"])("country %s is", async (country) => {
    for (const answer of await createAndUpdate(stack.client, { address: newAddress({ country }) }))
      expect(answer.body.data.address.country).toBe(country);
  });
});

describe("timezone", () => {
  test.each(["UTC", "Europe/Madrid", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Etc/GMT+5", "US/Pacific"])(
    "%s is an IANA name, and comes back as sent",
    async (timezone) => {
      for (const answer of await createAndUpdate(stack.client, { timezone }))
        expect(answer.body.data.timezone).toBe(timezone);
    },
  );

  test.each([
    ["europe/madrid", "Europe/Madrid"],
    ["AMERICA/ARGENTINA/BUENOS_AIRES", "America/Argentina/Buenos_Aires"],
    ["etc/gmt+5", "Etc/GMT+5"],
    ["utc", "UTC"],
    ["gb-eire", "GB-Eire"],
  ])("%s is stored as %s", async (sent, kept) => {
    for (const answer of await createAndUpdate(stack.client, { timezone: sent })) {
      expect(answer.body.data.timezone).toBe(kept);
      const again = await stack.client.put(pathOf(answer.body.data.id), { timezone: sent });
      expect([etagOf(again), again.body.data.timezone]).toEqual([etagOf(answer), kept]);
    }
  });

  test.each([
    "IST",
    "BST",
    "US/Pacific-New",
    "SystemV/PST8",
    "Factory",
    "Etc/Unknown",
    "Mars/Phobos",
    "+01:00",
    "-0800",
    "Europe",
    "Europe/Madrid ",
    "GMT+25",
    "x",
    "Europe/\u0000",
    "🎉",
    1,
    {},
  ])("%j is not: 422", async (timezone) => {
    for (const answer of await createAndUpdate(stack.client, { timezone }))
      expect(new Set(problemFields(answer))).toEqual(new Set(["timezone"]));
  });
});
