/** Creates the canary's organization and key, when a stage is deployed. */
import { requireConfig } from "../core/base/config.ts";
import { canaryKey } from "../core/canary/key.ts";
import { setUpCanary } from "../core/canary/setUp.ts";

requireConfig("stage", "organizationsTable", "searchTable");

export const handler = (): Promise<void> => setUpCanary(canaryKey());
