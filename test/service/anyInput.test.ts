import fc from "fast-check";
import { describe, test } from "vitest";
import { scaled } from "../support/scale.ts";
import { create, newCustomer, pathOf, useStack } from "./support.ts";

// The client of these tests checks on every answer that it is no 5xx, and JSON of the one success or error shape.
const stack = useStack();

describe("any input at all", () => {
  const runs = { numRuns: scaled(60, 2_000) };
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 4, noUnicodeString: false }),
    fc.constantFrom("", "UTC", "a@acme.com", "cus_x", "user_1", "\ud800", "\u0000", 1e300, 2 ** 53, -0, true, null),
  );
  const names = [
    "email",
    "billingEmail",
    "id",
    "externalId",
    "fullName",
    "timezone",
    "address",
    "metadata",
    "isActive",
  ];
  const body = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), odd);

  test("as a body is answered with 2xx or 4xx in the common form, on create, update and batch", async () => {
    const { customer } = await create(stack.client, { id: "any" });
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, odd), async (json) => {
        const raw = JSON.stringify(json);
        await stack.client.request("POST", "/api/customers", { raw });
        await stack.client.request("PUT", pathOf(customer.id), { raw });
        await stack.client.request("POST", "/api/customers/batch", { raw: `{"customers":[${raw},${raw}]}` });
      }),
      runs,
    );
  });

  test("as bytes of a body is answered with 2xx or 4xx in the common form", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (raw) => {
        await stack.client.request("POST", "/api/customers", { raw });
      }),
      runs,
    );
  });

  test("as an id in the path, or as a query, is answered with 2xx or 4xx in the common form", async () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom(".", "..", "%", "cus_", "batch"));
    const query = fc.dictionary(
      fc.oneof(fc.constantFrom("limit", "cursor", "isActive", "externalId", "customerId", "__proto__"), fc.string()),
      fc.oneof(fc.string(), fc.constantFrom("1", "true", "constructor", "__proto__", "cus_x", "-1")),
    );
    await fc.assert(
      fc.asyncProperty(text, query, async (id, parameters) => {
        const encoded = encodeURIComponent(id.toWellFormed()).replace(/^\.{1,2}$/, "%2e");
        await stack.client.get(`/api/customers/${encoded}`);
        await stack.client.put(`/api/customers/${encoded}`, { fullName: id.toWellFormed().slice(0, 9) });
        await stack.client.get(`/api/customers?${new URLSearchParams(parameters)}`);
      }),
      runs,
    );
  });

  test("as a header is answered with 2xx or 4xx in the common form", async () => {
    const { customer } = await create(stack.client);
    const value = fc.oneof(fc.string(), fc.constantFrom("*", '"', '""', 'W/"', '"1"', `"${"9".repeat(400)}"`));
    await fc.assert(
      fc.asyncProperty(value, value, async (ifMatch, key) => {
        const headers = { "if-match": ifMatch, "idempotency-key": key, "user-agent": key };
        await stack.client.put(pathOf(customer.id), { industry: "x" }, headers);
        await stack.client.post("/api/customers", newCustomer(), headers);
      }),
      runs,
    );
  });
});
