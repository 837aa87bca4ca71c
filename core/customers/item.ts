/**
 * The customer as a DynamoDB item. What a key holds is not stored a second time: organization, id, external id and
 * creation time are read back out of the keys, which keeps items, and with them every list page's cost, small.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type Item, textIn } from "../aws/item.ts";
import { type Address, type Customer, textFields } from "./customer.ts";
import { customerKey, externalKey, listKey, listSort, splitKey } from "./keys.ts";
import { fromSubscriptionMap, toSubscriptionMap } from "./subscription/item.ts";

/** The layout of items written by this code. */
export const SCHEMA = "1";

/** Stored texts of the same name on both sides. */
const texts = [
  ...textFields,
  "email",
  "metadata",
  "archivedAt",
  "updatedAt",
  "requestId",
  "createMark",
  "updateMark",
] as const;

/** A customer and the shard of the lists that it stays in. */
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
 * A customer of which nothing is read yet, with all that it may have. So all customers have one shape for V8, however
 * different their items are and whatever order the engine returns attributes in: to read them takes half the time.
 */
const unread: Customer = {
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
  const customer = { ...unread };
  // To go through its entries takes half as long again.
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

/** The customer in a stream record's image. @throws Error when it is not of the layout that this code knows */
export function readable(image: Item): Customer {
  const needed = [image.pk, image.listSort, image.email, image.updatedAt, image.requestId];
  if (image.subscription) needed.push(image.subscription.M?.id, image.subscription.M?.startDate);
  if (image.schema?.N !== SCHEMA || needed.some((attribute) => !attribute?.S) || !(Number(image.version?.N) > 0))
    throw new Error("Not a customer of this layout");
  return fromItem(image);
}

/** The customer that a reservation of an external id stands for; undefined for anything else. */
export const aliasOf = (item: Item): string | undefined => item.aliasOf?.S;

export const reservationItem = (organizationId: string, reservedId: string, customerId: string): Item => ({
  pk: { S: customerKey(organizationId, reservedId) },
  schema: { N: SCHEMA },
  aliasOf: { S: customerId },
});

export const addressAttribute = (address: Address): AttributeValue => ({
  M: Object.fromEntries(Object.entries(address).map(([key, value]) => [key, { S: String(value) }])),
});

/** Keys in one order, whatever order the engine returns a map in. */
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
