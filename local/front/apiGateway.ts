/**
 * What API Gateway's HTTP API does around a Lambda function, as far as handlers depend on it: it makes the event of
 * payload format 2.0 and reads the result. Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import { isUtf8 } from "node:buffer";
import { randomFillSync } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** API Gateway refuses larger payloads itself. */
export const MAX_PAYLOAD_BYTES = 10_485_760;

/**
 * The total of request line and header values:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export const MAX_HEAD_BYTES = 10_240;

/** Whether API Gateway refuses a request for its request line and headers. */
export function isHeadTooLarge({ method = "GET", url = "/", httpVersion, rawHeaders }: IncomingMessage): boolean {
  // Node reads them as Latin-1, so that a character is a byte.
  let bytes = `${method} ${url} HTTP/${httpVersion}`.length;
  for (let i = 1; i < rawHeaders.length; i += 2) bytes += rawHeaders[i]?.length ?? 0;
  return bytes > MAX_HEAD_BYTES;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The event for a request that matched a route, with the path's parameters, decoded. */
export function toEvent(
  request: IncomingMessage,
  body: Buffer,
  routeKey: string,
  pathParameters: Record<string, string | undefined>,
): APIGatewayProxyEventV2 {
  const { method = "GET", url = "/" } = request;
  const queryAt = url.indexOf("?");
  const rawPath = decode(queryAt < 0 ? url : url.slice(0, queryAt));
  const rawQueryString = queryAt < 0 ? "" : url.slice(queryAt + 1);
  const now = new Date();
  const second = secondOf(now);
  const headers = combinedHeaders(request);
  const { cookie, host = "localhost" } = headers;
  const { domainName, domainPrefix } = domainOf(host);
  const sourceIp = request.socket.remoteAddress ?? "";
  headers["x-amzn-trace-id"] = `Root=1-${second.hex}-${random(24)}`;
  headers["x-forwarded-for"] = sourceIp;
  headers["x-forwarded-port"] = String(request.socket.localPort ?? "");
  headers["x-forwarded-proto"] = "http";
  const event: APIGatewayProxyEventV2 = {
    version: "2.0",
    routeKey,
    rawPath,
    rawQueryString,
    headers,
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName,
      domainPrefix,
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: `${random(15)}=`,
      routeKey,
      stage: "$default",
      time: second.text,
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: false,
  };
  // These exist only if the request has them. Spreading them into the event would take longer than everything else
  // here.
  if (cookie !== undefined) {
    event.cookies = cookie.split(/; */);
    delete headers.cookie;
  }
  if (rawQueryString !== "") event.queryStringParameters = combinedQuery(rawQueryString);
  if (Object.keys(pathParameters).length > 0) event.pathParameters = pathParameters;
  if (body.length > 0) {
    // Bytes that are not UTF-8 are kept as base64.
    const isText = isTextType(headers["content-type"]) && isUtf8(body);
    event.body = body.toString(isText ? "utf8" : "base64");
    event.isBase64Encoded = !isText;
  }
  return event;
}

/** Sends a handler's result, read as API Gateway reads payload format 2.0. */
export function sendResult(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const { statusCode = 200, headers, cookies, body = "", isBase64Encoded = false } = result;
  const content = isBase64Encoded ? Buffer.from(body, "base64") : body;
  // In one call: setting a single header takes as long as setting all of them.
  const sent: OutgoingHttpHeaders = { ...headers, "content-length": Buffer.byteLength(content) };
  if (cookies) sent["set-cookie"] = cookies;
  response.writeHead(statusCode, sent);
  response.end(content);
}

/** API Gateway's own answers have this form, not the API's. */
export const sendGatewayError = (response: ServerResponse, statusCode: number, message: string): void =>
  sendResult(response, {
    statusCode,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message }),
  });

/** As a prototype it makes names such as `constructor` ordinary keys. Objects without any prototype are slow in V8. */
const NAMELESS = Object.create(null);

/**
 * Lower-case names; repeated headers are joined with commas. Node's own `headersDistinct` takes longer than everything
 * else here.
 */
function combinedHeaders({ rawHeaders }: IncomingMessage): Record<string, string> {
  const combined: Record<string, string> = Object.create(NAMELESS);
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? "";
    const before = combined[name];
    const value = rawHeaders[i + 1] ?? "";
    combined[name] = before === undefined ? value : `${before}${name === "cookie" ? "; " : ","}${value}`;
  }
  return combined;
}

const RANDOM = Buffer.alloc(4_096);
let drawn = "";
let taken = 0;

/** Random hexadecimal digits, generated for many requests at once. */
function random(length: number): string {
  if (taken + length > drawn.length) {
    drawn = randomFillSync(RANDOM).toString("hex");
    taken = 0;
  }
  taken += length;
  return drawn.slice(taken - length, taken);
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
 * Whether a body arrives as text; all others arrive as base64. Not documented, but tried on AWS:
 * https://github.com/ministackorg/ministack/pull/766
 */
const isTextType = (contentType = ""): boolean =>
  /^(text\/.*|application\/(json|javascript|xml))\s*(;|$)/i.test(contentType);

function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

let domain = { host: "", domainName: "", domainPrefix: "" };

/** The parts of a Host header. Cached, because it is mostly the same as in the previous request. */
function domainOf(host: string): { domainName: string; domainPrefix: string } {
  if (domain.host !== host) {
    const domainName = host.replace(/:\d+$/, "");
    domain = { host, domainName, domainPrefix: domainName.split(".")[0] ?? "" };
  }
  return domain;
}

let clock = { second: 0, text: "", hex: "" };

/** The time as `12/Mar/2020:19:03:58 +0000` and as hexadecimal seconds, both formatted once a second. */
function secondOf(date: Date): { text: string; hex: string } {
  const second = Math.floor(date.getTime() / 1_000);
  if (clock.second !== second) {
    const [day, time] = date.toISOString().split("T");
    const [year, month, dayOfMonth] = (day ?? "").split("-");
    const text = `${dayOfMonth}/${MONTHS[Number(month) - 1]}/${year}:${time?.slice(0, 8)} +0000`;
    clock = { second, text, hex: second.toString(16) };
  }
  return clock;
}
