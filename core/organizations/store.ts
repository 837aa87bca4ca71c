/**
 * Organizations and API keys in DynamoDB.
 *
 * | item                                   | pk            | sk                           |
 * |----------------------------------------|---------------|------------------------------|
 * | organization                           | <org>         | organization                 |
 * | registry of all organizations          | organizations | <org>                        |
 * | API key, found by the hash of a secret | key#<keyId>   | key                          |
 * | API keys of an organization, by time   | <org>         | key#made#<createdAt>#<keyId> |
 * | the same, made by version 0.1.0        | <org>         | key#<keyId>                  |
 *
 * What the API of keys reads and writes: core/apiKeys/store.ts.
 */
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { isWritten, queryPartition, send, tableNamed } from "../aws/dynamodb.ts";
import { type Item, numberIn, textIn } from "../aws/item.ts";
import { unlessNewer } from "../aws/layout.ts";
import { config } from "../base/config.ts";
import type { Budget } from "../base/context.ts";
import { mapParallel } from "../base/parallel.ts";
import type { ApiKey, Scope } from "./apiKey.ts";
import { effectiveAfter, type Organization } from "./organization.ts";

const table = () => tableNamed(config.organizationsTable());

const PARALLEL_READS = 20;
/** One GetItem. It also opens the connection while a function starts. */
async function getItem(call: Budget, pk: string, sk: string, ConsistentRead = false): Promise<Item | undefined> {
  const { Item } = await send(
    call,
    new GetItemCommand({
      ...table(),
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead,
    }),
  );
  return Item;
}

/** A strongly consistent read: there must be a limit to how long an increase of the shards goes unnoticed. */
export async function getOrganization(call: Budget, id: string): Promise<Organization | undefined> {
  const item = await getItem(call, id, "organization", true);
  return item && fromOrganizationItem(item);
}

/** The key with its stored hash, or undefined. */
export async function getApiKey(call: Budget, keyId: string): Promise<(ApiKey & { hash: string }) | undefined> {
  const item = await getItem(call, keyPartition(keyId), "key");
  return item && { ...fromKeyItem(item), hash: textIn(item, "hash") };
}

/** Creates the organization unless it exists. In a race, the first writer's secret is the one that counts. */
export async function createOrganizationUnlessExists(
  call: Budget,
  { id, name, idSecret, shards }: Organization,
): Promise<boolean> {
  const item: Item = {
    pk: { S: id },
    sk: { S: "organization" },
    name: { S: name },
    idSecret: { S: idSecret },
    shards: { N: String(shards) },
  };
  return putUnlessExists(call, item, { pk: { S: "organizations" }, sk: { S: id } });
}

/**
 * Raises the number of shards, if it is lower and no other increase is still to take effect. Returns the organization
 * as it is then, or undefined when it does not exist.
 */
