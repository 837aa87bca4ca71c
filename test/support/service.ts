/** Shared by the service tests: a stack per file, a client that checks every answer's form, factories. */

import { BatchWriteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import type { Item } from "../../core/aws/item.ts";
import { config } from "../../core/base/config.ts";
import { derivedCustomerId } from "../../core/customers/ids.ts";
import { toSubscriptionMap } from "../../core/customers/subscription/item.ts";
import { bare, type Envelope, wrapped } from "../../core/http/generations/envelopes.ts";
import { generations } from "../../core/http/generations/generations.ts";
import { guide } from "../../core/http/generations/guide.ts";
import type { Scope } from "../../core/organizations/apiKey.ts";
import { idKeyFrom } from "../../core/organizations/organization.ts";
import { getOrganization } from "../../core/organizations/store.ts";
import { type Answer, type Api, type Client, type RequestOptions, sharedApi } from "./api.ts";

/** JSON of every shape. */
export type Json = Answer["body"];

export interface Stack {
  readonly api: Api;
  /** The client of one organization that the file's tests share. */
  readonly client: Client;
  /** A checked client of a new, empty organization. */
  newOrganization: (scopes?: readonly Scope[]) => Promise<Client>;
}

/** Runs the real stack for one file's tests, by default without its publisher; several files may share it. */
export function useStack({ publishes = false } = {}): Stack {
  const running: { api?: Api; client?: Client } = {};
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error("The stack runs inside tests only");
    return part;
  };
  const newOrganization = async (scopes?: readonly Scope[]) =>
    checked(await started(running.api).newOrganization(scopes));
  beforeAll(async () => {
    running.api = await sharedApi({ publishes });
    running.client = await newOrganization();
  });
  afterAll(() => running.api?.stop());
  return {
    get api() {
      return started(running.api);
    },
    get client() {
      return started(running.client);
    },
    newOrganization,
  };
}

/** The same client, which first checks every answer against the rules for all answers. */
export function checked(client: Client): Client {
  const request = async (method: string, path: string, options?: RequestOptions) =>
    expectCommonForm(await client.request(method, path, options));
  return {
    ...client,
    request,
    get: (path, headers = {}) => request("GET", path, { headers }),
    post: (path, json, headers = {}) => request("POST", path, { json, headers }),
    put: (path, json, headers = {}) => request("PUT", path, { json, headers }),
  };
}

/** Checks the headers of every answer, the envelope of every success, and the two forms of every error. */
export function expectCommonForm(answer: Answer): Answer {
  const { status, headers, body, text } = answer;
  expect(headers.get("cache-control"), text).toBe("no-store");
  expect(headers.get("content-type"), text).toBe("application/json");
  expect(headers.get("x-request-id"), text).toMatch(/^\S+$/);
  expect(status, text).toBeLessThan(500);
  if (status >= 400) expectErrorForm(answer);
  else if (envelopeOf(answer) === wrapped) {
    expect(body.success, text).toBe(true);
    expect(Object.keys(body)).not.toContain("code");
  } else if (body !== null) expect(Object.keys(body), text).not.toContain("success");
  return answer;
}

/** The envelope of the version that the answer names. */
function envelopeOf({ headers, text }: Answer): Envelope | undefined {
  const version = headers.get("commet-version") ?? "";
  const generation = version === guide.version ? guide : generations.find(({ versions }) => versions.includes(version));
  expect(generation, text).toBeDefined();
  return generation?.envelope;
}

/** The local stack's address, or API Gateway's. */
const API = "(http://localhost:\\d+|https://\\w+\\.execute-api\\.localhost)";

/** Checks that the failure is at the top level and in `error` or, without an envelope, only in `error`. */
export function expectErrorForm(answer: Answer): void {
  const { headers, body, text } = answer;
  const { error } = body;
  if (envelopeOf(answer) === bare) expect(Object.keys(body), text).toEqual(["error"]);
  else expect(body.success, text).toBe(false);
  const { code, message, details } = "success" in body ? body : error;
  expect([typeof code, typeof message], text).toEqual(["string", "string"]);
  expect(error, text).toMatchObject({ code, message, request_id: headers.get("x-request-id") });
  expect(typeof error.type, text).toBe("string");
  expect(error.doc_url, text).toMatch(new RegExp(`^${API}/docs/errors/${code}$`));
  expect(error.details, text).toEqual(details);
  if (code !== "validation_error") return;
  expect(details.length, text).toBeGreaterThan(0);
  for (const problem of details)
    expect(problem, text).toEqual({ field: expect.any(String), message: expect.any(String) });
  expect(error.param, text).toBe(details[0].field);
}

/** `201`, or `409 customer_archived`: the values that callers switch on. */
export const outcome = ({ status, body }: Answer): string =>
  status < 400 ? `${status}` : `${status} ${body.error.code}`;

/** The fields that a 422 names, once per problem. */
export function problemFields(answer: Answer): string[] {
  expect(outcome(answer), answer.text).toBe("422 validation_error");
  return answer.body.error.details.map(({ field }: { field: string }) => field);
}

