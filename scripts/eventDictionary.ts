/**
 * `node scripts/eventDictionary.ts` prints a dictionary for the entries of the event log, made of synthetic events. What
 * events have in common need not be stored with each. A dictionary that was ever released stays as it is, for good: a
 * better one gets the next number in core/events/dictionaries.json.
 */
import type { ChangeActor } from "../core/base/actor.ts";
import type { Customer } from "../core/customers/customer.ts";
import { changeOf, stateOf, toBody } from "../core/events/derive.ts";
import { packedText } from "../core/events/packing.ts";

process.env.LIVEMODE = "true";

const CREATED = "2026-12-01T00:00:00.000Z";
const CHANGED = "2026-12-02T00:00:00.000Z";

/** Without what differs from customer to customer: that would only be in the way. */
const plain: Customer = {
  organizationId: "org_",
  id: "cus_",
  version: 1,
  externalId: "user_",
  email: "billing@example.com",
  createdAt: CREATED,
  updatedAt: CREATED,
  requestId: "",
};
const full: Customer = {
  ...plain,
  fullName: "",
  domain: ".com",
  website: "https://www.",
  timezone: "America/New_York",
  language: "en",
  industry: "software",
  employeeCount: "51 - 200",
  address: { line1: "1 Main St", line2: "", city: "", state: "", postalCode: "10001", country: "US", region: "" },
  metadata: '{"plan":"pro","source":"import"}',
};
const changed = (before: Customer, fields: Partial<Customer>): Customer => ({
  ...before,
  version: before.version + 1,
  updatedAt: CHANGED,
  ...fields,
});
const subscription = {
  id: "sub_",
  planId: "plan_",
  planName: "Pro",
  name: "Pro",
  price: 4900,
  billingInterval: "monthly" as const,
  seats: { members: 1 },
  startDate: CHANGED,
  createdAt: CHANGED,
};
const subscribed = changed(full, { subscription });
const canceled = changed(subscribed, {
  subscription: { ...subscription, endDate: "2027-01-02T00:00:00.000Z", canceledAt: CHANGED, cancelReason: "" },
});
const archived = changed(full, { archivedAt: CHANGED });
const updated = changed(full, { fullName: "Inc.", email: "accounts@example.com", metadata: '{"seats":1}' });

const actor: ChangeActor = { keyId: "key_", name: "server", requestId: "=", reason: "" };
const textOf = (after: Customer, before?: Customer): string =>
  packedText(
    toBody(changeOf(after.version, stateOf(after), before && stateOf(before), actor)),
    before && { ...actor, command: "npm run " },
  );

// What is nearest to the end costs the least to refer to.
const texts = [
  textOf(canceled, subscribed),
  textOf(subscribed, full),
  textOf(archived, full),
  textOf(plain),
  textOf(updated, full),
  textOf(full),
];
console.log(JSON.stringify(texts.join("")));
