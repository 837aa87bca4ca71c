/** The rules of API keys that make, change and end others. Lists are in list.ts, how operators make keys is not here. */
import { waitForTurn } from "../aws/dynamodb.ts";
import type { Context } from "../base/context.ts";
import { AppError, type FieldProblem, invalid } from "../base/errors.ts";
import { idempotencyMark, isRepeatOf } from "../base/marks.ts";
import { type ApiKey, hashOf, isKeyId, isUsable, keyIdOf, newSecret } from "../organizations/apiKey.ts";
import { AlreadyCreated } from "./alreadyCreated.ts";
import { type Bounds, boundsOf, boundsToEnd, hasScopes, outlives } from "./bounds.ts";
import { type CreateApiKey, inOrder } from "./schemas.ts";
import { changeApiKey, getOwnApiKey, type KeyChange, putApiKey } from "./store.ts";

/**
 * Makes a key that is no wider and lives no longer than its maker. Its secret is returned and stored nowhere.
 *
 * @throws AppError `validation_error` when it would be wider or live longer
 * @throws AppError `unauthorized` when the maker was revoked or has expired, at once and not within 30 seconds
 * @throws AlreadyCreated when the Idempotency-Key has made a key before
 */
export async function createApiKey(
  context: Context,
  maker: ApiKey,
  { name, scopes, expiresAt }: CreateApiKey,
  idempotencyKey: string | undefined,
): Promise<{ key: ApiKey; secret: string }> {
  const now = context.now();
  const secret = newSecret();
  const hash = hashOf(secret);
  const input = { name, scopes: inOrder(scopes), ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}) };
  const key: ApiKey = {
    ...input,
    id: keyIdOf(hash),
    organizationId: context.organizationId,
    createdAt: now.toISOString(),
    createdBy: maker.id,
  };
  const mark = idempotencyKey === undefined ? undefined : idempotencyMark(idempotencyKey, input);
  const written = await putApiKey(context, { id: maker.id, bounds: boundsOf(key) }, { key, hash, mark });
  if (written.isMade) return { key, secret };
  const { caller, former } = written;
  const current = caller === undefined ? maker : usable(caller, now);
  if (former && isRepeatOf(former.mark, mark)) throw new AlreadyCreated(former.keyId);
  throw invalid(excessOf(key, current));
}

/** What a new key has more than its maker. */
function excessOf({ scopes, expiresAt }: ApiKey, maker: ApiKey): FieldProblem[] {
  const own = maker.scopes.join(", ");
  return [
    ...(hasScopes(maker, scopes)
      ? []
      : [{ field: "scopes", message: `must be scopes that the API key which makes it has: ${own}` }]),
    ...(outlives(maker, expiresAt) ? [] : [tooLong(maker)]),
  ];
}

const tooLong = ({ expiresAt }: ApiKey): FieldProblem => ({
  field: "expiresAt",
  message: `must be no later than ${expiresAt}, when the API key that sends this expires`,
});

/** A key of the caller's organization, revoked or not. @throws AppError `api_key_not_found` */
export async function findApiKey(context: Context, id: string): Promise<ApiKey> {
  const key = isKeyId(id) ? await getOwnApiKey(context, id) : undefined;
  if (!key) throw new AppError("api_key_not_found");
  return key;
}

/**
 * Sets when a key expires. A repeat changes nothing.
 *
 * @throws AppError `api_key_not_found` also when it is revoked
 * @throws AppError `validation_error` when it would live longer than before, and than the caller
 * @throws AppError `api_key_protected` when it would live longer and is wider than the caller, when it could make keys for longer than
 *   the caller, and for the caller itself
 */
export const setExpiry = (context: Context, caller: ApiKey, id: string, time: Date): Promise<ApiKey> =>
  change(context, caller, id, (target) => {
    const expiresAt = time.toISOString();
    if (target.revokedAt !== undefined) throw new AppError("api_key_not_found");
    if (target.expiresAt === expiresAt) return undefined;
    const isLonger = !outlives(target, expiresAt);
    const bounds = isLonger ? { scopes: target.scopes, until: expiresAt } : boundsToEnd(target, context.now());
    return { set: { expiresAt }, bounds, isLonger };
  });

/**
 * Revokes a key for good. Keys that it made live on. A repeat keeps the first time.
 *
 * @throws AppError `api_key_not_found`
 * @throws AppError `api_key_protected` when it could make keys that the caller cannot, and for the caller itself
 */
export const deleteApiKey = (context: Context, caller: ApiKey, id: string): Promise<ApiKey> =>
  change(context, caller, id, (target) => {
    if (target.revokedAt !== undefined) return undefined;
    const now = context.now();
    return { set: { revokedAt: now.toISOString() }, bounds: boundsToEnd(target, now) };
  });

/** What to do to a key as it was read. */
interface Decision {
  set: KeyChange;
  bounds: Bounds;
  /** Whether the key lives longer than before. */
  isLonger?: boolean;
}

/** Changes a key as decided for what it is: when it is another by then, it is read and decided again. */
async function change(
  context: Context,
  caller: ApiKey,
  id: string,
  decide: (target: ApiKey) => Decision | undefined,
): Promise<ApiKey> {
  if (id === caller.id)
    throw new AppError("api_key_protected", {
      message: "An API key cannot end itself: let the one that replaces it do so.",
    });
  for (let attempt = 1; ; attempt++) {
    const target = await findApiKey(context, id);
    const decision = decide(target);
    if (!decision) return target;
    const { bounds, set } = decision;
    const written = await changeApiKey(context, { id: caller.id, bounds }, target, set);
    if (written.isChanged) return { ...target, ...set };
    if (written.caller !== undefined) throw refusal(usable(written.caller, context.now()), decision);
    await waitForTurn(context, attempt);
  }
}

const refusal = (caller: ApiKey, { bounds: { scopes }, isLonger = false }: Decision): AppError =>
  isLonger && hasScopes(caller, scopes) ? invalid([tooLong(caller)]) : new AppError("api_key_protected");

/** The caller's key as the write found it. @throws AppError `unauthorized` when it may no longer be used */
function usable(caller: ApiKey | null, now: Date): ApiKey {
  if (caller === null || !isUsable(caller, now)) throw new AppError("unauthorized");
  return caller;
}
