/** SDKs 8.0 to 9.3: the same objects without an envelope; a batch shows three fields of each customer. */
import type * as z from "zod/mini";
import {
  failedForm,
  generation as previous,
  fields as previousFields,
  schemas as previousSchemas,
} from "./2026-05-01.ts";
import type { FieldDoc, GuideSchemas, Zod } from "./documentation.ts";
import { bare } from "./envelopes.ts";
import type { Batch, DatedGeneration } from "./generation.ts";

export const generation = {
  versions: ["2026-07-31", "2026-07-24"],
  envelope: bare,
  forms: { ...previous.forms, batch: batchForm },
} satisfies DatedGeneration;

function batchForm({ livemode, successful, failed }: Batch): z.infer<ReturnType<typeof schemas>["CustomerBatch"]> {
  return {
    object: "customer_batch",
    livemode,
    failed: failed.map(failedForm),
    successful: successful.map(({ id, externalId, email }) => ({ id, externalId, email })),
  };
}

// Stryker disable all: the rest is only for the OpenAPI document, which `npm run check` compares
/** The forms as schemas. Every failed item of a batch has an `email`, even if it is empty. */
export const schemas = (z: Zod, guide: GuideSchemas) => ({
  ...previousSchemas(z, guide),
  CustomerBatch: z.object({
    object: z.string(),
    livemode: z.boolean(),
    successful: z.array(z.object({ id: z.string(), externalId: z.nullable(z.string()), email: z.string() })),
    failed: z.array(z.object({ index: z.int(), error: z.string(), data: z.looseObject({ email: z.string() }) })),
  }),
});

/** Descriptions of the fields that the guide does not have, or has in another form. */
export const fields = (): Record<string, FieldDoc> => ({
  ...previousFields(),
  "CustomerBatch.object": { description: "Always `customer_batch`.", example: "customer_batch" },
  successful: {
    description: "What was created or existed.",
    example: [{ id: "cus_HCgYEsEeQHTyHhAJ6R49yS6N", externalId: "user_123", email: "billing@acme.com" }],
  },
  failed: {
    description: "What was not created.",
    example: [{ index: 1, error: "customers[1].email is required", data: { email: "" } }],
  },
  "FailedCustomer.data": {
    description: "The item as it was sent; its email is empty if it was no text.",
    example: { email: "billing@beta.example" },
  },
});
