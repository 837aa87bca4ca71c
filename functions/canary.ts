/** Calls the stage's own API every few minutes, so that its alarm notices when something stops without an error. */
import { config, requireConfig } from "../core/base/config.ts";
import { log } from "../core/base/log.ts";
import { runCanary } from "../core/canary/canary.ts";
import { canaryKey } from "../core/canary/key.ts";

const PATIENCE_MS = 30_000;

requireConfig("stage");

export const handler = async (): Promise<void> => {
  const startedAt = performance.now();
  await runCanary({ url: config.apiUrl() ?? "", key: canaryKey(), now: new Date(), patienceMs: PATIENCE_MS });
  log("canary", { latencyMs: Math.round(performance.now() - startedAt) }, {});
};
