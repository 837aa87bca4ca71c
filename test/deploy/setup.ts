/** What is made once for all files: the emulator's environment and SST's programs. */
import { dirname } from "node:path";
import type { TestProject } from "vitest/node";
import type { Environment } from "../stage/emulator/environment.ts";
import { prepare } from "./prepare.ts";

declare module "vitest" {
  export interface ProvidedContext {
    environment: Environment;
    /** The folder in which SST has its own. */
    config: string;
  }
}

export default async function setup({ provide }: TestProject): Promise<void> {
  const { environment, programs } = await prepare();
  provide("environment", environment);
  provide("config", dirname(programs));
}
