/** A stored customer in the form of the guide, for responses and events. */

import { config } from "../base/config.ts";
import { readJson } from "../base/json.ts";
import type { Customer, CustomerJson } from "./customer.ts";

export function presentCustomer(customer: Customer): CustomerJson {
  const { metadata } = customer;
  return {
    id: customer.id,
    object: "customer",
    organizationId: customer.organizationId,
    externalId: customer.externalId ?? null,
    email: customer.email,
    billingEmail: customer.email,
    fullName: customer.fullName ?? null,
    domain: customer.domain ?? null,
    website: customer.website ?? null,
    timezone: customer.timezone ?? null,
    language: customer.language ?? null,
    industry: customer.industry ?? null,
    employeeCount: customer.employeeCount ?? null,
    address: customer.address ?? null,
    metadata: metadata === undefined ? null : (readJson(metadata) as Record<string, unknown>),
    isActive: customer.archivedAt === undefined,
    archivedAt: customer.archivedAt ?? null,
    livemode: config.livemode(),
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
    ...(customer.taxDocument === undefined ? {} : { taxDocument: customer.taxDocument }),
    ...(customer.documentType === undefined ? {} : { documentType: customer.documentType }),
  };
}

/** The version as an entity tag, for ETag and If-Match. */
export const etag = (customer: Pick<Customer, "version">): string => `"${customer.version}"`;
