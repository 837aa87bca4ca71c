/**
 * What API Gateway's HTTP API does around a function, compared with AWS's documentation and recordings:
 * - the documented event and result of payload format 2.0:
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * - "API Gateway decodes URL-encoded request parameters before passing them to your backend integration":
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * - events that AWS recorded from a real HTTP API for the tests of its own emulator (V2_*.json in
 * https://github.com/aws/aws-lambda-dotnet/tree/master/Tools/LambdaTestTool-v2/tests/Amazon.Lambda.TestTool.IntegrationTests/Snapshots)
 */
import { createServer, type Server } from "node:http";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendResult, toEvent } from "../../local/front/apiGateway.ts";
import { request } from "./raw.ts";

/**
 * The documented example, without what only exists with an authorizer, client certificates or stage variables. The
 * documentation's header names are in lower case: "All header names are in lowercase."
 */
const documented = {
  version: "2.0",
  routeKey: "$default",
  rawPath: "/my/path",
  rawQueryString: "parameter1=value1&parameter1=value2&parameter2=value",
  cookies: ["cookie1", "cookie2"],
  headers: { header1: "value1", header2: "value1,value2" },
  queryStringParameters: { parameter1: "value1,value2", parameter2: "value" },
  requestContext: {
    accountId: "123456789012",
    apiId: "api-id",
    domainName: "id.execute-api.us-east-1.amazonaws.com",
    domainPrefix: "id",
    http: { method: "POST", path: "/my/path", protocol: "HTTP/1.1", sourceIp: "IP", userAgent: "agent" },
    requestId: "id",
    routeKey: "$default",
    stage: "$default",
    time: "12/Mar/2020:19:03:58 +0000",
    timeEpoch: 1583348638390,
  },
  body: "Hello from Lambda",
  pathParameters: { parameter1: "value1" },
  isBase64Encoded: false,
};

/** Recorded by AWS: the request target, and the values that differ between the events. */
const recorded = [
  {
    name: "V2_SpecialCharactersInPath.json",
    target: "/test13/api/users/****%20Doe/orders/Summer%20Sale%202023",
    routeKey: "POST /test13/api/users/{username}/orders/{orderName}",
    pathParameters: { orderName: "Summer Sale 2023", username: "**** Doe" },
    rawPath: "/test13/api/users/**** Doe/orders/Summer Sale 2023",
    rawQueryString: "",
  },
  {
    name: "V2_UnicodeCharactersInPath.json",
    target: "/test14/api/products/%E2%98%95%20Coffee/reviews/%F0%9F%98%8A%20Happy",
    routeKey: "POST /test14/api/products/{productName}/reviews/{reviewTitle}",
    pathParameters: { productName: "☕ Coffee", reviewTitle: "😊 Happy" },
    rawPath: "/test14/api/products/☕ Coffee/reviews/😊 Happy",
    rawQueryString: "",
  },
  {
    name: "V2_UrlEncodedQueryString.json",
    target: "/test12/api/search?q=Hello%20World&tag=C%23%20Programming&tag=.NET%20Core",
    routeKey: "POST /test12/api/search",
    rawPath: "/test12/api/search",
    rawQueryString: "q=Hello%20World&tag=C%23%20Programming&tag=.NET%20Core",
    queryStringParameters: { q: "Hello World", tag: "C# Programming,.NET Core" },
  },
];

