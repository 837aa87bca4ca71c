/** SST's program, as operators start it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { CERTIFICATE, REGION, type ROOT } from "../../stage/emulator/emulator.ts";
import { type Front, KEY_VALUE_STORES } from "./front.ts";

export interface Result {
  /** Not there when a signal ended it. */
  code: number | null;
  /** What it printed. */
  output: string;
}

export interface Running {
  /** Ends SST as a machine does that goes away: at once, with all that it has started. */
  kill: () => void;
  /** Sends a signal as a terminal or a workflow does, to SST and whoever started it. */
  signal: (signal: NodeJS.Signals) => void;
  ended: Promise<Result>;
}

export interface Where {
  /** The project's. */
  folder: string;
  /** In which SST looks for its programs. */
  config: string;
  front: Front;
  /** Who deploys. */
  credentials: typeof ROOT;
}

/** The file in which stand-ins write what they have made, in a project's folder. */
export const createdResources = (folder: string): string => join(folder, ".sst", "created.jsonl");

/** `npx sst ARGUMENTS` in the project. */
export function startSst(where: Where, args: readonly string[]): Running {
  const { folder } = where;
  const home = join(folder, ".sst", "home");
  mkdirSync(home, { recursive: true });
  const child = spawn(process.execPath, [join(folder, "node_modules", "sst", "bin", "sst.mjs"), ...args], {
    cwd: folder,
    env: environment(where, home),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const killAll = () => {
    for (const pid of familyOf(child)) kill(pid, "SIGKILL");
  };
  // A group of its own does not end with the test.
  process.once("exit", killAll);
  const ended = new Promise<Result>((resolve) => child.once("close", (code) => resolve({ code, output })));
  void ended.then(() => process.off("exit", killAll));
  return {
    kill: killAll,
    signal: (signal) => kill(-(child.pid ?? 0), signal),
    ended,
  };
}

/** Nothing of ours that would lead elsewhere. */
function environment({ folder, config, front, credentials }: Where, home: string): NodeJS.ProcessEnv {
  return {
    PATH: [dirname(process.execPath), process.env.PATH].join(":"),
    HOME: home,
    TMPDIR: process.env.TMPDIR,
    XDG_CONFIG_HOME: config,
    LC_ALL: "C.UTF-8",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: front.endpoint,
    AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: `http://${KEY_VALUE_STORES}`,
    HTTP_PROXY: front.proxy,
    HTTPS_PROXY: front.proxy,
    AWS_CA_BUNDLE: CERTIFICATE,
    NODE_EXTRA_CA_CERTS: CERTIFICATE,
    CREATED_RESOURCES: createdResources(folder),
    // The API's address is a name below `localhost`.
    NODE_OPTIONS: `--import ${new URL("../../stage/names.ts", import.meta.url)}`,
    // npm fetched the packages already.
    SST_NO_BUN: "1",
    SST_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** A process and all that came of it. */
function familyOf({ pid }: ChildProcess): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = table
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const family = [pid ?? 0];
  for (const parent of family) for (const [child = 0, of] of rows) if (of === parent) family.push(child);
  return family;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
