/** Identifies the caller and the caller's organization. */
import type { KeyObject } from "node:crypto";
import { type Budget, budgetOf, type Context } from "../base/context.ts";
import { AppError } from "../base/errors.ts";
import { type ApiKey, hashOf, isSecret, isUsable, keyIdOf, type Scope } from "./apiKey.ts";
import { LookupCache } from "./cache.ts";
import type { Organization } from "./organization.ts";
import { idKeyFrom } from "./organization.ts";
import { getApiKey, getOrganization } from "./store.ts";

const apiKeys = new LookupCache<Awaited<ReturnType<typeof getApiKey>>>();
const organizations = new LookupCache<(Organization & { idKey: KeyObject }) | undefined>();

/**
 * The API key with this secret, if it has the scope.
 *
 * @throws AppError `unauthorized` when the key is missing, unknown, expired or revoked (noticed within 30 seconds)
 * @throws AppError `forbidden` when it lacks the scope
 */
export async function authenticate(
  call: Budget,
  secret: string | undefined,
  scope: Scope | "any",
  now: Date,
): Promise<ApiKey> {
  if (secret === undefined || !isSecret(secret)) throw new AppError("unauthorized");
  const hash = hashOf(secret);
  const key = await apiKeys.get(hash, () => getApiKey(call, keyIdOf(hash)));
  // The id holds 142 bits of the hash, so the hashes never differ unless the table was tampered with.
  if (key?.hash !== hash || !isUsable(key, now)) throw new AppError("unauthorized");
  if (scope !== "any") requireScope(key, scope);
  return key;
}

/** @throws AppError `forbidden` when the key lacks the scope */
export function requireScope({ scopes }: ApiKey, scope: Scope): void {
  if (!scopes.includes(scope)) throw new AppError("forbidden", { message: `This API key lacks the scope ${scope}.` });
}

/** The caller's organization, at most 30 seconds old, with the key object for its derived customer ids. */
export async function organizationOf(context: Context): Promise<Organization & { idKey: KeyObject }> {
  const { organizationId } = context;
  const organization = await organizations.get(organizationId, async () => {
    const found = await getOrganization(context, organizationId);
    return found && { ...found, idKey: idKeyFrom(found.idSecret) };
  });
  if (!organization) throw new Error(`API key without an organization: ${organizationId}`);
  return organization;
}

/** Has the form of a key, but is nobody's. */
const NOBODYS_SECRET = `ck_${"0".repeat(32)}`;

/** Looks up a key that nobody has, to open the connection and warm the SDK. Takes at most a second, and never throws. */
export async function openConnection(): Promise<void> {
  await authenticate(budgetOf(1_000), NOBODYS_SECRET, "any", new Date()).catch(() => undefined);
}
