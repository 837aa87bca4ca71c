/** Requests of every kind: bytes that anybody may send, valid or not. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { anyCharacter } from "../support/text.ts";
import { decimal, strangeText } from "./fuzzText.ts";

/** A request. Texts stand for bytes, one per character; the words in `Words` are replaced when it is sent. */
export interface FuzzRequest {
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body: FuzzBody;
}

export interface FuzzBody {
  text: string;
  /** A byte that is overwritten before anything else happens. */
  garbled: { at: number; byte: number } | undefined;
  isGzipped: boolean;
  isChunked: boolean;
}

/** The replacements of these words. */
export interface Words {
  /** A text that must not appear in the wrong places. */
  zqCanary: string;
  zqKey: string;
  /** Of the sender's organization, and of another one. */
  zqOwnId: string;
  zqOtherId: string;
  zqOwnCursor: string;
  zqOtherCursor: string;
}

/** The server refuses longer ones before they reach the API, like API Gateway. */
const MAX_TARGET = 6_000;
const MAX_HEADER = 1_500;

/** The bytes to send, on a connection that closes after the answer. */
export function toBytes({ method, target, headers, body }: FuzzRequest, words: Words): Buffer {
  const known = (text: string) => text.replace(/zq[A-Z][A-Za-z]+/g, (word) => words[word as keyof Words] ?? word);
  let bytes = Buffer.from(known(body.text), "latin1");
  if (body.garbled && bytes.length > 0) bytes[body.garbled.at % bytes.length] = body.garbled.byte;
  if (body.isGzipped) bytes = gzipSync(bytes);
  const length = body.isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${bytes.length}`;
  const lines = headers.map(([name, value]) => `${name}: ${known(value).slice(0, MAX_HEADER)}`);
  const head = [
    `${method} ${known(target).slice(0, MAX_TARGET)} HTTP/1.1`,
    "Host: localhost",
    "Connection: close",
    length,
    ...lines,
  ];
  const payload = body.isChunked ? chunked(bytes) : bytes;
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), payload]);
}

/** In two chunks, split anywhere. */
const chunked = (bytes: Buffer): Buffer => {
  const parts = [bytes.subarray(0, 7), bytes.subarray(7)].filter(({ length }) => length > 0);
  const chunks = parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]);
  return Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]);
};

/** Whether a request is HTTP at all; if not, the server may refuse it in its own words. */
export const isHttp = ({ target, headers }: FuzzRequest): boolean =>
  /^\/[\x21-\x7e]*$/.test(target) && headers.every(([, value]) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value));

export const inBytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

const words = ["zqCanary", "zqOwnId", "zqOtherId", "zqOwnCursor", "zqOtherCursor"];
const nasty = [
  "",
  " ",
  ".",
  "..",
  "__proto__",
  "constructor",
  "\u0000",
  "\ud800",
  "\uffff",
  "\u202e",
  "é",
  "🙂",
  "a'b\"c",
  "{id}",
  "#",
  "batch",
  "user_1",
  "user_2",
  "cus_",
  "null",
];

export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 2, arbitrary: fc.string({ unit: anyCharacter, maxLength: 30 }) },
  { weight: 3, arbitrary: strangeText },
  { weight: 3, arbitrary: fc.constantFrom(...nasty) },
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("x", "é", "🙂"), fc.constantFrom(40, 41, 254, 255, 256, 20_000))
      .map(([unit, times]) => unit.repeat(times)),
  },
);

const fieldName = fc.oneof(
  fc.constantFrom(
    "email",
    "billingEmail",
    "id",
    "externalId",
    "fullName",
    "timezone",
    "address",
    "metadata",
    "isActive",
    "customers",
    "country",
    "name",
    "scopes",
    "expiresAt",
    "__proto__",
    "constructor",
  ),
  text,
);

/** JSON text, which can express more than values can: repeated keys, numbers of any size, escapes, depth. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(
      "null",
      "true",
      "false",
      "0",
      "-0",
      "1e999",
      "-1E-400",
      "9007199254740993",
      "123456789012345678901234567890",
    ),
    decimal,
    text.map((value) => JSON.stringify(value)),
    fc.constantFrom('"\\ud800"', '"\\u0000"', '"\\uFFFE"', '"billing@acme.com"', '"zqCanary@acme.com"'),
    fc.array(tie("json"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    fc
      .array(fc.tuple(fieldName, tie("json")), { maxLength: 6 })
      .map((fields) => `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`),
  ),
}));

const openings = ["[", '{"a":', '{"customers":[', '{"metadata":', '{"email":"a@acme.com","metadata":{"a":'];
const closings: Record<string, string> = { "[": "]", "{": "}" };
const deep = fc.tuple(fc.constantFrom(...openings), fc.constantFrom(9, 11, 1_000, 20_000)).map(([opening, depth]) => {
  const closing = Array.from(opening.matchAll(/[[{]/g), ([it]) => closings[it]).reverse();
  return opening.repeat(depth) + closing.join("").repeat(depth);
});

const bodyText = fc.oneof(
  { weight: 6, arbitrary: json },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: fc.tuple(json, fc.constantFrom("\ufeff", " ", "\n")).map(([json, before]) => before + json) },
  { weight: 1, arbitrary: fc.tuple(json, fc.nat({ max: 100 })).map(([json, end]) => json.slice(0, end)) },
);

const plain = { noNullPrototype: true };
const rarely = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const garbled = fc.oneof(
  { weight: 9, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.record({ at: fc.nat({ max: 200 }), byte: fc.nat({ max: 255 }) }, plain) },
);

/** A body from a text, mostly sent unchanged. */
export const bodyOf = (text: fc.Arbitrary<string>): fc.Arbitrary<FuzzBody> =>
  fc.record({ text: text.map(inBytes), garbled, isGzipped: rarely, isChunked: rarely }, plain);

/** Bytes of a header's value, a few of which are not valid HTTP. */
const headerValue = fc.oneof(
  { weight: 8, arbitrary: text.map((value) => inBytes(value.replaceAll(/\p{Cc}/gu, "")).slice(0, 2_000)) },
  { weight: 8, arbitrary: fc.constantFrom("*", '"1"', 'W/"2"', '"1", "2"', '""', "application/json", "text/plain") },
  { weight: 4, arbitrary: fc.constantFrom("gzip", "commet-java/1.9.0", "a, b; c=d", "é", "\t") },
  { weight: 1, arbitrary: fc.constantFrom("a\0b", "a\x7fb", "a\rb") },
);
const headerName = fc.constantFrom(
  "If-Match",
  "Idempotency-Key",
  "Content-Type",
  "Content-Encoding",
  "Accept",
  "User-Agent",
  "Cookie",
  "X-Request-Id",
  "X-Forwarded-For",
  "X-HTTP-Method-Override",
  "__proto__",
  "constructor",
);
const key = fc.oneof(
  { weight: 12, arbitrary: fc.constant<[string, string][]>([["x-api-key", "zqKey"]]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<[string, string][]>(
      [],
      [["x-api-key", "ck_zqCanary"]],
      [
        ["x-api-key", "zqKey"],
        ["X-Api-Key", "zqKey"],
      ],
    ),
  },
  { weight: 1, arbitrary: headerValue.map((value): [string, string][] => [["x-api-key", value]]) },
);

/** An API key, mostly the sender's, and headers of any kind besides the given ones. */
export const headersWith = (given: fc.Arbitrary<[string, string][]>): fc.Arbitrary<[string, string][]> =>
  fc
    .tuple(key, given, fc.array(fc.tuple(headerName, headerValue), { maxLength: 3 }))
    .map((lists) => lists.flat().map(([name, value]): [string, string] => [name, value]));

/** A part of a target, properly encoded or not. */
export const encoded: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: text.map((value) => encodeURIComponent(value.toWellFormed())) },
  { weight: 2, arbitrary: text.map((value) => value.replaceAll(/[^\x21-\x7e]/g, "")) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(" ", "é", "%", "%zz", "%c3", "%00", "%2e%2e%2f", "%2F", "a/b", "//", "%25", "+"),
  },
);
const parameterName = fc.oneof(
  fc.constantFrom(
    "limit",
    "cursor",
    "search",
    "isActive",
    "externalId",
    "external_id",
    "customerId",
    "email",
    "expand",
    "expand[]",
    "expand[0]",
    "__proto__",
  ),
  encoded,
);
const target = fc
  .tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          "/api/customers",
          "/customers",
          "/api/customers/batch",
          "/api/me",
          "/api/api-keys",
          "/health",
        ),
      },
      { weight: 6, arbitrary: encoded.map((id) => `/api/customers/${id}`) },
      { weight: 2, arbitrary: encoded.map((id) => `/customers/${id}/events`) },
      { weight: 1, arbitrary: encoded.map((id) => `/api/api-keys/${id}`) },
      { weight: 1, arbitrary: fc.array(encoded, { maxLength: 4 }).map((parts) => `/${parts.join("/")}`) },
    ),
    fc.array(fc.tuple(parameterName, encoded), { maxLength: 3 }),
  )
  .map(([path, query]) => path + (query.length > 0 ? `?${query.map((pair) => pair.join("=")).join("&")}` : ""));

/** Anything that can be sent. */
export const anyRequest: fc.Arbitrary<FuzzRequest> = fc.record(
  {
    method: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom("GET", "POST", "PUT") },
      { weight: 1, arbitrary: fc.constantFrom("HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "PROPFIND") },
    ),
    target,
    headers: headersWith(fc.constant([])),
    body: bodyOf(bodyText),
  },
  plain,
);
