/** The emulator, an account that nobody has deployed into, and SST's programs, once for all files. */
import { dirname } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmulator } from "../stage/emulator/emulator.ts";
import { prepare } from "./prepare.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Of all of AWS's services. */
    emulator: string;
    /** The folder of AWS's service models. */
    serviceModels: string;
    /** The folder in which SST has its own. */
    config: string;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { environment, programs } = await prepare();
  const emulator = await startEmulator(environment);
  provide("emulator", emulator.endpoint);
  provide("serviceModels", environment.models);
  provide("config", dirname(programs));
  return emulator.stop;
}
