/** The emulator with a person's stage and `production`, in one account, once for all files. */
import { readFileSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { synthesize } from "../../synth/synthesize.ts";
import { type CreatedStage, createStage } from "./create/stage.ts";
import { clientsOf } from "./emulator/clients.ts";
import { startEmulator } from "./emulator/emulator.ts";
import { prepareEnvironment } from "./emulator/environment.ts";
import { serviceModels } from "./emulator/models.ts";
import { withTeam } from "./outsideSubscriber.ts";

export interface Deployed extends CreatedStage {
  /** Of its API. */
  url: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    /** Of all of AWS's services. */
    endpoint: string;
    /** The same without TLS. */
    plainEndpoint: string;
    /** The folder of AWS's service models. */
    models: string;
    deployed: Record<"jay" | "production", Deployed>;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const [jay, production] = await Promise.all([synthesize("jay", withTeam), synthesize("production")]);
  const environment = await prepareEnvironment();
  const emulator = await startEmulator(environment);
  const stop = async () => {
    await emulator.stop();
    jay.remove();
    production.remove();
  };
  const clients = clientsOf(emulator.endpoint, serviceModels(environment.models));
  const deploy = async (synthesis: typeof jay): Promise<Deployed> => {
    const created = await createStage(synthesis, clients);
    return { ...created, url: `https://${created.apiId}.execute-api.localhost:${emulator.port}` };
  };
  try {
    // SST makes this bucket when it first deploys into an account.
    await clients.s3.createBucket({ Bucket: "sst-asset-synth" });
    provide("endpoint", emulator.endpoint);
    provide("plainEndpoint", emulator.plainEndpoint);
    provide("models", environment.models);
    provide("deployed", { jay: await deploy(jay), production: await deploy(production) });
  } catch (error) {
    console.error(readFileSync(emulator.log, "utf8").slice(-10_000));
    await stop();
    throw error;
  }
  return stop;
}
