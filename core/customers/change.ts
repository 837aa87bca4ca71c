/** A change of a customer: as a DynamoDB update, and applied to a record in memory. */
import { isDeepStrictEqual } from "node:util";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { ConditionalUpdate } from "../aws/dynamodb.ts";
import type { Item } from "../aws/item.ts";
import { storedActor } from "../base/actor.ts";
import type { Context } from "../base/context.ts";
import { keyOfMark } from "../base/marks.ts";
import type { Address } from "./address.ts";
import {
  clauseValues,
  EXISTS,
  HAS_NO_ACTIVE_SUBSCRIPTION,
  IS_NOT_ARCHIVED,
  nextVersion,
  versionName,
} from "./clauses.ts";
import type { Customer } from "./customer.ts";
import { addressAttribute } from "./item.ts";
import { externalKey } from "./keys.ts";
import { type TextField, textFields } from "./textFields.ts";

/** New values by field; `""` clears a text field, metadata and the address. `archive` also archives. */
export interface Change extends Partial<Record<TextField | "email" | "metadata", string>> {
  address?: Address | "";
  externalId?: string;
  archive?: true;
  /** The mark of the request, if it has an Idempotency-Key. A mark without other changes changes nothing. */
  mark?: string;
}

const changeable = [...textFields, "email", "metadata"] as const;

/** Whether the change would alter the record. */
export function differs(customer: Customer, change: Change): boolean {
  if (change.archive && customer.archivedAt === undefined) return true;
  if (change.address !== undefined && !isDeepStrictEqual(change.address || undefined, customer.address)) return true;
  if (change.externalId !== undefined && change.externalId !== customer.externalId) return true;
  return changeable.some((name) => change[name] !== undefined && change[name] !== (customer[name] ?? ""));
}

/** The record after the change, for writes to which DynamoDB does not return the record. */
export function changed(
  customer: Customer,
  change: Change,
  context: Pick<Context, "requestId" | "actor">,
  now: string,
): Customer {
  const { email, externalId = customer.externalId, address, archive, mark, ...others } = change;
  const { requestId } = context;
  const after: Customer = { ...customer, version: customer.version + 1, updatedAt: now, requestId };
  const actor = storedActor(context);
  if (actor !== undefined) after.actor = actor;
  if (email !== undefined) after.email = email;
  if (externalId !== undefined) after.externalId = externalId;
  if (address === "") delete after.address;
  else if (address !== undefined) after.address = address;
  if (archive) after.archivedAt = now;
  if (mark !== undefined) after.updateMark = mark;
  for (const name of [...textFields, "metadata"] as const)
    if (others[name] === "") delete after[name];
    else if (others[name] !== undefined) after[name] = others[name];
  return after;
}

/**
 * The change as one conditional update. The conditions: the customer exists, is not archived, has one of the versions
 * (if any are given), was not last updated with the same Idempotency-Key, and differs from the change; if it is
 * archived, it has no active subscription. Each such update adds 1 to the version.
 */
export function changeExpression(
  context: Context,
  change: Change,
  versions?: readonly number[],
  now = context.now().toISOString(),
): Expressions {
  const fields = fieldParts(context, change);
  const reason = change.archive ? archivePart : { condition: `(${fields.map(({ differs }) => differs).join(" OR ")})` };
  const parts: Part[] = [
    { set: nextVersion(context), condition: `${EXISTS} AND ${IS_NOT_ARCHIVED}`, names: versionName },
    ...fields,
    reason,
    ...(change.mark === undefined ? [] : [markPart(change.mark)]),
    ...(versions === undefined ? [] : [versionPart(versions)]),
  ];
  const sets = parts.flatMap(({ set = [] }) => set);
  const removes = parts.flatMap(({ remove = [] }) => remove);
  return {
    UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
    ConditionExpression: parts.flatMap(({ condition = [] }) => condition).join(" AND "),
    ExpressionAttributeNames: Object.assign({}, ...parts.map(({ names }) => names)),
    ExpressionAttributeValues: Object.assign(clauseValues(context, now), ...parts.map(({ values }) => values)),
  };
}

/** A ConditionalUpdate that has all of its parts. */
interface Expressions extends ConditionalUpdate {
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Item;
}

/** What one change adds to an update's expressions. */
interface Part {
  set?: string;
  remove?: string;
  condition?: string;
  names?: Record<string, string>;
  values?: Item;
}

/** The part of one field, and the condition that its stored value differs. */
interface FieldPart extends Part {
  differs: string;
}

function fieldParts(context: Context, change: Change): FieldPart[] {
  const parts = changeable.flatMap((name) => {
    const value = change[name];
    if (value === undefined) return [];
    return value === "" ? removal(name) : assignment(name, { S: value });
  });
  if (change.address === "") parts.push(removal("address"));
  else if (change.address) parts.push(assignment("address", addressAttribute(change.address)));
  if (change.externalId !== undefined)
    parts.push(assignment("externalKey", { S: externalKey(context.organizationId, change.externalId) }));
  return parts;
}

const assignment = (name: string, value: AttributeValue): FieldPart => ({
  set: `#${name} = :${name}`,
  differs: `NOT #${name} = :${name}`,
  names: { [`#${name}`]: name },
  values: { [`:${name}`]: value },
});

const removal = (name: string): FieldPart => ({
  remove: `#${name}`,
  differs: `attribute_exists(#${name})`,
  names: { [`#${name}`]: name },
});

const archivePart: Part = {
  set: "archivedAt = :now, archivedKey = listKey",
  condition: HAS_NO_ACTIVE_SUBSCRIPTION,
};

const markPart = (mark: string): Part => ({
  set: "updateMark = :mark",
  condition: "NOT begins_with(updateMark, :markKey)",
  values: { ":mark": { S: mark }, ":markKey": { S: keyOfMark(mark) } },
});

function versionPart(versions: readonly number[]): Part {
  const values = versions.map((version, i) => [`:version${i}`, { N: String(version) }] as const);
  return { condition: `#version IN (${values.map(([name]) => name).join(", ")})`, values: Object.fromEntries(values) };
}
