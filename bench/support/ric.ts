/** Lambda's runtime client for Node, installed on first use because its installation compiles C++. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Unmeasurable } from "../measure.ts";

const folder = fileURLToPath(new URL("../ric/", import.meta.url));
const program = `${folder}node_modules/aws-lambda-ric/index.mjs`;
const compiled = `${folder}node_modules/aws-lambda-ric/rapid-client.node`;
const NEEDED = ["cmake", "make", "g++", "tar"];

/** The path of the runtime client's program. @throws Unmeasurable when it cannot be installed on this machine */
export function runtimeClient(progress: (text: string) => void): string {
  if (existsSync(compiled)) return program;
  if (process.platform !== "linux") throw new Unmeasurable("Lambda's runtime client runs on Linux only");
  const missing = NEEDED.filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
  if (missing.length > 0)
    throw new Unmeasurable(`Lambda's runtime client is compiled on install, and there is no ${missing.join(", no ")}`);
  progress("compiling Lambda's runtime client, once, about two minutes");
  const { status, stderr } = spawnSync("npm", ["ci"], { cwd: folder, encoding: "utf8" });
  if (status !== 0 || !existsSync(compiled))
    throw new Unmeasurable(`Lambda's runtime client does not install: ${stderr.trim().split("\n").at(-1)}`);
  return program;
}
