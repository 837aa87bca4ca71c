/** What `npm ci` installs on platforms where the tests do not run, from package-lock.json. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { DYNOXIDE_VERSION } from "../../local/engine/dynoxideProgram.ts";
import manifest from "../../package.json" with { type: "json" };

const PLATFORMS = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"];

const lockedPackage = z.object({
  version: z.optional(z.string()),
  os: z.optional(z.array(z.string())),
  cpu: z.optional(z.array(z.string())),
  libc: z.optional(z.array(z.string())),
  optional: z.optional(z.boolean()),
  optionalDependencies: z.optional(z.record(z.string(), z.string())),
});
const lock = z.object({ packages: z.record(z.string(), lockedPackage) });
const { packages } = lock.parse(JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")));

/** A package for a single platform: a program, or a library of machine code. */
const isBinary = (name: string): boolean => {
  const { os, cpu } = packages[`node_modules/${name}`] ?? {};
  return os !== undefined && cpu !== undefined;
};

/** Packages whose machine code is in one package per platform, with the versions that they require. */
const families = Object.entries(packages)
  .map(([path, { optionalDependencies = {} }]): [name: string, versions: Record<string, string>] => [
    path.replace("node_modules/", "") || manifest.name,
    optionalDependencies,
  ])
  .filter(([, versions]) => Object.keys(versions).some(isBinary));

/** The platforms that a package runs on, without variants for an unusual C library. */
function platformsOf(name: string): string[] {
  const { os = [], cpu = [], libc = ["glibc"] } = packages[`node_modules/${name}`] ?? {};
  return libc.includes("glibc") ? os.flatMap((system) => cpu.map((processor) => `${system}-${processor}`)) : [];
}

describe("npm ci on macOS, Windows and Linux", () => {
  test("finds every package that has machine code: the engine, the bundlers, the linter, SST", () => {
    expect(families.map(([name]) => name).toSorted()).toEqual([
      "@biomejs/biome",
      "clientela",
      "esbuild",
      "lightningcss",
      "rolldown",
      "sst",
    ]);
  });

  test.each(families)("finds the machine code of %s for each platform, in the version it asks for", (_, versions) => {
    const locked = Object.keys(versions).filter((name) => packages[`node_modules/${name}`]?.version === versions[name]);
    expect(locked.flatMap(platformsOf)).toEqual(expect.arrayContaining(PLATFORMS));
    expect(locked.map((name) => packages[`node_modules/${name}`]?.optional)).toEqual(locked.map(() => true));
  });

  test("finds the engine in the one version whose file the stack knows", () => {
    expect(manifest.optionalDependencies).toEqual(
      Object.fromEntries(PLATFORMS.map((platform) => [`@dynoxide/${platform}`, DYNOXIDE_VERSION])),
    );
  });
});
