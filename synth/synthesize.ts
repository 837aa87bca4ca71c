/** What `sst deploy` would create, without an account: SST's real components, real bundles, no network. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BuiltFunction } from "./buildFunction.ts";
import type { Overrides } from "./overrides.ts";
import { ensurePlatform, root } from "./platform.ts";

/** A resource as Pulumi registers it. */
export interface Resource {
  /** E.g. `aws:lambda/function:Function`; types that begin with `sst:` only group others. */
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** The id of an existing resource that is only looked up, such as a restored table. */
  lookedUp?: string | undefined;
  /** The name of its parent component of SST. */
  parent?: string | undefined;
  /** Pulumi refuses to delete it. */
  protect: boolean;
  /** Removing the stage keeps it. */
  retainOnDelete: boolean;
}

export interface SynthFile {
  /** The app's settings in sst.config.ts. */
  app: Record<string, unknown>;
  /** What `sst deploy` would print. */
  outputs: unknown;
  /** By SST's id. */
  functions: Record<string, BuiltFunction>;
  resources: Resource[];
}

export interface Synthesis extends SynthFile {
  /** The folder with everything, bundles included. */
  folder: string;
  /** Deletes the folder. */
  remove: () => void;
}

/**
 * Synthesizes a stage; the bundles stay on disk until `remove`. Takes about 10 seconds.
 *
 * @throws Error with the output of SST, Pulumi or esbuild
 */
export async function synthesize(stage: string, overrides: Overrides = {}): Promise<Synthesis> {
  ensurePlatform();
  const parent = join(root, ".sst", "synth");
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(join(parent, `${stage}-`));
  const remove = () => rmSync(work, { recursive: true, force: true });
  try {
    const args = [join(root, "synth", "program.ts"), stage, work, JSON.stringify(overrides)];
    await promisify(execFile)(process.execPath, args, { cwd: root, env: environment() });
    return { ...readSynthesis(work), folder: work, remove };
  } catch (error) {
    remove();
    const { stderr } = error as { stderr?: string };
    throw stderr ? new Error(`The stage ${stage} cannot be synthesized:\n${stderr}`) : error;
  }
}

/** Reads the result that `synthesize` left in a folder. */
export const readSynthesis = (folder: string): SynthFile =>
  JSON.parse(readFileSync(join(folder, "synth.json"), "utf8"));

/** No credentials, so that nothing can reach an account. */
function environment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(AWS|SST|PULUMI|NODE_OPTIONS|VITEST)/.test(name));
  return { ...Object.fromEntries(others), SST_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
}
