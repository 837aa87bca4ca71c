import { storedActor } from "../base/actor.ts";
import type { Context } from "../base/context.ts";
import type { CreateCustomer, Customer } from "./customer.ts";
import { mergeMetadata } from "./metadata.ts";
import { textFields } from "./textFields.ts";

/** The customer that a create request describes, at version 1. */
export function newCustomer(context: Context, id: string, input: CreateCustomer): Customer {
  const { email, externalId, address } = input;
  const now = context.now().toISOString();
  const actor = storedActor(context);
  const metadata = input.metadata && mergeMetadata(undefined, input.metadata);
  const customer: Customer = {
    organizationId: context.organizationId,
    id,
    version: 1,
    email,
    createdAt: now,
    updatedAt: now,
    requestId: context.requestId,
    ...(actor === undefined ? {} : { actor }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(address ? { address } : {}),
    ...(metadata ? { metadata: JSON.stringify(metadata) } : {}),
  };
  for (const name of textFields) if (input[name]) customer[name] = input[name];
  return customer;
}