export async function increaseShardsIfLower(
  call: Budget,
  id: string,
  shards: number,
  now: Date,
): Promise<{ raised: boolean; organization: Organization | undefined }> {
  try {
    const { Attributes } = await send(
      call,
      new UpdateItemCommand({
        ...table(),
        Key: { pk: { S: id }, sk: { S: "organization" } },
        ...unlessNewer({
          UpdateExpression: "SET shardsBefore = shards, shards = :shards, shardsEffectiveAt = :effectiveAt",
          ConditionExpression:
            "shards < :shards AND (attribute_not_exists(shardsEffectiveAt) OR shardsEffectiveAt <= :now)",
          ExpressionAttributeValues: {
            ":shards": { N: String(shards) },
            ":effectiveAt": { S: effectiveAfter(now) },
            ":now": { S: now.toISOString() },
          },
        }),
        ReturnValues: "ALL_NEW",
      }),
    );
    return { raised: true, organization: Attributes && fromOrganizationItem(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { raised: false, organization: error.Item && fromOrganizationItem(error.Item) };
  }
}

/** Writes a key and its entry in the organization's list in one transaction. An existing key, revoked or not, stays. */
export const putApiKeyUnlessExists = (call: Budget, key: ApiKey, hash: string): Promise<boolean> =>
  putUnlessExists(call, toKeyItem(key, hash), keyEntry(key));

/** Writes an item and its entry in a list in one transaction. False when the item exists. */
async function putUnlessExists(call: Budget, item: Item, entry: Item): Promise<boolean> {
  const put = { TableName: config.organizationsTable(), Item: item, ConditionExpression: "attribute_not_exists(pk)" };
  try {
    await send(
      call,
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: put }, { Put: { TableName: config.organizationsTable(), Item: entry } }],
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return false;
    throw error;
  }
}

/** The ids of all organizations, from the registry. */
export async function listOrganizationIds(call: Budget): Promise<string[]> {
  return (await queryPartition(call, config.organizationsTable(), "organizations")).map((item) => textIn(item, "sk"));
}

/** All keys of an organization, including revoked and expired ones. */
export async function listApiKeys(call: Budget, organizationId: string): Promise<ApiKey[]> {
  const entries = await queryPartition(call, config.organizationsTable(), organizationId, "key#");
  const items = await mapParallel(entries, PARALLEL_READS, (entry) =>
    getItem(call, keyPartition(keyIdIn(textIn(entry, "sk"))), "key"),
  );
  return items
    .filter((item) => item !== undefined)
    .map(fromKeyItem)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** Revokes a key once; a repeat keeps the first time. Undefined when there is no such key. */
export async function revokeApiKey(call: Budget, keyId: string, now: Date): Promise<ApiKey | undefined> {
  try {
    const { Attributes } = await send(
      call,
      new UpdateItemCommand({
        ...table(),
        Key: keyOfApiKey(keyId),
        ...unlessNewer({
          UpdateExpression: "SET revokedAt = if_not_exists(revokedAt, :now)",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeValues: { ":now": { S: now.toISOString() } },
        }),
        ReturnValues: "ALL_NEW",
      }),
    );
    return Attributes && fromKeyItem(Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return undefined;
  }
}

/** The day, in UTC, of a change that was made with a key. */
export interface KeyDay {
  keyId: string;
  organizationId: string;
  day: string;
}

/** Stores the day of a key's last change, unless a later one is stored, or there is no such key. */
export const saveLastWrite = (call: Budget, { keyId, organizationId, day }: KeyDay): Promise<boolean> =>
  isWritten(
    send(
      call,
      new UpdateItemCommand({
        ...table(),
        Key: keyOfApiKey(keyId),
        ...unlessNewer({
          UpdateExpression: "SET lastWriteOn = :day",
          ConditionExpression:
            "organizationId = :organization AND (attribute_not_exists(lastWriteOn) OR lastWriteOn < :day)",
          ExpressionAttributeValues: { ":day": { S: day }, ":organization": { S: organizationId } },
        }),
      }),
    ),
  );

const keyPartition = (keyId: string): string => `key#${keyId}`;

/** The key of an API key's item. */
export const keyOfApiKey = (keyId: string): Item => ({ pk: { S: keyPartition(keyId) }, sk: { S: "key" } });

/** The sort keys of an organization's list of keys begin so. Later ones are greater, and any is than one of 0.1.0. */
export const KEY_ENTRIES = "key#";

/** The entry of a key in its organization's list. */
export const keyEntry = ({ id, organizationId, createdAt }: ApiKey): Item => ({
  pk: { S: organizationId },
  sk: { S: `${KEY_ENTRIES}made#${createdAt}#${id}` },
});

/** The id of the key whose entry has this sort key. */
export const keyIdIn = (sk: string): string => sk.slice(sk.lastIndexOf("#") + 1);

function fromOrganizationItem(item: Item): Organization {
  const [before, effectiveAt] = [item.shardsBefore?.N, item.shardsEffectiveAt?.S];
  return {
    id: textIn(item, "pk"),
    name: textIn(item, "name"),
    idSecret: textIn(item, "idSecret"),
    shards: numberIn(item, "shards"),
    ...(before && effectiveAt ? { raised: { from: Number(before), effectiveAt } } : {}),
  };
}

/** A key as an item, with the hash of its secret. */
export const toKeyItem = (key: ApiKey, hash: string): Item => ({
  ...keyOfApiKey(key.id),
  organizationId: { S: key.organizationId },
  name: { S: key.name },
  scopes: { L: key.scopes.map((scope) => ({ S: scope })) },
  createdAt: { S: key.createdAt },
  hash: { S: hash },
  ...(key.createdBy ? { createdBy: { S: key.createdBy } } : {}),
  ...(key.expiresAt ? { expiresAt: { S: key.expiresAt } } : {}),
});

export function fromKeyItem(item: Item): ApiKey {
  return {
    id: textIn(item, "pk").slice("key#".length),
    organizationId: textIn(item, "organizationId"),
    name: textIn(item, "name"),
    scopes: (item.scopes?.L ?? []).map(({ S }) => S as Scope),
    createdAt: textIn(item, "createdAt"),
    ...(item.createdBy?.S ? { createdBy: item.createdBy.S } : {}),
    ...(item.expiresAt?.S ? { expiresAt: item.expiresAt.S } : {}),
    ...(item.revokedAt?.S ? { revokedAt: item.revokedAt.S } : {}),
    ...(item.lastWriteOn?.S ? { lastWriteOn: item.lastWriteOn.S } : {}),
  };
}
