/** The operations that erase customers and list receipts, in the OpenAPI document, with the fields of receipts. */
import type { ErasureJson } from "../../core/erasures/schemas.ts";
import type { FieldDoc } from "../../core/http/generations/documentation.ts";
import type { OperationDoc } from "./docs.ts";
import { aPage, bodyErrors, cursorParameter, limitParameter, oneThing, ref } from "./parts.ts";

const customerId = "cus_HCgYEsEeQHTyHhAJ6R49yS6N";

export const erasureExample: ErasureJson = {
  id: "era_3mWq9ZkT1xVbR7sLhYc0GfNd",
  object: "erasure",
  customerId,
  status: "done",
  erasedAt: "2026-11-30T10:00:00.000Z",
  erasedBy: { keyId: "key_Qm3xTz8vKc1nWb6jRf5pLh2D", name: "support desk", requestId: "JKWmfgkevHcEMFA=" },
  finishedAt: "2026-11-30T10:00:01.204Z",
  removed: { events: 12, searchEntries: 9, pastSubscriptions: 1 },
  externalIdFreedAt: null,
  signature: "sE4rV0yqk7mB2cXn8uJt5wLhPzD1gFaQ3oKiR6eTvYs",
  livemode: true,
};

const running: ErasureJson = { ...erasureExample, status: "running", finishedAt: null };

export const erasureOperationDocs: Record<string, OperationDoc> = {
  eraseCustomer: {
    tag: "Customers",
    summary: "Erase a customer",
    description:
      "For good, archived or not. Its record is gone with the answer; nothing but its id, and a hash in place of its external id, is left. Its events, past subscriptions and search entries go at once or, where there are many, behind the answer: then it is a 202, and a repeat shows how it stands. Every subscriber gets `customer.erased`, the customer's last event. From then on requests for it are 410 `customer_erased`, and so is a create with its external id. A repeat answers the same receipt, and goes on with what is left.",
    parameters: [
      {
        name: "id",
        in: "path",
        required: true,
        description: "The customer's id (`cus_…`) or your own id of it.",
        schema: { type: "string", minLength: 1, maxLength: 255 },
        example: "user_123",
      },
    ],
    body: {
      schema: "EraseCustomer",
      required: true,
      examples: { erase: { summary: "The customer's id once more", value: { confirm: customerId } } },
    },
    answers: {
      "200": oneThing("The receipt: all is done.", ref("Erasure"), erasureExample),
      "202": oneThing("The receipt: some of the work goes on.", ref("Erasure"), running),
    },
    errorCodes: [...bodyErrors, "customer_not_found", "customer_erased", "customer_has_active_subscription"],
  },
  listErasures: {
    tag: "Customers",
    summary: "List erasures",
    description: "The receipts of all customers that were erased, newest first.",
    parameters: [limitParameter("Receipts"), cursorParameter],
    answers: { "200": aPage(ref("Erasure"), [erasureExample]) },
    errorCodes: ["validation_error"],
  },
};

const time = { example: erasureExample.erasedAt, isTime: true };

export const erasureFieldDocs: Record<string, FieldDoc> = {
  "EraseCustomer.confirm": {
    description: "The customer's own id (`cus_…`), also where the path has your id of it: nothing else is erased.",
    example: customerId,
  },
  "Erasure.id": { description: "`era_` and 24 letters and digits.", example: erasureExample.id },
  "Erasure.object": { description: "Always `erasure`.", example: "erasure" },
  "Erasure.customerId": { description: "The id of the customer that was erased.", example: customerId },
  "Erasure.status": {
    description: "`running` while something of the customer may be left; then `done`.",
    example: "done",
  },
  "Erasure.erasedAt": { description: "When its record was erased.", ...time },
  "Erasure.erasedBy": {
    description: "Who erased it, and with which request.",
    example: erasureExample.erasedBy,
  },
  "ErasureActor.name": { description: "At most 40 bytes of the key's name.", example: "support desk" },
  "Erasure.finishedAt": { description: "When all else was gone; null until then.", ...time },
  "Erasure.removed": { description: "What was removed beside the record, so far.", example: erasureExample.removed },
  "RemovedTraces.events": { description: "Events of its history.", example: 12 },
  "RemovedTraces.searchEntries": { description: "Entries of the search index.", example: 9 },
  "RemovedTraces.pastSubscriptions": { description: "Subscriptions that others had followed.", example: 1 },
  "Erasure.externalIdFreedAt": {
    description: "Since when an operator lets its external id be used again; null if it is not.",
    example: null,
    isTime: true,
  },
  "Erasure.signature": {
    description:
      "HMAC-SHA256 with the organization's secret, base64url. `npm run events -- verify` checks that id, customer, time and actor are as they were signed.",
    example: erasureExample.signature,
  },
  "ErasedCustomer.object": { description: "Always `customer`.", example: "customer" },
  "ErasedEvent.id": {
    description: "`evt_` and 24 letters and digits, the same for each delivery.",
    example: "evt_AHSlo1wfT1wV6F1GQYh7hztU",
  },
  "ErasedCustomer.id": { description: "The customer's id.", example: customerId },
  "ErasedEvent.event": { description: "Always `customer.erased`.", example: "customer.erased" },
  "ErasedEvent.timestamp": { description: "When the customer was erased.", ...time },
  "ErasedEvent.sequence": { description: "Above those of all changes of the customer.", example: 7 },
  "ErasedEvent.data": {
    description: "The id of the customer that was erased. There is nothing else.",
    example: { id: customerId, object: "customer", erased: true },
  },
  "ErasedEvent.previous": { description: "Always empty.", example: {} },
  "ErasedCustomer.erased": { description: "Always true.", example: true },
};
