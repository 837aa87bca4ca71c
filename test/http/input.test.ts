import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { RequestOptions } from "../support/api.ts";
import {
  create,
  newAddress,
  newCustomer,
  outcome,
  pathOf,
  problemFields,
  stored,
  unique,
  useStack,
} from "../support/service.ts";

// This client checks that every answer is not a 5xx, and is JSON in the form of a success or an error.
const stack = useStack();

/** Sends the same body to every operation that accepts one; the update changes a new customer. */
async function send(options: RequestOptions) {
  const { customer } = await create(stack.client);
  return {
    created: await stack.client.request("POST", "/api/customers", options),
    batch: await stack.client.request("POST", "/api/customers/batch", options),
    updated: await stack.client.request("PUT", pathOf(customer.id), options),
    customer,
  };
}

/** JSON with this many levels around a number. */
const nested = (open: string, close: string, levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;

describe("names that JavaScript reads specially", () => {
  test("__proto__ and constructor in a body are unknown fields, and change no object of the process", async () => {
    const raw =
      '{"email":"a@acme.com","__proto__":{"fullName":"polluted","isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
    const { created, updated } = await send({ raw });
    expect([outcome(created), outcome(updated)]).toEqual(["201", "200"]);
    for (const { body } of [created, updated]) expect(body.data.fullName).toBeNull();
    expect(Object.keys(created.body.data)).not.toContain("__proto__");
    expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined();
    expect(outcome(await stack.client.post("/api/customers", {}))).toBe("422 validation_error");
  });

  test("__proto__ instead of the fields does not count as the fields", async () => {
    const raw = '{"__proto__":{"email":"a@acme.com"},"constructor":{"email":"a@acme.com"}}';
    expect(problemFields(await stack.client.request("POST", "/api/customers", { raw }))).toEqual(["email"]);
  });

  test("they are keys of metadata like any other: stored, returned, merged and removed", async () => {
    const text =
      '{"__proto__":{"a":1},"constructor":{"prototype":2},"toString":3,"hasOwnProperty":null,"nested":{"__proto__":[4]}}';
    const made = await stack.client.request("POST", "/api/customers", {
      raw: `{"email":"a@acme.com","metadata":${text}}`,
    });
    expect(made.text).toContain(`"metadata":${text.replace('"hasOwnProperty":null,', "")}`);
    const path = pathOf(made.body.data.id);
    expect((await stack.client.get(path)).text).toBe(made.text);
    const change = '{"metadata":{"__proto__":{"b":2},"toString":null,"valueOf":5}}';
    const updated = await stack.client.request("PUT", path, { raw: change });
    expect(updated.text).toContain(
      '"__proto__":{"b":2},"constructor":{"prototype":2},"nested":{"__proto__":[4]},"valueOf":5',
    );
    const removal = '{"metadata":{"__proto__":null,"constructor":null,"nested":null,"valueOf":null}}';
    expect((await stack.client.request("PUT", path, { raw: removal })).body.data.metadata).toBeNull();
  });

  test("they are echoed from a batch as they were sent", async () => {
    const item = '{"__proto__":{"x":1},"constructor":1}';
    const { text } = await stack.client.request("POST", "/api/customers/batch", { raw: `{"customers":[${item}]}` });
    expect(text).toContain(`"data":${item}`);
  });

  test("they are no values of an enumeration, in an address neither", async () => {
    const raw =
      '{"email":"a@acme.com","address":{"__proto__":{"line1":"x"},"city":"x","postalCode":"x","country":"US"}}';
    expect(problemFields(await stack.client.request("POST", "/api/customers", { raw }))).toEqual(["address.line1"]);
  });
});

describe("numbers", () => {
  test.each([
    ...["1e400", "-1e400", "9007199254740993", "123456789012345678901234567890", "-9007199254740992", "1e21"],
    ...["1e-400", "-1e-400", "3.141592653589793238", "0.12345678901234567890", "9007199254740992.5", "4e-324"],
  ])("%s in metadata is refused rather than changed", async (number) => {
    const { created, updated } = await send({ raw: `{"email":"a@acme.com","metadata":{"n":[${number}]}}` });
    for (const answer of [created, updated]) expect(problemFields(answer)).toEqual(["metadata.n"]);
  });

  test.each(["0", "-1", "9007199254740991", "0.1", "1.5e-7", "-123456789.123", "5e-324"])(
    "%s in metadata comes back as it was sent",
    async (number) => {
      const { created } = await send({ raw: `{"email":"a@acme.com","metadata":{"n":${number}}}` });
      expect(created.text).toContain(`"metadata":{"n":${number}}`);
    },
  );

  test.each([
    ["1.10", "1.1"],
    ["1.5e3", "1500"],
    ["1E2", "100"],
    ["-0", "0"],
    ["0.10000000000000001", "0.1"],
    ["0.1000000000000000000000", "0.1"],
    ["0.30000000000000004", "0.30000000000000004"],
  ])("%s in metadata is %s, the same number", async (sent, stored) => {
    const { created, updated } = await send({ raw: `{"email":"a@acme.com","metadata":{"n":${sent}}}` });
    for (const answer of [created, updated]) expect(answer.text).toContain(`"metadata":{"n":${stored}}`);
  });

  test("that would come back as others are refused in a batch's item, and leave the items beside it alone", async () => {
    const raw = '{"customers":[{"email":"a@acme.com","metadata":{"n":1e-400}},{"email":"b@acme.com"}]}';
    const { failed, successful } = (await stack.client.request("POST", "/api/customers/batch", { raw })).body.data;
    expect(failed).toEqual([
      { index: 0, error: expect.stringContaining("customers[0].metadata.n"), data: expect.any(Object) },
    ]);
    expect(successful).toHaveLength(1);
  });

  test("where text belongs are problems of their fields", async () => {
    const { created, batch } = await send({
      raw: '{"email":1e400,"fullName":123456789012345678901234567890,"id":-0,"timezone":1e-400}',
    });
    expect(problemFields(created).sort()).toEqual(["email", "fullName", "id", "timezone"]);
    expect(outcome(batch)).toBe("422 validation_error");
  });

  test("in an unknown field do no harm", async () => {
    const { created } = await send({
      raw: '{"email":"a@acme.com","unknown":[1e400,123456789012345678901234567890,1e-400]}',
    });
    expect(outcome(created)).toBe("201");
  });
});

describe("deep nesting", () => {
  test.each([
    ["lists", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("of 100,000 levels of %s never breaks an answer", async (_, open, close) => {
    const deep = nested(open, close, 100_000);
    const alone = await send({ raw: deep });
    for (const answer of [alone.created, alone.batch]) expect(outcome(answer)).toBe("422 validation_error");
    const unknown = await send({ raw: `{"email":"a@acme.com","unknown":${deep}}` });
    expect([outcome(unknown.created), outcome(unknown.updated)]).toEqual(["201", "200"]);
    for (const field of ["email", "fullName", "address", "metadata", "id"]) {
      const answer = await stack.client.request("POST", "/api/customers", { raw: `{"${field}":${deep}}` });
      expect(problemFields(answer).some((name) => name.startsWith(field))).toBe(true);
    }
    const inMetadata = await send({ raw: `{"email":"a@acme.com","metadata":{"deep":${deep}}}` });
    for (const answer of [inMetadata.created, inMetadata.updated])
      expect(problemFields(answer)).toEqual(["metadata.deep"]);
    const item = await stack.client.request("POST", "/api/customers/batch", { raw: `{"customers":[{"a":${deep}}]}` });
    expect(item.body.data.failed[0]).toMatchObject({ index: 0, data: null });
  });

  test("of 450,000 levels that never close is malformed", async () => {
    const { created, batch, updated } = await send({ raw: "[".repeat(450_000) });
    for (const answer of [created, batch, updated]) expect(outcome(answer)).toBe("400 invalid_json");
  });
});

describe("emoji and 4-byte text", () => {
  test("are stored and returned intact in every text field and in metadata, as characters and as escapes", async () => {
    const text = "👩🏽‍🚀🏴󠁧󠁢󠁥󠁮󠁧󠁿 𠜎𝒳 \u{10ffff}";
    const fields = {
      email: `billing🎉@アクメ.example`,
      id: `${unique()}🎉𠜎𝒳`,
      ...Object.fromEntries(
        ["fullName", "domain", "website", "language", "industry", "employeeCount"].map((name) => [name, text]),
      ),
      address: newAddress({ line1: text, line2: text, city: text, state: text, postalCode: text }),
      metadata: { "🎉": text, nested: [{ [text]: [text] }] },
    };
    const escaped = JSON.stringify({ ...fields, id: `${fields.id}2` }).replace(
      /[^\0-\x7f]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    for (const raw of [JSON.stringify(fields), escaped]) {
      const { id, ...sent } = JSON.parse(raw);
      const made = await stack.client.request("POST", "/api/customers", { raw });
      expect(outcome(made), made.text).toBe("201");
      expect(made.body.data).toMatchObject({ ...sent, externalId: id });
      expect((await stored(stack.client, id)).customer).toEqual(made.body.data);
      const listed = await stack.client.get(`/api/customers?${new URLSearchParams({ externalId: id })}`);
      expect(listed.body.data).toEqual([made.body.data]);
    }
  });
});

describe("bodies that are no plain JSON", () => {
  const json = JSON.stringify(newCustomer());

  test.each([
    ["gzip", gzipSync(json), "400 invalid_json"],
    ["the same JSON as base64", Buffer.from(json).toString("base64"), "400 invalid_json"],
    ["UTF-16", Buffer.from(json, "utf16le"), "400 invalid_json"],
    ["a form", "email=a%40acme.com&id=user_1", "400 invalid_json"],
    ["XML", "<customer/>", "400 invalid_json"],
    ["NUL bytes", Buffer.alloc(1_000), "400 invalid_json"],
    ["random bytes", Buffer.from(Array.from({ length: 1_000 }, (_, i) => (i * 97) % 256)), "400 invalid_json"],
    ["two documents", `${json}${json}`, "400 invalid_json"],
    ["a comment", `/* */ ${json}`, "400 invalid_json"],
    ["NaN", '{"email":NaN}', "400 invalid_json"],
    ["a NUL in a text", '{"email":"a@acme.com","fullName":"a\u0000b"}', "400 invalid_json"],
    ["an escaped NUL in a text", '{"email":"a@acme.com","fullName":"a\\u0000b"}', "422 validation_error"],
  ])("%s: refused as what it is, whatever content type it claims", async (_, raw, expected) => {
    for (const type of ["application/json", "application/octet-stream", "text/plain"]) {
      const { created, updated } = await send({ raw, headers: { "content-type": type } });
      expect([type, outcome(created), outcome(updated)]).toEqual([type, expected, expected]);
    }
  });

  test.each([
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "APPLICATION/JSON",
    "text/plain",
    "text/html; charset=iso-8859-1",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/vnd.api+json",
    "image/png",
    "nonsense",
    "",
  ])("JSON in UTF-8 is read as such with the content type %j", async (type) => {
    const body = JSON.stringify(newCustomer({ fullName: "ñ🎉" }));
    const answer = await stack.client.request("POST", "/api/customers", {
      raw: body,
      headers: { "content-type": type },
    });
    expect([outcome(answer), answer.body.data?.fullName]).toEqual(["201", "ñ🎉"]);
  });

  test.each(["application/json", "application/octet-stream", "text/plain", ""])(
    "a byte order mark before JSON is ignored with the content type %j, a second one is not",
    async (type) => {
      const headers = { "content-type": type };
      const marked = `\ufeff${JSON.stringify(newCustomer({ fullName: "\ufeffx" }))}`;
      const answer = await stack.client.request("POST", "/api/customers", { raw: marked, headers });
      expect([outcome(answer), answer.body.data?.fullName]).toEqual(["201", "\ufeffx"]);
      const twice = await stack.client.request("POST", "/api/customers", { raw: `\ufeff${marked}`, headers });
      expect(outcome(twice)).toBe("400 invalid_json");
    },
  );

  test.each(["gzip", "GZIP", "x-gzip", "deflate", "br", "zstd", "compress", "gzip, identity", "nonsense"])(
    "Content-Encoding %s is 415 on every operation, compressed or not, and changes nothing",
    async (encoding) => {
      const headers = { "content-encoding": encoding };
      for (const raw of [json, gzipSync(json)]) {
        const { created, batch, updated, customer } = await send({ raw, headers });
        for (const answer of [created, batch, updated]) {
          expect(outcome(answer)).toBe("415 unsupported_content_encoding");
          expect(answer.body.message).toContain("Content-Encoding");
          expect(answer.headers.get("accept-encoding")).toBe("identity");
        }
        expect((await stored(stack.client, customer.id)).customer).toEqual(customer);
      }
    },
  );

  // A charset is no encoding; there are callers that name it here.
  test.each(["identity", "Identity", "identity, identity", "", "utf-8", "UTF8"])(
    "Content-Encoding %j says nothing",
    async (encoding) => {
      const options = { raw: JSON.stringify(newCustomer()), headers: { "content-encoding": encoding } };
      expect(outcome(await stack.client.request("POST", "/api/customers", options))).toBe("201");
    },
  );

  test("duplicate keys count the last time, as JSON.parse reads them", async () => {
    const raw = '{"email":"a@acme.com","fullName":"first","fullName":"last","email":"b@acme.com"}';
    const answer = await stack.client.request("POST", "/api/customers", { raw });
    expect(answer.body.data).toMatchObject({ email: "b@acme.com", fullName: "last" });
  });

  test("huge strings, numbers of keys and lists are problems of their fields", async () => {
    const huge = "x".repeat(1_000_000);
    for (const field of ["email", "id", "fullName", "timezone"])
      expect(new Set(problemFields(await stack.client.post("/api/customers", newCustomer({ [field]: huge }))))).toEqual(
        new Set([field]),
      );
    const manyKeys = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key${i}`, 1]));
    const list = Array.from({ length: 200_000 }, () => 1);
    for (const metadata of [manyKeys, { huge }, { list }, list, huge])
      expect(problemFields(await stack.client.post("/api/customers", newCustomer({ metadata })))).toEqual(["metadata"]);
    expect(problemFields(await stack.client.post("/api/customers/batch", { customers: list }))).toEqual(["customers"]);
    expect(problemFields(await stack.client.post("/api/customers", list))).toContain("body");
  });

  test("an email of a million @ or dots is refused", async () => {
    for (const email of [`a@${"a.".repeat(400_000)}`, "@".repeat(900_000), `${"a".repeat(64)}@${".".repeat(900_000)}`])
      expect(new Set(problemFields(await stack.client.post("/api/customers", { email })))).toEqual(new Set(["email"]));
  });
});
