/** Who calls, and for which organization. */
import type { KeyObject } from "node:crypto";
import type { Call, Context } from "../base/context.ts";
import { AppError } from "../base/errors.ts";
import { type ApiKey, hashOf, isSecret, isUsable, keyIdOf, type Scope } from "./apiKey.ts";
import { LookupCache } from "./cache.ts";
import type { Organization } from "./organization.ts";
import { idKeyFrom } from "./organization.ts";
import { getApiKey, getOrganization } from "./store.ts";

type Timed = Pick<Call, "signal" | "units">;

const apiKeys = new LookupCache<Awaited<ReturnType<typeof getApiKey>>>();
const organizations = new LookupCache<(Organization & { idKey: KeyObject }) | undefined>();

/**
 * The API key behind a secret, if it may do what the scope names.
 *
 * @throws AppError `unauthorized` when the key is missing, unknown, expired or revoked (noticed within 30 seconds)
 * @throws AppError `forbidden` when it lacks the scope
 */
export async function authenticate(
  call: Timed,
  secret: string | undefined,
  scope: Scope | "any",
  now: Date,
): Promise<ApiKey> {
  if (secret === undefined || !isSecret(secret)) throw new AppError("unauthorized");
  const hash = hashOf(secret);
  const key = await apiKeys.get(hash, () => getApiKey(call, keyIdOf(hash)));
  // The id is 142 bits of the hash, so this never differs but by a store that was tampered with.
  if (key?.hash !== hash || !isUsable(key, now)) throw new AppError("unauthorized");
  if (scope !== "any" && !key.scopes.includes(scope))
    throw new AppError("forbidden", { message: `This API key lacks the scope ${scope}.` });
  return key;
}

/** The caller's organization as it was at most 30 seconds ago, and what its derived customer ids are keyed with. */
export async function organizationOf(context: Context): Promise<Organization & { idKey: KeyObject }> {
  const { organizationId } = context;
  const organization = await organizations.get(organizationId, async () => {
    const found = await getOrganization(context, organizationId);
    return found && { ...found, idKey: idKeyFrom(found.idSecret) };
  });
  if (!organization) throw new Error(`API key without an organization: ${organizationId}`);
  return organization;
}

/**
 * One real read while the process starts: it opens the connection and warms the SDK, so that the first request does not
 * pay for it. Bounded to a second; whether it works is the first request's business.
 */
export async function prime(): Promise<void> {
  await getApiKey({ signal: AbortSignal.timeout(1_000), units: 0 }, "prime").catch(() => undefined);
}
