/** What the test needs of this machine. */
import { ensurePlatform } from "../../synth/platform.ts";
import { type Environment, prepareEnvironment } from "../stage/emulator/environment.ts";
import { prepareEngine } from "./engine/engine.ts";
import { pulumiPackages, writePlugins } from "./pulumi/plugins.ts";

export interface Prepared {
  /** The emulator's. */
  environment: Environment;
  /** SST's folder for programs, with the engine and its plugins. */
  programs: string;
}

/** @throws Missing when something cannot be had here */
export async function prepare(): Promise<Prepared> {
  const environment = await prepareEnvironment();
  ensurePlatform();
  const programs = await prepareEngine(pulumiPackages()["@pulumi/pulumi"] ?? "");
  writePlugins(programs, environment.models);
  return { environment, programs };
}
