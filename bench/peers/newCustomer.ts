import type { Context } from "../../core/context.ts";
import { type CreateCustomer, type Customer, textFields } from "../../core/customers/customer.ts";
import { mergeMetadata } from "../../core/customers/metadata.ts";

/** The customer that a create asks for; core/ keeps its own to itself. */
export function newCustomer(context: Context, id: string, input: CreateCustomer): Customer {
  const { email, externalId, address, metadata } = input;
  const now = context.now().toISOString();
  const customer: Customer = {
    organizationId: context.organizationId,
    id,
    version: 1,
    email,
    createdAt: now,
    updatedAt: now,
    requestId: context.requestId,
    ...(externalId === undefined ? {} : { externalId }),
    ...(address ? { address } : {}),
    ...(metadata ? { metadata: JSON.stringify(mergeMetadata(undefined, metadata)) } : {}),
  };
  for (const name of textFields) if (input[name]) customer[name] = input[name];
  return customer;
}
