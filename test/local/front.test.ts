/** The real front with the real functions, with requests byte by byte. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { queryPartition } from "../../core/aws/dynamodb.ts";
import { config } from "../../core/base/config.ts";
import { operatorBudget } from "../../core/base/context.ts";
import { SLOTS_PARTITION } from "../../core/events/waiting/store.ts";
import { requestsOf, routes } from "../../infra/routes.ts";
import { MAX_HEAD_BYTES, MAX_PAYLOAD_BYTES } from "../../local/front/apiGateway.ts";
import { startFront } from "../../local/front/front.ts";
import { type Api, type Client, startApi } from "../support/api.ts";
import { until } from "./npmStart.ts";
import { exchange, open, parse, type RawAnswer, request as rawRequest, readAll } from "./raw.ts";

const ONE_MEGABYTE = 1_048_576;

let api: Api;
let client: Client;
let port: number;
beforeAll(async () => {
  api = await startApi({ publishes: false });
  client = await api.newOrganization();
  port = Number(new URL(api.url).port);
});
afterAll(() => api.stop());

/** A request with the API key; a body is JSON. */
function request(line: string, body?: string): Promise<RawAnswer> {
  const headers = [`X-Api-Key: ${client.key}`];
  if (body === undefined) return rawRequest(port, line, headers);
  return rawRequest(
    port,
    line,
    [...headers, "Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`],
    body,
  );
}

const json = ({ body }: RawAnswer) => JSON.parse(body);
const takenSlots = () => queryPartition(operatorBudget(), config.eventsTable(), SLOTS_PARTITION);
const isHealthy = async () => (await fetch(`${api.url}/health`)).status === 200;

describe("Request line and header values", () => {
  /** The bytes that API Gateway counts of a request with these headers. */
  const bytesOf = (line: string, headers: readonly string[]) =>
    [...headers, "Host: localhost", "Connection: close"].reduce(
      (sum, header) => sum + Buffer.byteLength(header.slice(header.indexOf(": ") + 2)),
      `${line} HTTP/1.1`.length,
    );
  const filledUp = (line: string, headers: readonly string[], bytes: number) => [
    ...headers,
    `X-Fill: ${"x".repeat(bytes - bytesOf(line, headers))}`,
  ];

  test.each([
    ["GET /api/customers", []],
    ["GET /health", []],
    ["GET /nothing/here", []],
    [`GET /api/customers/${"x".repeat(8_000)}`, []],
    ["GET /api/me", [`Cookie: a=${"é".repeat(2_000)}`, `Cookie: b=${"b".repeat(3_000)}`]],
    ["POST /api/customers", ["Content-Length: 2"]],
  ])("of %.30s %.10j may have 10,240 bytes; above that they are API Gateway's 431", async (line, more) => {
    const headers = [`X-Api-Key: ${client.key}`, ...more];
    const body = line.startsWith("POST") ? "{}" : "";

    const largest = await rawRequest(port, line, filledUp(line, headers, MAX_HEAD_BYTES), body);
    const larger = await rawRequest(port, line, filledUp(line, headers, MAX_HEAD_BYTES + 1), body);
    const twice = await rawRequest(port, line, filledUp(line, headers, 2 * MAX_HEAD_BYTES), body);

    expect(largest.status).not.toBe(431);
    for (const refused of [larger, twice])
      expect([refused.status, json(refused)]).toEqual([431, { message: "Request Header Fields Too Large" }]);
    expect(larger.headers.get("content-type")).toEqual(["application/json"]);
    expect(await isHealthy()).toBe(true);
  });

  test("that are too large leave the connection open for the next request", async () => {
    const socket = await open(port);
    const answers = readAll(socket);
    socket.write(
      `POST /api/customers HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX-Fill: ${"x".repeat(11_000)}\r\n\r\nabc`,
    );
    socket.write("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    expect((await answers).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 431", "HTTP/1.1 200"]);
  });
});

