/**
 * What API Gateway's HTTP API does around a Lambda function, as far as a handler can tell: the event of payload format
 * 2.0 and the reading of its result.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import { isUtf8 } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** API Gateway refuses larger payloads itself. */
export const MAX_PAYLOAD_BYTES = 10_485_760;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The event for a request that a route has matched, with the path's parameters, decoded. */
export function toEvent(
  request: IncomingMessage,
  body: Buffer,
  routeKey: string,
  pathParameters: Record<string, string | undefined>,
): APIGatewayProxyEventV2 {
  const { method = "GET", url = "/" } = request;
  const [encodedPath = "/", ...query] = url.split("?");
  const rawPath = decode(encodedPath);
  const rawQueryString = query.join("?");
  const { cookie, ...headers } = combinedHeaders(request);
  const now = new Date();
  const domainName = headers.host?.replace(/:\d+$/, "") ?? "localhost";
  return {
    version: "2.0",
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers: {
      ...headers,
      "x-amzn-trace-id": `Root=1-${Math.floor(now.getTime() / 1000).toString(16)}-${random(12).toString("hex")}`,
      "x-forwarded-for": request.socket.remoteAddress ?? "",
      "x-forwarded-port": String(request.socket.localPort ?? ""),
      "x-forwarded-proto": "http",
    },
    ...(rawQueryString === "" ? {} : { queryStringParameters: combinedQuery(rawQueryString) }),
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName,
      domainPrefix: domainName.split(".")[0] ?? "",
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: random(11).toString("base64"),
      routeKey,
      stage: "$default",
      time: clfTime(now),
      timeEpoch: now.getTime(),
    },
    ...encodedBody(body, headers["content-type"]),
  };
}

/** Sends what a handler returned, as API Gateway reads a result of format 2.0. */
export function sendResult(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const { statusCode = 200, headers, cookies, body = "", isBase64Encoded = false } = result;
  const content = isBase64Encoded ? Buffer.from(body, "base64") : body;
  // All at once: each header set by itself takes as long as all of them.
  const sent: OutgoingHttpHeaders = { ...headers, "content-length": Buffer.byteLength(content) };
  if (cookies) sent["set-cookie"] = cookies;
  response.writeHead(statusCode, sent);
  response.end(content);
}

/** API Gateway's own answers have this shape, not the API's. */
export const sendGatewayError = (response: ServerResponse, statusCode: number, message: string): void =>
  sendResult(response, {
    statusCode,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message }),
  });

/** Lower-case names; a header sent twice is one value with commas. Node's own `headersDistinct` takes longer than all else here. */
function combinedHeaders({ rawHeaders }: IncomingMessage): Record<string, string> {
  // Without a prototype, any name is a name like others.
  const combined: Record<string, string> = Object.create(null);
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? "";
    const before = combined[name];
    const value = rawHeaders[i + 1] ?? "";
    combined[name] = before === undefined ? value : `${before}${name === "cookie" ? "; " : ","}${value}`;
  }
  return combined;
}

let drawn = Buffer.alloc(0);

/** Random bytes, drawn for many requests at once. */
function random(length: number): Buffer {
  if (drawn.length < length) drawn = randomBytes(4_096);
  const bytes = drawn.subarray(0, length);
  drawn = drawn.subarray(length);
  return bytes;
}

function combinedQuery(rawQueryString: string): Record<string, string> {
  const combined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = combined.get(name);
    combined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(combined);
}

/**
 * Text arrives as text, everything else as base64. Which content types are text is not documented, but was tried on AWS:
 * https://github.com/ministackorg/ministack/pull/766. Bytes that are not UTF-8 stay whole as base64.
 */
function encodedBody(body: Buffer, contentType = ""): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = /^(text\/.*|application\/(json|javascript|xml))\s*(;|$)/i.test(contentType) && isUtf8(body);
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

let clock = { second: 0, text: "" };

/** `12/Mar/2020:19:03:58 +0000`, written once a second. */
function clfTime(date: Date): string {
  const second = Math.floor(date.getTime() / 1_000);
  if (clock.second !== second) {
    const [day, time] = date.toISOString().split("T");
    const [year, month, dayOfMonth] = (day ?? "").split("-");
    const text = `${dayOfMonth}/${MONTHS[Number(month) - 1]}/${year}:${time?.slice(0, 8)} +0000`;
    clock = { second, text };
  }
  return clock.text;
}
