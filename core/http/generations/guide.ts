/** The guide's generation, SDKs 0.1 to 2.0: objects as operations return them. */
import { wrapped } from "./envelopes.ts";
import type { Batch, Generation } from "./generation.ts";

const unchanged = <T>(thing: T): T => thing;
const batchForm = ({ successful, failed }: Batch) => ({ successful, failed });

/** The guide is older than the API's versions. */
export const guide: Generation = {
  version: "unversioned",
  envelope: wrapped,
  forms: { customer: unchanged, plan: unchanged, subscription: unchanged, batch: batchForm },
};