describe("Paths", () => {
  test("at the root and below /api are one function", async () => {
    const created = await request("POST /customers", '{"email":"a@b.co","id":"root"}');
    const again = await request("POST /api/customers", '{"email":"a@b.co","id":"root"}');
    expect([created.status, again.status]).toEqual([201, 200]);
    const [short, long] = [await request("GET /customers/root"), await request("GET /api/customers/root")];
    expect(short.body).toBe(long.body);
  });

  test.each([
    ["an id with a plus sign", "a+b", "a+b"],
    ["an id with an encoded plus sign", "a%2Bb", "a+b"],
    ["an id with a blank inside", "a%20b", "a b"],
    ["an id in UTF-8", "caf%C3%A9", "café"],
    ["an id with a semicolon", "a;b", "a;b"],
    ["an encoded letter", "%61", "a"],
  ])("name customers decoded exactly once: %s", async (_what, encoded, id) => {
    await client.post("/api/customers", { email: "a@b.co", id });
    expect(json(await request(`GET /api/customers/${encoded}`)).data.externalId).toBe(id);
  });

  test("are not decoded twice: %252F is an id with %2F, which no customer has", async () => {
    const answer = await request("GET /api/customers/a%252Fb");
    expect([answer.status, json(answer).code]).toEqual([404, "customer_not_found"]);
  });

  test("can hold an id of thousands of characters", async () => {
    const answer = await request(`GET /api/customers/${"x".repeat(8_000)}`);
    expect([answer.status, json(answer).code]).toEqual([404, "customer_not_found"]);
  });

  test.each([
    ["an unknown path", "/nothing/here"],
    ["the root", "/"],
    ["a trailing slash after a collection, where an id is missing", "/api/customers/"],
    ["a trailing slash after an id", "/api/customers/u1/"],
    ["two slashes first", "//api/customers"],
    ["two slashes inside", "/api//customers"],
    ["two slashes last", "/api/customers//"],
    ["another case", "/API/customers"],
    ["an encoded slash, which is a slash to API Gateway", "/api/customers/a%2Fb"],
    ["an invalid escape", "/api/customers/%zz"],
    ["half an escape", "/api/customers/100%"],
    ["bytes that are not UTF-8", "/api/customers/%ff"],
    ["a file of the disk", "/../../etc/passwd"],
    ["no path at all", "*"],
  ])("that no route has are 404 in JSON: %s", async (_what, path) => {
    const answer = await request(`${path === "*" ? "OPTIONS" : "GET"} ${path}`);
    expect([answer.status, json(answer).code]).toEqual([404, "endpoint_not_available"]);
    expect(answer.headers.get("content-type")).toEqual(["application/json"]);
  });

  test("are matched without their query, which may hold slashes, questions and invalid escapes", async () => {
    expect((await request("GET /health?a=/b?c=%zz&d=#e")).status).toBe(200);
  });
});

