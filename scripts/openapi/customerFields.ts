/** Customers and events in the OpenAPI documents: examples, and what each field means. */
import type { CustomerJson } from "../../core/customers/customer.ts";
import type { ChangeEvent } from "../../core/events/event.ts";
import type { FieldDoc } from "../../core/http/generations/documentation.ts";

export const address = { line1: "123 Main St", city: "Austin", state: "TX", postalCode: "78701", country: "US" };

export const customerExample: CustomerJson = {
  id: "cus_HCgYEsEeQHTyHhAJ6R49yS6N",
  object: "customer",
  organizationId: "org_acme",
  externalId: "user_123",
  email: "billing@acme.com",
  billingEmail: "billing@acme.com",
  fullName: "Acme Inc.",
  domain: "acme.com",
  website: "https://acme.com",
  timezone: "America/Chicago",
  language: "en",
  industry: "Manufacturing",
  employeeCount: "11-50",
  address,
  metadata: { plan: "pro" },
  isActive: true,
  archivedAt: null,
  livemode: true,
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
  taxDocument: "12-3456789",
  documentType: "ein",
};

export const eventExample: ChangeEvent = {
  id: "evt_B7nXwq0mHd3kYpVtR5sJ2aLc",
  event: "customer.updated",
  timestamp: "2026-11-21T10:00:00.000Z",
  organizationId: "org_acme",
  sequence: 2,
  actor: {
    keyId: "key_7Hn2kQwXfB4rYtL9sVdE0aMz",
    name: "support desk",
    requestId: "JKJaXhPIPHcESTg=",
    reason: "Asked for by phone",
  },
  data: { ...customerExample, metadata: { plan: "pro" }, updatedAt: "2026-11-21T10:00:00.000Z" },
  previous: { metadata: { plan: "free", trial: true }, updatedAt: "2026-11-21T09:30:00.000Z" },
};

const customerId: FieldDoc = {
  description: "Clientela's id: `cus_` and 24 letters and digits.",
  example: customerExample.id,
  pattern: "^cus_[A-Za-z0-9]{1,48}$",
};
const requestEmail = {
  description: "Billing email, without invisible characters. Also accepted as `billingEmail`.",
  example: "billing@acme.com",
};

