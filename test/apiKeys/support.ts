import { expect } from "vitest";
import { issueKey } from "../../core/organizations/administration.ts";
import { type Scope, scopes } from "../../core/organizations/apiKey.ts";
import type { Client } from "../support/api.ts";
import { checked, type Json, outcome, type Stack, unique } from "../support/service.ts";

export const PATH = "/api/api-keys";

export const pathOf = (id: string): string => `${PATH}/${id}`;

export const A_DAY_MS = 86_400_000;

/** The time so many days from now, as answers show it. */
export const inDays = (days: number): string => new Date(Date.now() + days * A_DAY_MS).toISOString();

/** Makes a key by API, and returns it as answered, with its secret. */
export async function make(maker: Client, fields: object = {}): Promise<Json> {
  const answer = await maker.post(PATH, { name: unique("key"), scopes: ["read"], ...fields });
  expect(outcome(answer), answer.text).toBe("201");
  return answer.body.data;
}

/** A client with a key that an operator makes, and the key's id. */
export async function issued(
  stack: Stack,
  organizationId: string,
  { scopes: some = scopes, ...fields }: { scopes?: readonly Scope[]; name?: string; expiresAt?: string } = {},
): Promise<Client & { id: string }> {
  const { key, secret } = await issueKey({ organizationId, name: unique("issued"), scopes: some, ...fields });
  return { ...clientOf(stack, secret, organizationId), id: key.id };
}

/** A client with this secret, whose answers are checked. */
export const clientOf = (stack: Stack, secret: string, organizationId: string): Client =>
  checked(stack.api.client(secret, organizationId));

export const patch = (client: Client, id: string, expiresAt: string) =>
  client.request("PATCH", pathOf(id), { json: { expiresAt } });

export const remove = (client: Client, id: string) => client.request("DELETE", pathOf(id));

/** The keys on all pages of the list. */
export async function listed(client: Client, limit = 100): Promise<Json[]> {
  const keys: Json[] = [];
  let cursor = "";
  do {
    const answer = await client.get(`${PATH}?limit=${limit}${cursor && `&cursor=${cursor}`}`);
    expect(outcome(answer), answer.text).toBe("200");
    keys.push(...answer.body.data);
    cursor = answer.body.nextCursor ?? "";
  } while (cursor !== "");
  return keys;
}