let serial = 0;
/** A unique text. */
export const unique = (prefix = "user"): string => `${prefix}_${++serial}`;

/** The body of a valid create. */
export const newCustomer = (fields: object = {}): Record<string, unknown> => ({
  email: `${unique("billing")}@acme.com`,
  ...fields,
});

export const newAddress = (parts: object = {}): Record<string, unknown> => ({
  line1: "123 Main St",
  city: "Austin",
  postalCode: "78701",
  country: "US",
  ...parts,
});

/** Creates a customer and returns it as answered, with its ETag. */
export async function create(client: Client, fields: object = {}): Promise<{ customer: Json; etag: string }> {
  const answer = await client.post("/api/customers", newCustomer(fields));
  expect(outcome(answer), answer.text).toBe("201");
  return { customer: answer.body.data, etag: etagOf(answer) };
}

export async function archived(client: Client, fields: object = {}): Promise<{ customer: Json; etag: string }> {
  const { customer } = await create(client, fields);
  const answer = await client.put(`/api/customers/${customer.id}`, { isActive: false });
  expect(outcome(answer), answer.text).toBe("200");
  return { customer: answer.body.data, etag: etagOf(answer) };
}

/** Creates customers in batches of a hundred; returns them in no particular order. */
export async function createMany(client: Client, count: number): Promise<Json[]> {
  const customers: Json[] = [];
  for (let left = count; left > 0; left -= 100) {
    const items = Array.from({ length: Math.min(left, 100) }, () => newCustomer());
    customers.push(...(await createBatch(client, items)));
  }
  return customers;
}

/** Sends a batch; where the service was busy for some of it, again with its key, as callers do. */
export async function createBatch(client: Client, items: readonly object[]): Promise<Json[]> {
  const headers = { "idempotency-key": unique("batch") };
  const send = async () => (await client.post("/api/customers/batch", { customers: items }, headers)).body.data;
  const isBusy = ({ error }: { error: string }) => error.startsWith("service_unavailable");
  let data = await send();
  for (let repeats = 0; repeats < 10 && data.failed.some(isBusy); repeats++) data = await send();
  expect(data.failed).toEqual([]);
  return data.successful;
}

/** The customer as currently stored. */
export async function stored(client: Client, id: string): Promise<{ customer: Json; etag: string }> {
  const answer = await client.get(pathOf(id));
  expect(outcome(answer), answer.text).toBe("200");
  return { customer: answer.body.data, etag: etagOf(answer) };
}

export const pathOf = (id: string): string => `/api/customers/${encodeURIComponent(id)}`;

export const etagOf = ({ headers }: Answer): string => headers.get("etag") ?? "none";

/** The version that an ETag names. */
export const versionOf = (etag: string): number => Number(/^"(\d+)"$/.exec(etag)?.[1]);

/** Writes a subscription into the customer's item without the API, and without changing its version. */
export async function putSubscription(client: Client, customerId: string, endDate?: string): Promise<void> {
  const dynamodb = dynamodbClient();
  const start = "2020-01-01T00:00:00.000Z";
  const M = toSubscriptionMap({
    id: `sub_${customerId.slice(4)}00000000`,
    planId: "plan_0",
    planName: "Pro",
    name: "Pro",
    price: 1,
    seats: {},
    startDate: start,
    createdAt: start,
    ...(endDate === undefined ? {} : { endDate, canceledAt: start }),
  });
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: config.customersTable(),
      Key: { pk: { S: `${client.organizationId}#${customerId}` } },
      UpdateExpression: "SET subscription = :subscription",
      ExpressionAttributeValues: { ":subscription": { M } },
    }),
  );
}

/** Writes items into the customers table unchanged. */
export async function putItems(items: readonly Item[]): Promise<void> {
  const dynamodb = dynamodbClient();
  for (let i = 0; i < items.length; i += 25) {
    const requests = items.slice(i, i + 25).map((Item) => ({ PutRequest: { Item } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [config.customersTable()]: requests } }));
  }
}

/** The id that an external id reserves, for looking into the table. */
export async function reservedId(client: Client, externalId: string): Promise<string> {
  const call = { signal: new AbortController().signal, units: 0 };
  const organization = await getOrganization(call, client.organizationId);
  return derivedCustomerId(idKeyFrom(organization?.idSecret ?? ""), "external-id", externalId);
}

/** Runs something this many times in parallel. */
export const parallel = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));

/**
 * Holds that of racers one has the winner's outcome, and all others the losers'. Where a racer was told 503 at first it
 * may have won then, and have the losers' outcome now.
 */
export function expectOneWinner(answers: readonly Answer[], winner: string, loser: string): void {
  const outcomes = tally(answers);
  const isWinnerARepeat = outcomes[winner] === undefined && answers.some(({ isRepeat }) => isRepeat);
  expect(outcomes).toEqual(
    isWinnerARepeat ? { [loser]: answers.length } : { [winner]: 1, [loser]: answers.length - 1 },
  );
}

/** How often each outcome occurs. */
export const tally = (answers: readonly Answer[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[outcome(answer)] = (counts[outcome(answer)] ?? 0) + 1;
  return counts;
};
