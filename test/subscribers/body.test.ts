/** What a request for a redrive may say, and what answers show of subscribers and of what is parked for them. */
import { expect, test } from "vitest";
import { read } from "../../core/base/validation.ts";
import { parkedCustomerJson, redriveBody, redriveJson, subscriberJson } from "../../core/subscribers/schemas.ts";
import { parkedExample, redriveExample, subscriberExample } from "../../scripts/openapi/subscriberFields.ts";

test.each<[unknown, object]>([
  [{}, { value: {} }],
  [{ customerId: null }, { value: { customerId: null } }],
  [{ customerId: "cus_1" }, { value: { customerId: "cus_1" } }],
  [{ customerId: "" }, { problems: [{ field: "customerId", message: "must not be empty" }] }],
  [[], { problems: [{ field: "body", message: "must be a JSON object" }] }],
])("a redrive is of one customer's events or of all: %j", (body, result) => {
  expect(read(redriveBody, body)).toEqual(result);
});

test("what answers show is as the schemas say, to the last field, and each kind is told by its object", () => {
  const kinds = [
    [subscriberJson, subscriberExample],
    [parkedCustomerJson, parkedExample],
    [redriveJson, redriveExample],
  ] as const;
  for (const [schema, example] of kinds) {
    expect(schema.parse(example)).toEqual(example);
    expect(schema.safeParse({ ...example, object: "customer" }).success).toBe(false);
  }
});
