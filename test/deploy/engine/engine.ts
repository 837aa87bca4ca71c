/** Pulumi's engine, built once from its source: no registry of packages has the program. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Missing } from "../../stage/emulator/environment.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const CACHE = here("../../../node_modules/.cache/deploy/");
const PROGRAM = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * The folder in which SST looks for its programs, with the engine in it.
 *
 * @param version that SST asks for, e.g. `v3.215.0`
 * @throws Missing when there is no `go`, or when it cannot fetch the source
 * @throws Error when the source is not the pinned one, or does not build
 */
export async function prepareEngine(version: string): Promise<string> {
  const source = readFileSync(here("go.mod"), "utf8");
  if (!source.includes(`github.com/pulumi/pulumi/pkg/v3 ${version}\n`))
    throw new Error(`SST asks for Pulumi ${version}, which test/deploy/engine/go.mod does not name`);
  const { output: toolchain } = await go(["env", "GOVERSION", "GOOS", "GOARCH"]).catch((error: Error) => {
    throw new Missing("code" in error && error.code === "ENOENT" ? "go is not there" : error.message.trim());
  });
  const pinned = createHash("sha256")
    .update(source)
    .update(readFileSync(here("go.sum")))
    .update(toolchain);
  const folder = join(CACHE, pinned.digest("hex").slice(0, 16), "sst");
  const program = join(folder, "bin", "pulumi");
  if (existsSync(program)) return folder;
  console.error("Building Pulumi's engine into node_modules/.cache/deploy: once, some minutes.");
  const packages = await fetchSource();
  mkdirSync(join(folder, "bin"), { recursive: true });
  await build(`${program}.new`, version, packages);
  renameSync(`${program}.new`, program);
  return folder;
}

/** @returns how many packages it has */
async function fetchSource(): Promise<number> {
  const { output } = await go(["list", "-mod=readonly", "-deps", PROGRAM], "modules fetched").catch((error: Error) => {
    if (/SECURITY ERROR|checksum mismatch/.test(error.message)) throw error;
    throw new Missing(`the engine's source cannot be fetched: ${error.message.slice(-1_000)}`);
  });
  return output.trim().split("\n").length;
}

async function build(program: string, version: string, packages: number): Promise<void> {
  const linking = `-s -w -X ${VERSION_VARIABLE}=${version}`;
  const args = ["build", "-v", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", linking, "-o", program];
  await go([...args, PROGRAM], `of ${packages} packages compiled, less what is compiled already`);
}

/** @param counted what a line of the errors stands for: their number is shown now and then */
function go(args: string[], counted?: string): Promise<{ output: string }> {
  const child = spawn("go", args, { cwd: here("."), stdio: ["ignore", "pipe", "pipe"] });
  const stopShowing = counted ? showLines(child, counted) : () => {};
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      stopShowing();
      if (code === 0) resolve({ output });
      else reject(new Error(`go ${args[0]} ended with ${code}:\n${errors}`));
    });
  });
}

function showLines({ stderr }: ChildProcess, counted: string): () => void {
  let lines = 0;
  stderr?.on("data", (chunk: Buffer) => {
    lines += chunk.toString().split("\n").length - 1;
  });
  const timer = setInterval(() => console.error(`  ${lines} ${counted}`), 10_000);
  return () => clearInterval(timer);
}
