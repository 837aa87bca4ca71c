/** Erasures: what a request may say, and what answers show. */
import * as z from "zod/mini";

/** The body of erase, for `parseBody`. That it is the customer's id is checked once that is known. */
export const eraseCustomerBody = z.object(
  { confirm: z.string({ error: "must be the customer's id, cus_…" }) },
  { error: "must be a JSON object" },
);

/** Who did it, and with which request. */
const erasureActor = z.object({
  keyId: z.optional(z.string()),
  name: z.optional(z.string()),
  command: z.optional(z.string()),
  requestId: z.string(),
});

/** What was removed besides the record, so far. */
const removedCounts = z.object({ events: z.int(), searchEntries: z.int(), pastSubscriptions: z.int() });

/** The receipt of an erasure. `id`, `customerId`, `erasedAt`, `erasedBy` and `signature` never change. */
export const erasureJson = z.object({
  id: z.string(),
  object: z.literal("erasure"),
  customerId: z.string(),
  status: z.enum(["running", "done"]),
  erasedAt: z.string(),
  erasedBy: z.nullable(erasureActor),
  finishedAt: z.nullable(z.string()),
  removed: removedCounts,
  externalIdFreedAt: z.nullable(z.string()),
  signature: z.string(),
  livemode: z.boolean(),
});
export type ErasureJson = z.infer<typeof erasureJson>;
