/** The customer used in all measures, 524 bytes as DynamoDB counts them, and requests for it. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { keyActor, storedActor } from "../../core/base/actor.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { hashOf, keyIdOf } from "../../core/organizations/apiKey.ts";

export const ORGANIZATION = "org_bench";
export const KEY_NAME = "bench";
export const API_KEY = "ck_bench000000000000000000000000000000";
export const IDEMPOTENCY_TABLE = "clientela-local-idempotency";

/** The fields that are the same in all samples. */
const FIELDS = {
  fullName: "Acme Incorporated, Sons and two Daughters.",
  domain: "acme.com",
  website: "https://acme.com",
  timezone: "America/New_York",
  language: "en",
  industry: "software",
  employeeCount: "51 - 200",
} as const;
const METADATA = { plan: "pro", source: "import", region: "us-east-1" };

const padded = (serial: number): string => String(serial).padStart(10, "0");
export const externalIdOf = (serial: number): string => `user_${padded(serial)}`;
export const customerIdOf = (serial: number): string => `cus_${"0".repeat(14)}${padded(serial)}`;
/** As long as API Gateway's ids. */
const requestIdOf = (serial: number): string => `JKJaX${padded(serial)}=`;

/** The body of a create. */
export const bodyOf = (serial: number, withId = true): object => ({
  email: `billing${padded(serial)}@acme.com`,
  ...(withId ? { id: externalIdOf(serial) } : {}),
  ...FIELDS,
  metadata: METADATA,
});

const start = Date.parse("2026-01-01T00:00:00.000Z");

/** The same as stored; the higher the serial, the newer. Its id is not derived from the external id. */
export function sampleCustomer(serial: number): Customer {
  const createdAt = new Date(start + serial).toISOString();
  return {
    organizationId: ORGANIZATION,
    id: customerIdOf(serial),
    externalId: externalIdOf(serial),
    version: 1,
    email: `billing${padded(serial)}@acme.com`,
    ...FIELDS,
    metadata: JSON.stringify(METADATA),
    createdAt,
    updatedAt: createdAt,
    ...madeBy(requestIdOf(serial)),
  };
}

/** By the key that requests have. */
function madeBy(requestId: string): Pick<Customer, "requestId" | "actor"> {
  const actor = storedActor({ requestId, actor: keyActor({ id: keyIdOf(hashOf(API_KEY)), name: KEY_NAME }) });
  return { requestId, ...(actor === undefined ? {} : { actor }) };
}

export interface Sent {
  method: "GET" | "POST" | "PUT";
  path: string;
  id?: string;
  query?: Record<string, string>;
  json?: object;
}

let requests = 0;

/** An event from a REST client behind API Gateway, payload format 2.0, with the usual headers. */
export function eventOf({ method, path, id, query, json }: Sent): APIGatewayProxyEventV2 {
  const routeKey = `${method} ${id === undefined ? path : path.replace(id, "{id}")}`;
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      accept: "application/json",
      "accept-encoding": "gzip, deflate, br",
      "accept-language": "*",
      "content-length": String(json ? JSON.stringify(json).length : 0),
      "content-type": "application/json",
      host: "api.example.com",
      "sec-fetch-mode": "cors",
      "user-agent": "commet-node/1.10.1",
      "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
      "x-api-key": API_KEY,
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
    },
    ...(query ? { queryStringParameters: query } : {}),
    ...(id === undefined ? {} : { pathParameters: { id } }),
    requestContext: {
      accountId: "123456789012",
      apiId: "api-id",
      domainName: "api.example.com",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "commet-node/1.10.1" },
      requestId: requestIdOf(++requests),
      routeKey,
      stage: "$default",
      time: "10/Mar/2026:05:16:23 +0000",
      timeEpoch: 1773119783000,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    isBase64Encoded: false,
  };
}

export const createEvent = (serial: number, withId = true): APIGatewayProxyEventV2 =>
  eventOf({ method: "POST", path: "/api/customers", json: bodyOf(serial, withId) });

export const getEvent = (id: string): APIGatewayProxyEventV2 =>
  eventOf({ method: "GET", path: `/api/customers/${id}`, id });

export const listEvent = (query: Record<string, string>): APIGatewayProxyEventV2 =>
  eventOf({ method: "GET", path: "/api/customers", query });

export const updateEvent = (id: string, json: object): APIGatewayProxyEventV2 =>
  eventOf({ method: "PUT", path: `/api/customers/${id}`, id, json });
