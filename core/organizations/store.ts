/**
 * Organizations and API keys in DynamoDB.
 *
 * | item                                  | pk              | sk             |
 * |---------------------------------------|-----------------|----------------|
 * | organization                          | <org>           | organization   |
 * | registry of all organizations         | organizations   | <org>          |
 * | API key, found by the hash of a secret | key#<keyId>    | key            |
 * | API keys of an organization           | <org>           | key#<keyId>    |
 */
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { queryPartition, send } from "../aws/dynamodb.ts";
import type { Item } from "../aws/item.ts";
import { config } from "../base/config.ts";
import type { Call } from "../base/context.ts";
import { mapParallel } from "../base/parallel.ts";
import type { ApiKey, Scope } from "./apiKey.ts";
import { effectiveAfter, type Organization } from "./organization.ts";

const TableName = config.organizationsTable;
const PARALLEL_READS = 20;
type Timed = Pick<Call, "signal" | "units">;

/** One GetItem: also what primes a function's connection in init. */
async function getItem(call: Timed, pk: string, sk: string, ConsistentRead = false): Promise<Item | undefined> {
  const { Item } = await send(
    call,
    new GetItemCommand({
      TableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead,
      ReturnConsumedCapacity: "TOTAL",
    }),
  );
  return Item;
}

/** A strongly consistent read: how long a raise of the shards may go unnoticed must have a limit. */
export async function getOrganization(call: Timed, id: string): Promise<Organization | undefined> {
  const item = await getItem(call, id, "organization", true);
  return item && fromOrganizationItem(item);
}

/** The key with its stored hash, or undefined. */
export async function getApiKey(call: Timed, keyId: string): Promise<(ApiKey & { hash: string }) | undefined> {
  const item = await getItem(call, keyPartition(keyId), "key");
  return item && { ...fromKeyItem(item), hash: item.hash?.S ?? "" };
}

/** Creates the organization unless it exists; whoever wins, its secret is the one that counts from then on. */
export async function createOrganizationUnlessExists(
  call: Timed,
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
 * Raises the number of shards, if it is lower and no other raise is still to take effect. With the organization as it is
 * then, or undefined when there is none.
 */
export async function raiseShardsIfLower(
  call: Timed,
  id: string,
  shards: number,
  now: Date,
): Promise<{ raised: boolean; organization: Organization | undefined }> {
  try {
    const { Attributes } = await send(
      call,
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: id }, sk: { S: "organization" } },
        UpdateExpression: "SET shardsBefore = shards, shards = :shards, shardsEffectiveAt = :effectiveAt",
        ConditionExpression:
          "shards < :shards AND (attribute_not_exists(shardsEffectiveAt) OR shardsEffectiveAt <= :now)",
        ExpressionAttributeValues: {
          ":shards": { N: String(shards) },
          ":effectiveAt": { S: effectiveAfter(now) },
          ":now": { S: now.toISOString() },
        },
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return { raised: true, organization: Attributes && fromOrganizationItem(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { raised: false, organization: error.Item && fromOrganizationItem(error.Item) };
  }
}

/** Writes a key and its entry in the organization's list at once. A key that exists, revoked or not, stays as it is. */
export async function putApiKeyUnlessExists(call: Timed, key: ApiKey, hash: string): Promise<boolean> {
  const item: Item = {
    pk: { S: keyPartition(key.id) },
    sk: { S: "key" },
    organizationId: { S: key.organizationId },
    name: { S: key.name },
    scopes: { L: key.scopes.map((scope) => ({ S: scope })) },
    createdAt: { S: key.createdAt },
    hash: { S: hash },
    ...(key.expiresAt ? { expiresAt: { S: key.expiresAt } } : {}),
  };
  return putUnlessExists(call, item, { pk: { S: key.organizationId }, sk: { S: keyPartition(key.id) } });
}

/** One transaction: the item, unless there is one, and its entry in a list. False when there was one. */
async function putUnlessExists(call: Timed, item: Item, entry: Item): Promise<boolean> {
  const put = { TableName, Item: item, ConditionExpression: "attribute_not_exists(pk)" };
  try {
    await send(
      call,
      new TransactWriteItemsCommand({ TransactItems: [{ Put: put }, { Put: { TableName, Item: entry } }] }),
    );
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return false;
    throw error;
  }
}

/** The ids of all organizations, out of the registry. */
export async function listOrganizationIds(call: Timed): Promise<string[]> {
  return (await queryPartition(call, TableName, "organizations")).map(({ sk }) => sk?.S ?? "");
}

/** All keys of an organization, revoked and expired ones too. */
export async function listApiKeys(call: Timed, organizationId: string): Promise<ApiKey[]> {
  const entries = await queryPartition(call, TableName, organizationId, "key#");
  const items = await mapParallel(entries, PARALLEL_READS, ({ sk }) => getItem(call, sk?.S ?? "", "key"));
  return items
    .filter((item) => item !== undefined)
    .map(fromKeyItem)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** Revokes a key once; a repeat keeps the first time. Undefined when there is no such key. */
export async function revokeApiKey(call: Timed, keyId: string, now: Date): Promise<ApiKey | undefined> {
  try {
    const { Attributes } = await send(
      call,
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: keyPartition(keyId) }, sk: { S: "key" } },
        UpdateExpression: "SET revokedAt = if_not_exists(revokedAt, :now)",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":now": { S: now.toISOString() } },
        ReturnValues: "ALL_NEW",
      }),
    );
    return Attributes && fromKeyItem(Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return undefined;
  }
}

const keyPartition = (keyId: string): string => `key#${keyId}`;

function fromOrganizationItem(item: Item): Organization {
  const [before, effectiveAt] = [item.shardsBefore?.N, item.shardsEffectiveAt?.S];
  return {
    id: item.pk?.S ?? "",
    name: item.name?.S ?? "",
    idSecret: item.idSecret?.S ?? "",
    shards: Number(item.shards?.N),
    ...(before && effectiveAt ? { raised: { from: Number(before), effectiveAt } } : {}),
  };
}

function fromKeyItem(item: Item): ApiKey {
  return {
    id: (item.pk?.S ?? "").slice("key#".length),
    organizationId: item.organizationId?.S ?? "",
    name: item.name?.S ?? "",
    scopes: (item.scopes?.L ?? []).map(({ S }) => S as Scope),
    createdAt: item.createdAt?.S ?? "",
    ...(item.expiresAt?.S ? { expiresAt: item.expiresAt.S } : {}),
    ...(item.revokedAt?.S ? { revokedAt: item.revokedAt.S } : {}),
  };
}
