/** What a request for a redrive may say. */
import { expect, test } from "vitest";
import { read } from "../../core/base/validation.ts";
import { redriveBody } from "../../core/subscribers/schemas.ts";

test.each<[unknown, object]>([
  [{}, { value: {} }],
  [{ customerId: null }, { value: { customerId: null } }],
  [{ customerId: "cus_1" }, { value: { customerId: "cus_1" } }],
  [{ customerId: "" }, { problems: [{ field: "customerId", message: "must not be empty" }] }],
  [[], { problems: [{ field: "body", message: "must be a JSON object" }] }],
])("a redrive is of one customer's events or of all: %j", (body, result) => {
  expect(read(redriveBody, body)).toEqual(result);
});