describe("Methods", () => {
  const requests = routes.flatMap(requestsOf);
  const paths = [...new Set(requests.map(({ path }) => path))].map((path) => path.replaceAll(/\{\w+\}/g, "u1"));
  /** Several rows may match a path: /customers/batch also matches /customers/{id}. */
  const methodsOf = (path: string) => {
    const rows = requests.filter((row) => new RegExp(`^${row.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path));
    return [...new Set(rows.map(({ method }) => method))].sort();
  };

  test.each(paths)("that %s does not have are 405 with the methods it has", async (path) => {
    const taken: string[] = methodsOf(path);
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((one) => !taken.includes(one))) {
      const answer = await request(`${method} ${path}`);
      expect([method, answer.status, json(answer).error.code]).toEqual([method, 405, "method_not_allowed"]);
      expect(answer.headers.get("allow")?.[0]?.split(", ").sort()).toEqual(taken);
    }
  });

  test("HEAD is 405 without a body where a key is needed: an HTTP API's GET route does not take it", async () => {
    const answer = await request("HEAD /api/customers");
    expect([answer.status, answer.body]).toEqual([405, ""]);
    expect(answer.headers.get("allow")?.[0]?.split(", ").sort()).toEqual(["GET", "POST"]);
  });

  test.each(["/health", "/api/openapi.json", "/api/v1/openapi.json", "/docs/errors", "/docs/errors/validation_error"])(
    "HEAD %s answers as GET does, without a body",
    async (path) => {
      const [head, get] = [await request(`HEAD ${path}`), await request(`GET ${path}`)];
      expect([head.status, head.body]).toEqual([200, ""]);
      expect(get.body).not.toBe("");
      for (const name of ["content-type", "content-length", "cache-control"])
        expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    },
  );

  test("on a path that no route has are 404, whatever they are", async () => {
    for (const method of ["POST", "DELETE", "OPTIONS", "PROPFIND"])
      expect((await request(`${method} /nothing`)).status).toBe(404);
  });
});

describe("Bodies", () => {
  const padded = (bytes: number) => `{"email":"a@b.co","x":"${"x".repeat(bytes - 25)}"}`;

  test("of exactly 1 MB are read", async () => {
    const body = padded(ONE_MEGABYTE);
    expect(Buffer.byteLength(body)).toBe(ONE_MEGABYTE);
    expect((await request("POST /api/customers", body)).status).toBe(201);
  });

  test("above 1 MB are the API's 413", async () => {
    const answer = await request("POST /api/customers", padded(ONE_MEGABYTE + 1));
    expect([answer.status, json(answer).code]).toEqual([413, "payload_too_large"]);
  });

  test("of 10 MB are still the API's 413, above that they are API Gateway's own", async () => {
    const largest = await request("POST /api/customers", padded(MAX_PAYLOAD_BYTES));
    expect([largest.status, json(largest).code]).toEqual([413, "payload_too_large"]);
    const larger = await request("POST /api/customers", padded(MAX_PAYLOAD_BYTES + 1));
    expect([larger.status, json(larger)]).toEqual([413, { message: "Request Entity Too Large" }]);
    expect(await isHealthy()).toBe(true);
  });

  test("may come in chunks, split inside a character", async () => {
    const body = Buffer.from('{"email":"a@b.co","id":"chunked","fullName":"é"}');
    const [first, second] = [body.subarray(0, -3), body.subarray(-3)];
    const chunk = (bytes: Buffer) => [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")];
    const answer = await rawRequest(
      port,
      "POST /api/customers",
      [`x-api-key: ${client.key}`, "Content-Type: application/json", "Transfer-Encoding: chunked"],
      Buffer.concat([...chunk(first), ...chunk(second), Buffer.from("0\r\n\r\n")]),
    );
    expect([answer.status, json(answer).data.fullName]).toEqual([201, "é"]);
  });

  test("that are not UTF-8 are 400, not stored with replacement characters", async () => {
    const body = Buffer.concat([Buffer.from('{"email":"a@b.co","fullName":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const answer = await client.request("POST", "/api/customers", { raw: body });
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_json"]);
  });

  test.each(["", "text/plain", "application/octet-stream", "application/x-www-form-urlencoded"])(
    "are read as JSON whatever their content type says: %j",
    async (type) => {
      const answer = await client.request("POST", "/api/customers", {
        json: { email: "a@b.co" },
        headers: { "content-type": type },
      });
      expect(answer.status).toBe(201);
    },
  );
});

describe("Connections", () => {
  const get = (path: string, ...headers: string[]) =>
    [`GET ${path} HTTP/1.1`, "Host: localhost", ...headers, "", ""].join("\r\n");

  test("carry one request after another, in order", async () => {
    const text = await exchange(port, get("/health") + get("/nothing") + get("/health", "Connection: close"));
    const statuses = Array.from(text.matchAll(/HTTP\/1\.1 (\d+)/g), ([, status]) => Number(status));
    expect(statuses).toEqual([200, 404, 200]);
  });

  test("of HTTP/1.0 are answered and ended", async () => {
    expect(parse(await exchange(port, "GET /health HTTP/1.0\r\n\r\n")).status).toBe(200);
  });

  test("may ask before they send a body", async () => {
    const body = '{"email":"a@b.co"}';
    const socket = await open(port);
    const answers = readAll(socket);
    socket.write(
      `POST /api/customers HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${client.key}\r\nContent-Length: ${body.length}\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once("data", resolve));
    socket.write(body);
    expect((await answers).match(/^HTTP\/1\.1 \d+/gm)).toEqual(["HTTP/1.1 100", "HTTP/1.1 201"]);
  });

  test("that end in the middle of an upload change nothing and leave the server healthy", async () => {
    const head = `POST /api/customers HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${client.key}\r\nContent-Length: 1000\r\n\r\n`;
    for (let i = 0; i < 20; i++) {
      const socket = await open(port);
      socket.end(`${head}{"email":"a@b.co","id":"aborted"`);
      if (i % 2 === 0) socket.resetAndDestroy();
      else await readAll(socket);
    }
    expect(await isHealthy()).toBe(true);
    expect((await client.get("/api/customers/aborted")).status).toBe(404);
  });

  test("that do not speak HTTP are refused and leave the server healthy", async () => {
    expect(parse(await exchange(port, "what?\r\n\r\n")).status).toBe(400);
    expect(parse(await exchange(port, get("/health", `x: ${"x".repeat(70_000)}`))).status).toBe(431);
    expect(await exchange(port, get("/health", "Upgrade: websocket", "Connection: Upgrade, close"))).not.toContain(
      " 101 ",
    );
    expect(await exchange(port, "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n")).toBe("");
    expect(await isHealthy()).toBe(true);
  });
});

describe("Readers of the feed that wait", () => {
  test.each(["", "-1", "1.5", "21", "100", "+1", "one", "20s"])("%j seconds are refused", async (wait) => {
    const answer = await client.get(`/api/events?wait=${encodeURIComponent(wait)}`);
    expect([answer.status, answer.body.error.details]).toEqual([
      422,
      [{ field: "wait", message: "must be a whole number from 0 to 20" }],
    ]);
  });

  test("are answered by a front that stops", async () => {
    const front = await startFront(0);
    const cursor = (await client.get("/api/events?wait=0")).body.nextCursor;
    const get = `GET /api/events?wait=20&cursor=${cursor} HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${client.key}\r\n`;
    const socket = await open(Number(new URL(front.url).port));
    const answers = readAll(socket);
    socket.write(`${get}Connection: close\r\n\r\n`);
    await until(async () => (await takenSlots()).length > 0);
    await front.stop();

    const text = await answers;
    expect(text.match(/^HTTP\/1\.1 \d+/gm)).toEqual(["HTTP/1.1 200"]);
    expect(text).toContain(`"nextCursor":"${cursor}"`);
    expect(await takenSlots()).toEqual([]);
  });
});
