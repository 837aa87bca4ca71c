import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { AppError } from "../../core/base/errors.ts";
import { requestOf as request } from "../support/request.ts";

test("API Gateway says where the stage answers, what is asked and its own id of it, whatever a caller's headers say", () => {
  const headers = { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
  const { id, origin, method, path } = request({ headers, method: "PATCH", rawPath: "/api/customers/a%20b" });

  expect([id, origin, method, path]).toEqual([
    "request-1",
    "https://customers.example.com",
    "PATCH",
    "/api/customers/a%20b",
  ]);
});

/** The code of the AppError that a function throws. */
function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return "none";
}

describe("the query", () => {
  test("is decoded once; a parameter given twice counts the first time", () => {
    const { query } = request({ rawQueryString: "a=1&a=2&b=x%2By&c=x+y&d=%2525&e&=f" });
    expect(["a", "b", "c", "d", "e", "none"].map((name) => query.get(name))).toEqual([
      "1",
      "x+y",
      "x y",
      "%25",
      "",
      null,
    ]);
  });
});

describe("headers", () => {
  test("an empty one counts as absent", () => {
    const sent = request({ headers: { "x-api-key": "", "user-agent": "curl" } });
    expect([sent.header("x-api-key"), sent.header("user-agent"), sent.header("other")]).toEqual([
      undefined,
      "curl",
      undefined,
    ]);
  });
});

describe("the path", () => {
  test("its id is the one that API Gateway decoded, or nothing", () => {
    expect(request({ pathParameters: { id: "a+b c%20" } }).pathId).toBe("a+b c%20");
    expect(request().pathId).toBe("");
  });

  test("its name is the subscriber's, or nothing", () => {
    expect(request({ pathParameters: { name: "crm" } }).pathName).toBe("crm");
    for (const of of [request(), request({ pathParameters: { id: "1" } })]) expect(of.pathName).toBe("");
  });
});

describe("the body", () => {
  const json = (body: string | undefined, isBase64Encoded = false) =>
    request({ ...(body === undefined ? {} : { body }), isBase64Encoded }).json();
  const base64 = (bytes: string | Uint8Array) => Buffer.from(bytes).toString("base64");

  test.each([undefined, "", " ", "\r\n\t", "[]", " [ ] "])("%j is an empty object", (body) => {
    expect(json(body)).toEqual({});
    if (body !== undefined) expect(json(base64(body), true)).toEqual({});
  });

  test.each(["{}", '{"a":"ñ🎉"}', "[1]", "5", "null", '"text"'])(
    "%s is read as JSON, as text and as base64",
    (body) => {
      expect(json(body)).toEqual(JSON.parse(body));
      expect(json(base64(body), true)).toEqual(JSON.parse(body));
    },
  );

  test.each([
    ['\ufeff{"a":1}', { a: 1 }],
    ["\ufeff", {}],
    ["\ufeff[]", {}],
    ['{"a":"\ufeff"}', { a: "\ufeff" }],
  ])("%j is read without the byte order mark before it", (body, value) => {
    expect(json(body)).toEqual(value);
    expect(json(base64(body), true)).toEqual(value);
  });

  test.each(["\ufeff\ufeff{}", "{}\ufeff"])("%j with a byte order mark elsewhere is invalid_json", (body) => {
    expect(codeOf(() => json(body))).toBe("invalid_json");
    expect(codeOf(() => json(base64(body), true))).toBe("invalid_json");
  });

  const encoded = (encoding: string) => request({ headers: { "content-encoding": encoding }, body: "{}" });

  test.each(["identity", "Identity", " identity ", "identity, identity", "utf-8", "UTF8", "utf8,identity", ","])(
    "in %j is as it was written",
    (encoding) => {
      expect(encoded(encoding).json()).toEqual({});
    },
  );

  test.each([
    "gzip",
    "GZIP",
    "x-gzip",
    "br",
    "deflate",
    "identity, gzip",
    "gzip,identity",
    "xidentity",
    "utf-80",
    "utf-",
  ])("in %j is refused", (encoding) => {
    expect(codeOf(() => encoded(encoding).json())).toBe("unsupported_content_encoding");
  });

  test.each(["{", "undefined", "'a'", '{"a":1,}', "[1", "\u0000", "{}x"])("%j is invalid_json", (body) => {
    expect(codeOf(() => json(body))).toBe("invalid_json");
    expect(codeOf(() => json(base64(body), true))).toBe("invalid_json");
  });

  test("that is invalid_json says so with what the parser says", () => {
    expect(() => json("{")).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }));
  });

  test("bytes that are not UTF-8 are invalid_json", () => {
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80]]) {
      const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
      expect(codeOf(() => json(base64(body), true))).toBe("invalid_json");
    }
    expect(codeOf(() => json(base64(gzipSync("{}")), true))).toBe("invalid_json");
  });

  test("of 1 MB is read, of one byte more is payload_too_large, counted in bytes once decoded", () => {
    const ofBytes = (bytes: number) => `{"a":"${"x".repeat(bytes - 8)}"}`;
    const emoji = `{"a":"${"🎉".repeat(262_142)}"}`;
    for (const body of [ofBytes(1_048_576), emoji]) {
      expect(json(body)).toBeDefined();
      expect(json(base64(body), true)).toBeDefined();
    }
    for (const body of [ofBytes(1_048_577), `${emoji} `]) {
      expect(codeOf(() => json(body))).toBe("payload_too_large");
      expect(codeOf(() => json(base64(body), true))).toBe("payload_too_large");
    }
  });
});

describe("If-Match", () => {
  const versions = (header: string) => request({ headers: { "if-match": header } }).ifMatch;

  test("absent, empty and * ask for nothing", () => {
    expect([request().ifMatch, versions(""), versions("*"), versions(" * ")]).toEqual(Array(4).fill(undefined));
  });

  test.each([
    ['"7"', [7]],
    ['W/"7"', [7]],
    [' "7" ', [7]],
    ['"7", "8"', [7, 8]],
    ['W/"7",W/"8"', [7, 8]],
    ['"nonsense", "7"', [7]],
  ])("%s names the versions %j", (header, expected) => {
    expect(versions(header)).toEqual(expected);
  });

  test.each(["7", '"x"', '""', '"-1"', '"1.5"', '"7x"', `"${"9".repeat(40)}"`, "W/7", "nonsense"])(
    "%s names none that a customer can have",
    (header) => {
      expect(versions(header)).toEqual([0]);
    },
  );

  test("names a bounded number of versions", () => {
    const header = Array.from({ length: 5_000 }, (_, i) => `"${i}"`).join();
    expect(versions(header)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

describe("Idempotency-Key", () => {
  const key = (value: string) => request({ headers: { "idempotency-key": value } }).idempotencyKey;

  test("is taken as sent up to 255 characters, and is none when empty", () => {
    expect([key("a b"), key("k".repeat(255)), key(""), request().idempotencyKey]).toEqual([
      "a b",
      "k".repeat(255),
      undefined,
      undefined,
    ]);
    expect(() => key("k".repeat(256))).toThrow(
      expect.objectContaining({
        code: "validation_error",
        details: [{ field: "Idempotency-Key", message: "must be at most 255 characters" }],
      }),
    );
  });
});

test("the reason of a change is what x-reason says", () => {
  expect(request({ headers: { "x-reason": "asked for by phone" } }).reason).toBe("asked for by phone");
  expect(request().reason).toBeUndefined();
});