/** The route that matches the next request, and its function's result. */
let route = { routeKey: "$default", pathParameters: {} as Record<string, string> };
let result: APIGatewayProxyStructuredResultV2 = {};
let lastEvent: APIGatewayProxyEventV2 | undefined;
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer(async (incoming, response) => {
    const body = Buffer.concat(await incoming.toArray());
    lastEvent = toEvent(incoming, body, route.routeKey, route.pathParameters);
    sendResult(response, result);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = Number(Object(server.address()).port);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** The event for a request. */
async function eventOf(
  line: string,
  { headers = [], body = "", ...matched }: { headers?: string[]; body?: string | Buffer } & Partial<typeof route> = {},
): Promise<APIGatewayProxyEventV2> {
  route = { routeKey: "$default", pathParameters: {}, ...matched };
  result = {};
  await request(port, line, [...headers, ...(body.length > 0 ? [`Content-Length: ${body.length}`] : [])], body);
  if (lastEvent === undefined) throw new Error("No event");
  return lastEvent;
}

describe("The event of a request", () => {
  test("is the documented example, field by field", async () => {
    const event = await eventOf(`POST ${documented.rawPath}?${documented.rawQueryString}`, {
      routeKey: documented.routeKey,
      pathParameters: documented.pathParameters,
      headers: [
        "Header1: value1",
        "Header2: value1",
        "HEADER2: value2",
        "Cookie: cookie1; cookie2",
        "User-Agent: agent",
        "Content-Type: text/plain",
      ],
      body: documented.body,
    });
    expect(event).toEqual({
      ...documented,
      headers: expect.objectContaining(documented.headers),
      requestContext: {
        ...documented.requestContext,
        accountId: expect.stringMatching(/^\d{12}$/),
        apiId: expect.any(String),
        domainName: "localhost",
        domainPrefix: "localhost",
        http: { ...documented.requestContext.http, sourceIp: "127.0.0.1" },
        requestId: expect.stringMatching(/^[\w+/]{15}=$/),
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
  });

  test("tells one moment twice: in the common log format and in milliseconds", async () => {
    const { time, timeEpoch } = (await eventOf("GET /")).requestContext;
    const [, date, clock] = /^(.{11}):(.{8}) \+0000$/.exec(time) ?? [];
    expect(Date.parse(`${date?.replaceAll("/", " ")} ${clock} UTC`)).toBe(Math.floor(timeEpoch / 1000) * 1000);
    expect(documented.requestContext.time).toHaveLength(time.length);
  });

  test.each(recorded)("is what a real API Gateway made of it: $name", async ({ name, target, ...expected }) => {
    const { routeKey, pathParameters = {} } = expected;
    const event = await eventOf(`POST ${target}`, { routeKey, pathParameters });
    expect(event).toMatchObject(expected);
    expect(event.requestContext).toMatchObject({
      routeKey,
      stage: "$default",
      http: { method: "POST", path: expected.rawPath, protocol: "HTTP/1.1", userAgent: "" },
    });
    // Null in the recordings, and absent in JSON, where a request does not have them.
    const absent = ["body", "cookies", "queryStringParameters", "pathParameters"].filter((key) => !(key in expected));
    for (const key of absent) expect(event).not.toHaveProperty(key);
  });

  test("carries the headers that API Gateway adds, in lower case like every other", async () => {
    const { headers } = await eventOf("GET /", { headers: ["X-API-Key: ck_1", "ACCEPT: */*"] });
    expect(headers).toMatchObject({
      "x-api-key": "ck_1",
      accept: "*/*",
      host: "localhost",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": String(port),
      "x-forwarded-proto": "http",
    });
    expect(Object.keys(headers).filter((name) => name !== name.toLowerCase())).toEqual([]);
  });

  test("has the cookies of several headers in one list, and in no header", async () => {
    const event = await eventOf("GET /", { headers: ["Cookie: a=1; b=2", "Cookie: c=3"] });
    expect(event.cookies).toEqual(["a=1", "b=2", "c=3"]);
    expect(event.headers).not.toHaveProperty("cookie");
  });

  test("names the domain without the port", async () => {
    const { headers, requestContext } = await eventOf("GET /", { headers: ["Host: api.example.com:3000"] });
    expect(requestContext).toMatchObject({ domainName: "api.example.com", domainPrefix: "api" });
    expect(headers.host).toBe("api.example.com:3000");
  });

  test.each([
    ["an encoded percent sign, once", "/a%252Fb", "/a%2Fb"],
    ["an encoded slash", "/a%2Fb", "/a/b"],
    ["UTF-8", "/caf%C3%A9", "/café"],
    ["a plus sign: it stays one", "/a+b%2Bc", "/a+b+c"],
    ["an invalid escape: the path stays as sent", "/%zz%20", "/%zz%20"],
    ["bytes that are not UTF-8: the path stays as sent", "/%ff%20", "/%ff%20"],
    ["half an escape: the path stays as sent", "/100%", "/100%"],
  ])("has the path decoded: %s", async (_what, target, rawPath) => {
    const event = await eventOf(`GET ${target}?q=%252F`);
    expect([event.rawPath, event.requestContext.http.path]).toEqual([rawPath, rawPath]);
    expect([event.rawQueryString, event.queryStringParameters]).toEqual(["q=%252F", { q: "%2F" }]);
  });

  test.each([
    ["", "", undefined],
    ["?", "", undefined],
    ["?a", "a", { a: "" }],
    ["?a=1?b=2", "a=1?b=2", { a: "1?b=2" }],
    ["?a=%zz&b=x+y", "a=%zz&b=x+y", { a: "%zz", b: "x y" }],
    ["?__proto__=1&a=2", "__proto__=1&a=2", JSON.parse('{"__proto__":"1","a":"2"}')],
  ])("has the query %j as sent and as parameters", async (query, rawQueryString, parameters) => {
    const event = await eventOf(`GET /path${query}`);
    expect([event.rawPath, event.rawQueryString]).toEqual(["/path", rawQueryString]);
    expect(JSON.stringify(event.queryStringParameters)).toBe(JSON.stringify(parameters));
  });

  const bytes = Buffer.from([1, 2, 3, 0xff]);
  test.each([
    ["text in JSON", "application/json", '{"a":"é"}', false],
    ["text in JSON with a charset", "Application/JSON; charset=utf-8", "{}", false],
    ["text in any text type", "text/csv", "a,b", false],
    ["text in XML", "application/xml", "<a/>", false],
    ["base64 in a form", "application/x-www-form-urlencoded", "a=1", true],
    ["base64 in a JSON type of another name", "application/problem+json", "{}", true],
    ["base64 in binary types, be it text", "application/octet-stream", "text", true],
    ["base64 without a content type", undefined, "{}", true],
    ["base64 for bytes that are not the UTF-8 they should be", "application/json", bytes, true],
  ])("has the body as %s", async (_what, contentType, body, isBase64Encoded) => {
    const headers = contentType ? [`Content-Type: ${contentType}`] : [];
    const event = await eventOf("POST /", { headers, body: Buffer.from(body) });
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body ?? "", isBase64Encoded ? "base64" : "utf8")).toEqual(Buffer.from(body));
  });

  test("has no body when none was sent", async () => {
    const event = await eventOf("POST /", { headers: ["Content-Type: application/json", "Content-Length: 0"] });
    expect(event).not.toHaveProperty("body");
    expect(event.isBase64Encoded).toBe(false);
  });
});

describe("The result of a function", () => {
  const answerTo = (returned: APIGatewayProxyStructuredResultV2, line = "GET /") => {
    result = returned;
    return request(port, line);
  };

  test("becomes status, headers and body as documented, each cookie a set-cookie header", async () => {
    const { status, headers, body } = await answerTo({
      cookies: ["cookie1", "cookie2"],
      isBase64Encoded: false,
      statusCode: 201,
      headers: { headerName: "headerValue", "x-number": 7, "x-flag": true },
      body: "Hello from Lambda: é",
    });
    expect([status, body]).toEqual([201, "Hello from Lambda: é"]);
    expect(headers.get("set-cookie")).toEqual(["cookie1", "cookie2"]);
    expect(headers.get("headername")).toEqual(["headerValue"]);
    expect([headers.get("x-number"), headers.get("x-flag")]).toEqual([["7"], ["true"]]);
    expect(headers.get("content-length")).toEqual([String(Buffer.byteLength(body))]);
  });

  test("has its base64 body decoded", async () => {
    const { body, headers } = await answerTo({ isBase64Encoded: true, body: Buffer.from("binary").toString("base64") });
    expect([body, headers.get("content-length")]).toEqual(["binary", ["6"]]);
  });

  test("is 200 without a status and empty without a body", async () => {
    const { status, body, headers } = await answerTo({});
    expect([status, body, headers.get("content-length")]).toEqual([200, "", ["0"]]);
  });

  test("has no body on HEAD, but its length", async () => {
    const { body, headers } = await answerTo({ body: "Hello" }, "HEAD /");
    expect([body, headers.get("content-length")]).toEqual(["", ["5"]]);
  });
});
