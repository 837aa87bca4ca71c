/** What operators do with organizations and their API keys, under AWS credentials: there is no API for it. */
import { randomBytes } from "node:crypto";
import { type ApiKey, hashSecret, newSecret } from "./apiKey.ts";
import {
  createOrganizationUnlessExists,
  getOrganization,
  listApiKeys,
  listOrganizationIds,
  putApiKeyUnlessExists,
  revokeApiKey,
} from "./store.ts";

/** Operators may wait longer than a request. */
const call = () => ({ signal: AbortSignal.timeout(60_000), units: 0 });

/** Makes the organization, with its permanent id secret, if it is new. */
export const createOrganization = (id: string, name = id): Promise<boolean> =>
  createOrganizationUnlessExists(call(), { id, name, idSecret: randomBytes(32).toString("base64") });

/**
 * Issues a key; the secret is in the result and nowhere else. A given secret that was issued before, revoked or not,
 * changes nothing.
 */
export async function issueKey(
  key: Pick<ApiKey, "organizationId" | "name" | "scopes" | "expiresAt">,
  secret = newSecret(),
): Promise<{ secret: string; key: ApiKey }> {
  const { id, hash } = hashSecret(secret);
  const issued: ApiKey = { ...key, id, createdAt: new Date().toISOString() };
  await putApiKeyUnlessExists(call(), issued, hash);
  return { secret, key: issued };
}

/** All keys of an organization, oldest first. */
export const listKeys = (organizationId: string): Promise<ApiKey[]> => listApiKeys(call(), organizationId);

/** Revokes a key, for good; a repeat keeps the first time. Undefined when there is none with this id. */
export const revokeKey = (id: string): Promise<ApiKey | undefined> => revokeApiKey(call(), id, new Date());

/** The ids of all organizations. */
export const listOrganizations = (): Promise<string[]> => listOrganizationIds(call());

/** How many shards an organization's customers are in; undefined when there is no such organization. */
export const organizationShards = async (id: string): Promise<number | undefined> =>
  (await getOrganization(call(), id)) && 1;
