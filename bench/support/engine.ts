/** A DynamoDB engine for a measure: dynoxide in its own process, with the tables, an organization and an API key. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startDynoxide } from "../../local/engine/dynoxide.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import { onItsCore } from "./cores.ts";
import { memoryFolder, removeFolder } from "./folder.ts";
import { IDEMPOTENCY_TABLE } from "./samples.ts";

export interface Engine {
  endpoint: string;
  stop: () => Promise<void>;
}

/** The variables of a deployed function, plus those for the endpoint. */
export const environmentOf = (endpoint: string, others: Record<string, string> = {}): Record<string, string> => ({
  STAGE: "production",
  LIVEMODE: "true",
  CUSTOMERS_TABLE: localTableNames.customers,
  ORGANIZATIONS_TABLE: localTableNames.organizations,
  EVENTS_TABLE: localTableNames.events,
  SEARCH_TABLE: localTableNames.search,
  SUBSCRIPTIONS_TABLE: localTableNames.subscriptions,
  IDEMPOTENCY_TABLE,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "any",
  AWS_SECRET_ACCESS_KEY: "any",
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  ...others,
});

/** Starts an engine with this many customers, which are also in the search index if `isIndexed`. */
export async function startEngine(customers = 0, { isIndexed = false } = {}): Promise<Engine> {
  const folder = memoryFolder();
  const { endpoint, stop } = await startDynoxide(folder);
  const engine = {
    endpoint,
    stop: async () => {
      await stop();
      removeFolder(folder);
    },
  };
  try {
    // In a separate process, because a process can use only one engine: core/ reads the environment once.
    const script = fileURLToPath(new URL("prepareEngine.ts", import.meta.url));
    await promisify(execFile)(
      ...onItsCore(process.execPath, [script, String(customers), ...(isIndexed ? ["indexed"] : [])]),
      {
        env: environmentOf(endpoint),
      },
    );
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
