/** The programs that Pulumi's engine starts, where it looks for them. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { platform } from "../../../synth/platform.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The versions that SST asks for, by the name of the package for Node, e.g. `@pulumi/aws`. */
export const pulumiPackages = (): Record<string, string> =>
  JSON.parse(readFileSync(join(platform, "package.json"), "utf8")).dependencies;

/**
 * Writes stand-ins for plugins.
 *
 * @param folder SST's for programs
 * @param models of AWS's services
 */
export function writePlugins(folder: string, models: string): void {
  const bin = join(folder, "bin");
  writeProgram(bin, "pulumi-language-nodejs", [here("language.ts")]);
  // Pulumi's own, for resources that are written in the program itself.
  const dynamic = "pulumi-resource-pulumi-nodejs";
  copyFileSync(join(platform, "node_modules", "@pulumi", "pulumi", dynamic), join(bin, dynamic));
  chmodSync(join(bin, dynamic), 0o755);
  const packages = pulumiPackages();
  for (const name of ["aws", "random", "command"]) {
    const version = packages[`@pulumi/${name}`] ?? "";
    const plugin = join(folder, "plugins", `resource-${name}-v${version}`);
    writeProgram(plugin, `pulumi-resource-${name}`, [here("provider.ts"), version, models]);
  }
}

/** A program that runs a file on this Node. What it is started with comes behind `args`. */
function writeProgram(folder: string, name: string, args: string[]): void {
  mkdirSync(folder, { recursive: true });
  const words = [process.execPath, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const file = join(folder, name);
  // Another run may just start it.
  const written = `${file}.${process.pid}`;
  writeFileSync(written, `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`, { mode: 0o755 });
  renameSync(written, file);
}
