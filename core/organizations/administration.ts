/** How operators manage organizations and their API keys, with AWS credentials: there is no API for it. */
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

/** Creates the organization, with its permanent id secret, if it does not exist. */
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

/** The result of increasing the number of shards, and the organization after it. */
export interface ShardsIncrease {
  /** Not raised: it has that many, it has more, or the previous increase has not taken effect yet. */
  outcome: "raised" | "same" | "lower" | "pending";
  organization: Organization;
}

/** Raises an organization's number of shards. Undefined when the organization does not exist. */
export async function increaseShards(
  id: string,
  shards: number,
  now = serverTime,
): Promise<ShardsIncrease | undefined> {
  // This read also gets the time by DynamoDB's clock, which is used below.
  if (!(await findOrganization(id))) return;
  const { raised, organization } = await increaseShardsIfLower(operatorBudget(), id, shards, now());
  if (!organization) return;
  if (raised) return { outcome: "raised", organization };
  if (organization.shards === shards) return { outcome: "same", organization };
  return { outcome: organization.shards > shards ? "lower" : "pending", organization };
}

/**
 * Issues a key. Its secret is returned and stored nowhere. A given secret that was issued before, revoked or not,
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

/** Revokes a key for good; a repeat keeps the first time. Undefined when the key does not exist. */
export const revokeKey = (id: string): Promise<ApiKey | undefined> => revokeApiKey(operatorBudget(), id, new Date());

/** The ids of all organizations. */
export const listOrganizations = (): Promise<string[]> => listOrganizationIds(operatorBudget());
