import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "../../core/customers/change.ts";
import { differs } from "../../core/customers/change.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { toItem } from "../../core/customers/item.ts";
import { getById, updateIfDifferent } from "../../core/customers/store.ts";
import { textFields } from "../../core/customers/textFields.ts";
import { scaled } from "../support/scale.ts";
import { putItems, unique, useStack } from "../support/service.ts";

const stack = useStack();

// Only a few values, so that equal and different ones are about equally likely.
const text = fc.constantFrom("a", "b", "🎉");
const clearable = fc.constantFrom("", "a", "b", "🎉");
const metadata = fc.constantFrom('{"a":1}', '{"a":2}');
const address = fc.constantFrom(
  { line1: "a", city: "b", postalCode: "c", country: "US" },
  { line1: "a", line2: "x", city: "b", postalCode: "c", country: "US" },
  { line1: "a", city: "b", state: "x", postalCode: "c", country: "US" },
);
const optional = { requiredKeys: [] };
const fields = fc.record(
  { ...Object.fromEntries(textFields.map((name) => [name, text])), metadata, address, externalId: fc.constant("id") },
  optional,
);
const changes = fc.record(
  {
    ...Object.fromEntries(textFields.map((name) => [name, clearable])),
    email: fc.constantFrom("a@acme.com", "b@acme.com"),
    metadata: fc.oneof(metadata, fc.constant("")),
    address,
    archive: fc.constant(true as const),
  },
  optional,
);

test("an update is written exactly when differs says that it alters the record, and then adds 1 to the version", async () => {
  const context = {
    organizationId: stack.client.organizationId,
    requestId: "test",
    now: () => new Date("2030-01-01T00:00:00.000Z"),
    signal: new AbortController().signal,
    units: 0,
  };
  const times = { createdAt: "2020-01-01T00:00:00.000Z", updatedAt: "2020-01-01T00:00:00.000Z", requestId: "before" };

  await fc.assert(
    fc.asyncProperty(fields, changes, async (given, change: Change) => {
      fc.pre(Object.keys(change).length > 0);
      const id = `cus_${unique("x").replace("_", "")}`;
      const base = { organizationId: context.organizationId, id, version: 7, email: "a@acme.com" };
      const customer: Customer = { ...base, ...times, ...given };
      await putItems([toItem(customer)]);
      const written = await updateIfDifferent({ ...context, requestId: unique("request") }, id, change);
      expect(written.updated).toBe(differs(customer, change));
      expect(written.customer?.version).toBe(written.updated ? 8 : 7);
      const after = (await getById(context, id)).customer;
      expect(after).toEqual(written.customer);
      // The record is as the change says, and repeating the change alters nothing.
      if (after) expect(differs(after, change)).toBe(false);
      if (!written.updated) expect(after).toEqual(customer);
    }),
    { numRuns: scaled(60, 1_500) },
  );
});
