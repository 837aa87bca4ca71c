/** A change of a customer: as a DynamoDB update, and against a record in hand. */
import { isDeepStrictEqual } from "node:util";
import type { AttributeValue, UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { Context } from "../base/context.ts";
import { keyOfMark } from "../base/marks.ts";
import { type Address, type Customer, type TextField, textFields } from "./customer.ts";
import { addressAttribute } from "./item.ts";
import { externalKey } from "./keys.ts";

/** New values by field; `""` clears a text field, and metadata. `archive` archives as well. */
export interface Change extends Partial<Record<TextField | "email" | "metadata", string>> {
  address?: Address;
  externalId?: string;
  archive?: true;
  /** Of the request, if it has an Idempotency-Key; no change by itself. */
  mark?: string;
}

const changeable = [...textFields, "email", "metadata"] as const;

/** Whether the change would alter the record. */
export function differs(customer: Customer, change: Change): boolean {
  if (change.archive && customer.archivedAt === undefined) return true;
  if (change.address && !isDeepStrictEqual(change.address, customer.address)) return true;
  if (change.externalId !== undefined && change.externalId !== customer.externalId) return true;
  return changeable.some((name) => change[name] !== undefined && change[name] !== (customer[name] ?? ""));
}

/** The record as the change leaves it, for a write that DynamoDB does not answer with the record. */
export function changed(customer: Customer, change: Change, requestId: string, now: string): Customer {
  const { email, externalId = customer.externalId, address = customer.address, archive, mark, ...others } = change;
  const after: Customer = { ...customer, version: customer.version + 1, updatedAt: now, requestId };
  if (email !== undefined) after.email = email;
  if (externalId !== undefined) after.externalId = externalId;
  if (address !== undefined) after.address = address;
  if (archive) after.archivedAt = now;
  if (mark !== undefined) after.updateMark = mark;
  for (const name of [...textFields, "metadata"] as const)
    if (others[name] === "") delete after[name];
    else if (others[name] !== undefined) after[name] = others[name];
  return after;
}

/**
 * The change as one conditional update: the customer exists (reservations have no version), is not archived, has one of
 * the versions if some are given, was not updated last with the same Idempotency-Key, and the change differs from what is
 * stored; to be archived, it has no active subscription. Each such update adds 1 to the version.
 */
export function changeExpression(
  context: Context,
  change: Change,
  versions?: readonly number[],
  now = context.now().toISOString(),
) {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {
    ":one": { N: "1" },
    ":now": { S: now },
    ":request": { S: context.requestId },
  };
  const sets = ["#version = #version + :one", "updatedAt = :now", "requestId = :request"];
  const removes: string[] = [];
  const differences: string[] = [];
  names["#version"] = "version";
  const set = (name: string, value: AttributeValue) => {
    names[`#${name}`] = name;
    values[`:${name}`] = value;
    sets.push(`#${name} = :${name}`);
    differences.push(`NOT #${name} = :${name}`);
  };
  for (const name of changeable) {
    const value = change[name];
    if (value === "") {
      names[`#${name}`] = name;
      removes.push(`#${name}`);
      differences.push(`attribute_exists(#${name})`);
    } else if (value !== undefined) set(name, { S: value });
  }
  if (change.address) set("address", addressAttribute(change.address));
  if (change.externalId !== undefined)
    set("externalKey", { S: externalKey(context.organizationId, change.externalId) });
  const conditions = ["attribute_exists(#version)", "attribute_not_exists(archivedAt)"];
  if (change.archive) {
    sets.push("archivedAt = :now", "archivedKey = listKey");
    conditions.push("(attribute_not_exists(subscription) OR subscription.endDate <= :now)");
  } else conditions.push(`(${differences.join(" OR ")})`);
  if (change.mark !== undefined) {
    sets.push("updateMark = :mark");
    values[":mark"] = { S: change.mark };
    values[":markKey"] = { S: keyOfMark(change.mark) };
    conditions.push("NOT begins_with(updateMark, :markKey)");
  }
  if (versions) {
    versions.forEach((version, i) => {
      values[`:version${i}`] = { N: String(version) };
    });
    conditions.push(`#version IN (${versions.map((_, i) => `:version${i}`).join(", ")})`);
  }
  return {
    UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
    ConditionExpression: conditions.join(" AND "),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  } satisfies Partial<UpdateItemCommandInput>;
}
