/** The files that a full run writes: bench/results/results.json and .svg, and the tables in the READMEs. */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import type { Results } from "./measure.ts";
import { plot } from "./plot.ts";
import { withFigures } from "./readme.ts";

const root = new URL("../", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), "utf8");

export const RESULTS = "bench/results/results.json";
export const readResults = (): Results => JSON.parse(read(RESULTS));

/**
 * The properties of the machine that affect the figures. `loadBefore` is the load average before the run: 0 is idle.
 */
export const machine = (): Results["machine"] => ({
  processor: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${process.arch} ${release()}`,
  loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
});

const PACKAGES = [
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-sqs",
  "@dynoxide/linux-x64",
  "esbuild",
  "fauxqs",
  "hono",
  "sst",
  "zod",
];
const BENCH_PACKAGES = ["@aws-lambda-powertools/event-handler", "@aws-lambda-powertools/idempotency", "@middy/core"];

/** The versions in the lock files. */
export function versions(): Record<string, string> {
  const lock = JSON.parse(read("package-lock.json")).packages;
  const ric = JSON.parse(read("bench/ric/package-lock.json")).packages;
  const versionOf = (name: string): string | undefined =>
    (lock[`bench/node_modules/${name}`] ?? lock[`node_modules/${name}`])?.version;
  return {
    node: process.versions.node,
    ...Object.fromEntries([...PACKAGES, ...BENCH_PACKAGES].map((name) => [name, versionOf(name) ?? "unknown"])),
    "aws-lambda-ric": ric["node_modules/aws-lambda-ric"].version,
  };
}

/** Writes the results, their plot, and the tables that show them. */
export function writeResults(results: Results): void {
  const write = (name: string, text: string) => writeFileSync(new URL(name, root), text);
  write(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  write(RESULTS.replace(/json$/, "svg"), plot(results));
  write("README.md", withFigures(read("README.md"), results, "en"));
  write("README.es.md", withFigures(read("README.es.md"), results, "es"));
}
