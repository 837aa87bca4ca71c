/** The canary's organization and key, which a function of the stage made when it was created, and a round with them. */
import { inject, test } from "vitest";
import { runCanary } from "../../core/canary/canary.ts";

test("A round of the canary succeeds, with the key that the deployment made", async () => {
  // The synthesis has this where SST has random letters.
  const key = `ck_${"0".repeat(32)}`;
  await runCanary({ url: inject("deployed").production.url, key, now: new Date(), patienceMs: 300_000 });
});