/** By field name, with the schema's name in front where one name has several meanings. */
export const fieldDocs: Record<string, FieldDoc> = {
  "CreateCustomer.id": {
    description:
      "Your own user id for easy look-up, also accepted as `externalId`: 1 to 255 characters, none of `/ ? # % \\`, not starting with `cus_`. It never changes once set.",
    example: "user_123",
  },
  "Customer.id": customerId,
  "CustomerState.id": customerId,
  "PreviousValues.id": customerId,
  "BatchedCustomer.id": customerId,
  "ChangeEvent.id": {
    description: "The same for each delivery of the event.",
    example: eventExample.id,
    pattern: "^evt_[A-Za-z0-9]{24}$",
  },
  "FeedEvent.id": {
    description: "The same for each delivery of the event.",
    example: eventExample.id,
    pattern: "^evt_[A-Za-z0-9]{24}$",
  },
  repaired: {
    description:
      "True for an event that a repair published afterwards: it alone may stand behind later events of its customer. Otherwise absent.",
    example: true,
  },
  object: { description: "Always `customer`.", example: "customer" },
  organizationId: { description: "The organization of the API key.", example: "org_acme" },
  externalId: { description: "Your own id of the customer. It never changes once set.", example: "user_123" },
  email: { description: "Billing email.", example: "billing@acme.com" },
  "CreateCustomer.email": requestEmail,
  "UpdateCustomer.email": requestEmail,
  billingEmail: { description: "The same as `email`, as 1.x SDKs call it.", example: "billing@acme.com" },
  fullName: { description: "The customer's name.", example: "Acme Inc." },
  domain: { description: "The customer's domain.", example: "acme.com" },
  website: { description: "The customer's website.", example: "https://acme.com" },
  timezone: { description: "A name of tzdata, in whatever case.", example: "America/Chicago" },
  language: { description: "The customer's language.", example: "en" },
  industry: { description: "The customer's industry.", example: "Manufacturing" },
  employeeCount: { description: "Number of employees, as text.", example: "11-50" },
  taxDocument: {
    description:
      "The number by which the customer is known to the tax office. Answers below /api and events have it where there is one.",
    example: "12-3456789",
  },
  documentType: {
    description: "What kind of number `taxDocument` is, in your words; like it absent where there is none.",
    example: "ein",
  },
  address: {
    description: "Billing address.",
    example: address,
  },
  "UpdateCustomer.address": { description: "Billing address, replaced as a whole; `{}` clears it.", example: address },
  line1: { description: "Street and number.", example: "123 Main St" },
  line2: { description: "Apartment, floor, suite.", example: "Floor 2" },
  city: { description: "City.", example: "Austin" },
  state: { description: "State or province.", example: "TX" },
  postalCode: { description: "Postal code; empty where the country has none.", example: "78701" },
  country: { description: "ISO 3166-1 alpha-2 code, in capitals, or XK.", example: "US" },
  region: { description: "Region, where a country has regions beside its states.", example: "Cuyo" },
  metadata: {
    description:
      "Your own JSON: up to 50 keys of 1 to 40 characters, 16 KB, 10 levels deep, without U+0000. Numbers that a double cannot hold are refused. On update it is merged key by key; `null` removes a key.",
    example: { plan: "pro" },
  },
  isActive: { description: "Whether the customer is not archived.", example: true },
  "UpdateCustomer.isActive": { description: "`false` archives the customer, for good.", example: false },
  archivedAt: { description: "When the customer was archived, or null.", example: null, isTime: true },
  livemode: { description: "Whether the stage is production.", example: true },
  createdAt: { description: "ISO 8601, UTC, with milliseconds.", example: "2026-11-21T09:30:00.000Z", isTime: true },
  updatedAt: { description: "When it last changed. ISO 8601, UTC.", example: "2026-11-21T09:30:00.000Z", isTime: true },
  event: { description: "What happened. `customer.snapshot` comes from replays only.", example: "customer.updated" },
  timestamp: {
    description: "When it happened: the customer's `updatedAt`.",
    example: "2026-11-21T10:00:00.000Z",
    isTime: true,
  },
  sequence: {
    description: "The customer's version after the change: 1, 2, 3…. A consumer ignores a sequence that it has seen.",
    example: 2,
  },
  actor: {
    description: "Who made the change. Absent in changes from before version 0.2, and in snapshots.",
    example: eventExample.actor,
  },
  keyId: { description: "The API key, if it was one.", example: "key_7Hn2kQwXfB4rYtL9sVdE0aMz" },
  "ChangeActor.name": { description: "At most 40 bytes of the key's name.", example: "support desk" },
  command: { description: "The operator's command, if it was one.", example: "npm run import" },
  requestId: { description: "The request that made the change.", example: "JKJaXhPIPHcESTg=" },
  "ChangeActor.reason": { description: "What the request said in `x-reason`.", example: "Asked for by phone" },
  data: {
    description: "The customer after the change, as the API shows it, and its latest subscription if it ever had one.",
    example: customerExample,
  },
  previous: {
    description:
      "The old values of what changed; of metadata, key by key, null for a key that is new; the subscription whole, null before the first.",
    example: { email: "old@acme.com" },
  },
  customers: {
    description: "Up to 100 customers. Each succeeds or fails on its own.",
    example: [{ email: "billing@acme.com", id: "user_123" }],
  },
  successful: { description: "What was created or existed.", example: [customerExample] },
  failed: {
    description: "What was not created.",
    example: [{ index: 1, error: "customers[1].email is required", data: {} }],
  },
  index: { description: "The item's place in the request, from 0.", example: 1 },
  error: {
    description: "What is wrong, with the fields' names.",
    example: "customers[1].timezone must be an IANA time zone, like Europe/Madrid",
  },
  "FailedCustomer.data": {
    description: "The item as it was sent, or null if it was no object.",
    example: { billingEmail: "no" },
  },
};
