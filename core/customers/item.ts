/**
 * The customer as a DynamoDB item. Nothing in a key is stored a second time: organization, id, external id and creation
 * time are read from the keys, which keeps items small, and with them the cost of every list page.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type Item, textIn } from "../aws/item.ts";
import { isNewer } from "../aws/layout.ts";
import type { Address } from "./address.ts";
import type { Customer } from "./customer.ts";
import { customerKey, externalKey, listKey, listSort, splitKey } from "./keys.ts";
import { fromSubscriptionMap, toSubscriptionMap } from "./subscription/item.ts";
import { textFields } from "./textFields.ts";

/** The layout of the items: core/aws/layout.ts. */
const SCHEMA = "1";

/** Text fields whose attribute has the same name. */
const texts = [
  ...textFields,
  "email",
  "metadata",
  "archivedAt",
  "updatedAt",
  "requestId",
  "actor",
  "createMark",
  "updateMark",
] as const;

/** The item of a customer in a shard of the lists; it stays in that shard. */
export function toItem(customer: Customer, shard = 0): Item {
  const { organizationId, id, externalId, address, subscription } = customer;
  const item: Item = {
    pk: { S: customerKey(organizationId, id) },
    schema: { N: SCHEMA },
    version: { N: String(customer.version) },
    listKey: { S: listKey(organizationId, shard) },
    listSort: { S: listSort(customer.createdAt, id) },
  };
  if (externalId !== undefined) item.externalKey = { S: externalKey(organizationId, externalId) };
  if (customer.archivedAt !== undefined) item.archivedKey = { S: listKey(organizationId, shard) };
  if (address) item.address = addressAttribute(address);
  if (subscription) item.subscription = { M: toSubscriptionMap(subscription) };
  for (const name of texts) {
    const value = customer[name];
    if (value !== undefined) item[name] = { S: value };
  }
  return item;
}

/**
 * A customer with every possible field, nothing read yet. It gives all customers one shape in V8, whatever attributes
 * their items have and in whatever order: reading them takes half the time.
 */
const emptyCustomer: Customer = {
  ...Object.fromEntries(["externalId", "address", "subscription", ...texts].map((name) => [name, undefined])),
  organizationId: "",
  id: "",
  email: "",
  createdAt: "",
  updatedAt: "",
  requestId: "",
  version: Number.NaN,
};
const isText = (name: string): name is (typeof texts)[number] => textNames.has(name);
const textNames: ReadonlySet<string> = new Set(texts);

/** Reads an item of this layout, from a response or from a stream record's image. Reservations are not customers. */
export function fromItem(item: Item): Customer {
  const customer = { ...emptyCustomer };
  // Going through its entries takes half as long again.
  for (const name in item) {
    const { S, N, M }: Partial<AttributeValue> = item[name] ?? {};
    if (S !== undefined) {
      if (isText(name)) customer[name] = S;
      else if (name === "pk") [customer.organizationId, customer.id] = splitKey(S);
      else if (name === "listSort") customer.createdAt = splitKey(S)[0];
      else if (name === "externalKey") customer.externalId = splitKey(S)[1];
    } else if (name === "version") customer.version = Number(N);
    else if (name === "address" && M) customer.address = fromAddress(M);
    else if (name === "subscription" && M) customer.subscription = fromSubscriptionMap(M);
  }
  return customer;
}

/** The customer in a stream record's image. @throws Error when its layout is not the one that this code knows */
export function readImage(image: Item): Customer {
  const needed = [image.pk, image.listSort, image.email, image.updatedAt, image.requestId];
  if (image.subscription) needed.push(image.subscription.M?.id, image.subscription.M?.startDate);
  if (isNewer(image) || needed.some((attribute) => !attribute?.S) || !(Number(image.version?.N) > 0))
    throw new Error("Not a customer of this layout");
  return fromItem(image);
}

/** The id of the customer that a reservation of an external id points to; undefined for anything else. */
export const aliasOf = (item: Item): string | undefined => item.aliasOf?.S;

/**
 * What is left of an erased customer at its id. It has no version, so that no write takes it for a customer, and no
 * reader an older version of this code.
 */
export interface Tombstone {
  organizationId: string;
  id: string;
  /** Of its last event, above those of all its changes. */
  sequence: number;
  erasedAt: string;
  requestId: string;
  /** Who erased it, as stored: base/actor.ts reads it. */
  actor?: string;
  /** The customer that may use its external id, if that was freed. */
  aliasOf?: string;
}

export const isTombstone = (item: Item): boolean => item.erasedSequence !== undefined;

export function tombstoneOf(item: Item): Tombstone {
  const [organizationId, id] = splitKey(textIn(item, "pk"));
  return {
    organizationId,
    id,
    sequence: Number(item.erasedSequence?.N),
    erasedAt: textIn(item, "erasedAt"),
    requestId: textIn(item, "requestId"),
    ...(item.actor?.S === undefined ? {} : { actor: item.actor.S }),
    ...(item.aliasOf?.S === undefined ? {} : { aliasOf: item.aliasOf.S }),
  };
}

/** The id of the erased customer of which this is left: at its own id, or at the one derived from its external id. */
export const erasedIdOf = (item: Item): string | undefined =>
  item.erasedAt && (item.erasedId?.S ?? splitKey(textIn(item, "pk"))[1]);

export const reservationItem = (organizationId: string, reservedId: string, customerId: string): Item => ({
  pk: { S: customerKey(organizationId, reservedId) },
  schema: { N: SCHEMA },
  aliasOf: { S: customerId },
});

export const addressAttribute = (address: Address): AttributeValue => ({
  M: Object.fromEntries(Object.entries(address).map(([key, value]) => [key, { S: String(value) }])),
});

/** Keys in a fixed order, whatever order the engine returns a map in. */
function fromAddress(map: Item): Address {
  const { line2, state, region } = map;
  return {
    line1: textIn(map, "line1"),
    ...(line2?.S ? { line2: line2.S } : {}),
    city: textIn(map, "city"),
    ...(state?.S ? { state: state.S } : {}),
    postalCode: textIn(map, "postalCode"),
    country: textIn(map, "country"),
    ...(region?.S ? { region: region.S } : {}),
  };
}
