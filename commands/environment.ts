/** Where an operator command works: what the environment says (under `sst shell`, AWS), or else the running local stack. */
import { readStackFile, stackEnvironment } from "../local/stackFile.ts";

/**
 * Sets the variables that core/ reads. Call it before importing anything of core/ that talks to AWS.
 *
 * @throws StackError when the environment names no tables and no local stack runs
 */
export function useStack(): void {
  if (process.env.CUSTOMERS_TABLE) return;
  Object.assign(process.env, stackEnvironment(readStackFile()));
  process.env.AWS_ACCESS_KEY_ID ??= "local";
  process.env.AWS_SECRET_ACCESS_KEY ??= "local";
}
