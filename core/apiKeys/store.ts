/**
 * What the API of keys reads and writes, in the organizations table; core/organizations/store.ts has the layout.
 *
 * | item                                      | pk    | sk                   |
 * |-------------------------------------------|-------|----------------------|
 * | a create with an Idempotency-Key          | <org> | key-mark#<hash>      |
 *
 * Each write is one transaction that also holds the key that makes the request to what it must have, at that moment and not
 * when it was looked up.
 */
import { type CancellationReason, GetItemCommand, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { batchGet, querySortKeysDown, send, tableNamed } from "../aws/dynamodb.ts";
import { type Item, textIn } from "../aws/item.ts";
import { unlessNewer } from "../aws/layout.ts";
import { isFailedCondition, transact } from "../aws/transaction.ts";
import { config } from "../base/config.ts";
import type { Context } from "../base/context.ts";
import { keyOfMark } from "../base/marks.ts";
import type { ApiKey } from "../organizations/apiKey.ts";
import { fromKeyItem, KEY_ENTRIES, keyEntry, keyIdIn, keyOfApiKey, toKeyItem } from "../organizations/store.ts";
import type { PartitionPage } from "../pages/merge.ts";
import type { Bounds } from "./bounds.ts";

const table = () => tableNamed(config.organizationsTable());
const oldOnFailure = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;

/** A key of the caller's organization, revoked or not, strongly consistent. Undefined when there is none. */
export async function getOwnApiKey(context: Context, id: string): Promise<ApiKey | undefined> {
  const { Item } = await send(context, new GetItemCommand({ ...table(), Key: keyOfApiKey(id), ConsistentRead: true }));
  const key = Item && fromKeyItem(Item);
  return key?.organizationId === context.organizationId ? key : undefined;
}

/** A key in the list, and its position there. */
export interface ListedKey {
  position: string;
  key: ApiKey;
}

/** Reads at most `limit` entries of the organization's list, newest first, and the keys that are not revoked. */
export async function queryApiKeys(
  context: Context,
  limit: number,
  after: string | undefined,
): Promise<PartitionPage<ListedKey>> {
  const request = { pk: context.organizationId, prefix: KEY_ENTRIES, limit, after };
  const { sortKeys, lastKey } = await querySortKeysDown(context, config.organizationsTable(), request);
  const positions = new Map(sortKeys.map((position) => [keyIdIn(position), position]));
  const items = await batchGet(context, config.organizationsTable(), [...positions.keys()].map(keyOfApiKey));
  const keys = new Map(items.map(fromKeyItem).map((key) => [key.id, key]));
  const listed = [...positions].flatMap(([id, position]): ListedKey[] => {
    const key = keys.get(id);
    return key && key.revokedAt === undefined ? [{ position, key }] : [];
  });
  return { items: listed, lastKey };
}

/** The key that makes a request, and what it must have for what it asks. */
export interface Caller {
  id: string;
  bounds: Bounds;
}

/** A write that was not made. */
export interface Refused {
  /** The caller's key as it is, if it lacks what it must have: null when there is no such key. */
  caller?: ApiKey | null;
}

/** A new key. */
export interface NewKey {
  key: ApiKey;
  /** Of its secret. */
  hash: string;
  /** Of the request, if it has an Idempotency-Key. */
  mark: string | undefined;
}

/**
 * Writes a key, its entry in the list and its mark, if the caller has what it must have and there is no such mark. With
 * `former`, what a request with this Idempotency-Key left.
 */
export async function putApiKey(
  context: Context,
  caller: Caller,
  { key, hash, mark }: NewKey,
): Promise<{ isMade: true } | (Refused & { isMade: false; former?: { mark: string; keyId: string } })> {
  const { organizationId } = context;
  const reasons = await transactAs(context, caller, [
    { Put: put(toKeyItem(key, hash)) },
    { Put: { TableName: config.organizationsTable(), Item: keyEntry(key) } },
    ...(mark === undefined ? [] : [{ Put: { ...put(markItem(organizationId, mark, key.id)), ...oldOnFailure } }]),
  ]);
  if (!reasons) return { isMade: true };
  const [ofCaller, , , ofMark] = reasons;
  const former = ofMark?.Item && { mark: textIn(ofMark.Item, "mark"), keyId: textIn(ofMark.Item, "keyId") };
  return { isMade: false, ...refusedBy(ofCaller), ...(former ? { former } : {}) };
}

/** What an update or a deletion sets. */
export type KeyChange = { expiresAt: string } | { revokedAt: string };

/** Changes a key, if it is not revoked and expires when it did as it was read, and if the caller has what it must have. */
export async function changeApiKey(
  context: Context,
  caller: Caller,
  { id, expiresAt }: ApiKey,
  change: KeyChange,
): Promise<{ isChanged: true } | (Refused & { isChanged: false })> {
  const [[name, value] = ["", ""]] = Object.entries(change);
  const reasons = await transactAs(context, caller, [
    {
      Update: {
        ...keyAt(id),
        ...unlessNewer({
          UpdateExpression: "SET #name = :value",
          ConditionExpression: `organizationId = :organization AND attribute_not_exists(revokedAt) AND ${
            expiresAt === undefined ? "attribute_not_exists(expiresAt)" : "expiresAt = :read"
          }`,
          ExpressionAttributeNames: { "#name": name },
          ExpressionAttributeValues: {
            ":value": { S: value },
            ":organization": { S: context.organizationId },
            ...(expiresAt === undefined ? {} : { ":read": { S: expiresAt } }),
          },
        }),
      },
    },
  ]);
  return reasons ? { isChanged: false, ...refusedBy(reasons[0]) } : { isChanged: true };
}

/**
 * Makes writes if the caller's key is not revoked, has not expired, has the scope `keys` and all that it must have. Undefined when
 * they were made, or else the reasons why not, the caller's first.
 */
const transactAs = (context: Context, { id, bounds }: Caller, writes: readonly TransactWriteItem[]) =>
  transact(context, [{ ConditionCheck: { ...keyAt(id), ...unlessNewer(holds(context, bounds)) } }, ...writes]);

/** That a key may be used now, makes keys, and has what it must have. */
function holds({ organizationId, now }: Context, { scopes, until }: Bounds) {
  const all = [...new Set(["keys", ...scopes])];
  const lives =
    until === undefined
      ? "attribute_not_exists(expiresAt)"
      : "(attribute_not_exists(expiresAt) OR (expiresAt > :now AND expiresAt >= :until))";
  return {
    ConditionExpression: [
      "organizationId = :organization AND attribute_not_exists(revokedAt)",
      lives,
      ...all.map((_, i) => `contains(scopes, :scope${i})`),
    ].join(" AND "),
    ExpressionAttributeValues: {
      ":organization": { S: organizationId },
      ...(until === undefined ? {} : { ":now": { S: now().toISOString() }, ":until": { S: until } }),
      ...Object.fromEntries(all.map((scope, i) => [`:scope${i}`, { S: scope }])),
    },
  };
}

const keyAt = (id: string) => ({ TableName: config.organizationsTable(), Key: keyOfApiKey(id) });

const put = (Item: Item) => ({
  TableName: config.organizationsTable(),
  Item,
  ConditionExpression: "attribute_not_exists(pk)",
});

const refusedBy = (reason: CancellationReason | undefined): Refused =>
  isFailedCondition(reason) ? { caller: reason.Item ? fromKeyItem(reason.Item) : null } : {};

const markItem = (organizationId: string, mark: string, keyId: string): Item => ({
  pk: { S: organizationId },
  sk: { S: `key-mark#${keyOfMark(mark)}` },
  mark: { S: mark },
  keyId: { S: keyId },
});
