/** What operators do with organizations and their API keys, under AWS credentials: there is no API for it. */
import { randomBytes } from "node:crypto";
import { serverTime } from "../aws/dynamodb.ts";
import { operatorBudget } from "../base/context.ts";
import { type ApiKey, hashOf, keyIdOf, newSecret } from "./apiKey.ts";
import type { Organization } from "./organization.ts";
import {
  createOrganizationUnlessExists,
  getOrganization,
  increaseShardsIfLower,
  listApiKeys,
  listOrganizationIds,
  putApiKeyUnlessExists,
  revokeApiKey,
} from "./store.ts";

/** Makes the organization, with its permanent id secret, if it is new. */
export const createOrganization = (id: string, name = id): Promise<boolean> =>
  createOrganizationUnlessExists(operatorBudget(), {
    id,
    name,
    idSecret: randomBytes(32).toString("base64"),
    shards: 1,
  });

/** The organization, or undefined when there is none with this id. */
export const findOrganization = (id: string): Promise<Organization | undefined> =>
  getOrganization(operatorBudget(), id);

/** Whether the number of shards was raised, and the organization as it is then. */
export interface ShardsIncrease {
  /** Not raised: it has as many, it has more, or the increase before has not taken effect yet. */
  outcome: "raised" | "same" | "lower" | "pending";
  organization: Organization;
}

/** Raises an organization's number of shards. Undefined when there is none with this id. */
export async function increaseShards(
  id: string,
  shards: number,
  now = serverTime,
): Promise<ShardsIncrease | undefined> {
  // DynamoDB has answered before its clock is asked.
  if (!(await findOrganization(id))) return;
  const { raised, organization } = await increaseShardsIfLower(operatorBudget(), id, shards, now());
  if (!organization) return;
  if (raised) return { outcome: "raised", organization };
  if (organization.shards === shards) return { outcome: "same", organization };
  return { outcome: organization.shards > shards ? "lower" : "pending", organization };
}

/**
 * Issues a key; the secret is in the result and nowhere else. A given secret that was issued before, revoked or not,
 * changes nothing.
 */
export async function issueKey(
  key: Pick<ApiKey, "organizationId" | "name" | "scopes" | "expiresAt">,
  secret = newSecret(),
): Promise<{ secret: string; key: ApiKey }> {
  const hash = hashOf(secret);
  const issued: ApiKey = { ...key, id: keyIdOf(hash), createdAt: new Date().toISOString() };
  await putApiKeyUnlessExists(operatorBudget(), issued, hash);
  return { secret, key: issued };
}

/** All keys of an organization, oldest first. */
export const listKeys = (organizationId: string): Promise<ApiKey[]> => listApiKeys(operatorBudget(), organizationId);

/** Revokes a key, for good; a repeat keeps the first time. Undefined when there is none with this id. */
export const revokeKey = (id: string): Promise<ApiKey | undefined> => revokeApiKey(operatorBudget(), id, new Date());

/** The ids of all organizations. */
export const listOrganizations = (): Promise<string[]> => listOrganizationIds(operatorBudget());
