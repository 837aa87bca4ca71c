/** `npm start` as a separate process: the command of its script, in an environment fully controlled by the test. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { StackFile } from "../../local/stackFile.ts";
import manifest from "../../package.json" with { type: "json" };
import { repeat503 } from "../support/repeat.ts";

const [, ...script] = manifest.scripts.start.split(" ");
/** The API key of a start without API_KEY. */
export const DEVELOPMENT_KEY = "ck_localdevelopmentkey0000000000000000";
const READY = "Ctrl-C stops everything.";

/** Nothing of the test's own environment but the way to programs, and to what Node has compiled of ours before. */
export const startEnvironment = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  PORT: "0",
  SQS_PORT: "0",
};

export interface Ending {
  /** Null if a signal ended the process. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export class Run {
  readonly dataDir: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #stdout = "";
  #stderr = "";

  constructor(dataDir: string, environment: Record<string, string> = {}) {
    this.dataDir = dataDir;
    this.#child = spawn(process.execPath, script, {
      env: { ...startEnvironment, DATA_DIR: dataDir, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (chunk) => (this.#stdout += chunk));
    this.#child.stderr?.on("data", (chunk) => (this.#stderr += chunk));
    this.#ended = new Promise((resolve) => this.#child.once("close", resolve));
    running.add(this);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The stack's file for other commands. */
  get stackFile(): StackFile {
    return JSON.parse(readFileSync(join(this.dataDir, "stack.json"), "utf8"));
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Stops reading its output. */
  hangUp(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  async ready(): Promise<this> {
    await Promise.race([until(() => this.#stdout.includes(READY)), this.#ended]);
    if (this.#stdout.includes(READY)) return this;
    throw new Error(`npm start ended: ${this.#stdout}${this.#stderr}`);
  }

  async ending(): Promise<Ending> {
    const code = await this.#ended;
    running.delete(this);
    return { code, stdout: this.#stdout, stderr: this.#stderr };
  }

  /** Stops it as Ctrl-C or another signal does. */
  stop(signal: NodeJS.Signals = "SIGINT"): Promise<Ending> {
    this.signal(signal);
    return this.ending();
  }
}

const running = new Set<Run>();
const folders: string[] = [];

/** A data folder that does not exist yet. */
export function newDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "clientela-test-"));
  folders.push(folder);
  return join(folder, "data");
}

/** Starts a stack on a new data folder, or on a given one. */
export const npmStart = (environment: Record<string, string> = {}, dataDir = newDataDir()): Promise<Run> =>
  new Run(dataDir, environment).ready();

/** Stops what a failed test has left running, including its engine. */
export async function cleanUp(): Promise<void> {
  for (const run of [...running]) await run.stop("SIGKILL");
  for (const folder of folders.splice(0)) {
    for (const pid of enginesOn(folder)) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Running processes as pid and command line, at least those asked for. Ended ones that were not reaped yet have none. */
function processes(pids?: readonly number[]): [number, string][] {
  if (process.platform !== "linux")
    return execFileSync("ps", ["-axww", "-o", "pid=,args="], { encoding: "utf8" })
      .split("\n")
      .filter((line) => !line.includes("<defunct>"))
      .map((line) => [Number.parseInt(line, 10), line]);
  return (pids ?? readdirSync("/proc").map(Number).filter(Number.isInteger))
    .map((pid): [number, string] => [pid, commandLine(pid)])
    .filter(([, line]) => line !== "");
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

/** The engines that run on a data folder. */
export const enginesOn = (dataDir: string): number[] =>
  processes()
    .filter(([, line]) => line.includes(`--db-path ${dataDir}`))
    .map(([pid]) => pid);

/** Those of the processes that are running. */
export const runningOf = (pids: StackFile["pids"]): number[] => {
  const wanted = Object.values(pids).filter((pid) => pid !== null);
  const running = new Set(processes(wanted).map(([pid]) => pid));
  return wanted.filter((pid) => running.has(pid));
};

/** Asks often only where a moment must be met: each question takes time from what is waited for. */
export async function until(condition: () => boolean | Promise<boolean>, everyMs = 25): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, everyMs));
}

export const exists = (dataDir: string, file: string): boolean => existsSync(join(dataDir, file));

export const portOf = (url: string) => Number(new URL(url).port);

/** A POST with a body, else a GET; repeated while the service is busy. */
export const call = (run: Run, path: string, json?: object, key?: string): Promise<Response> =>
  repeat503(() => callOnce(run, path, json, key));

export const callOnce = (run: Run, path: string, json?: object, key = DEVELOPMENT_KEY): Promise<Response> =>
  fetch(`${run.stackFile.url}${path}`, {
    method: json ? "POST" : "GET",
    headers: { "x-api-key": key, "content-type": "application/json" },
    ...(json ? { body: JSON.stringify(json) } : {}),
  });

export const sqsOf = ({ stackFile }: Run) =>
  new SQSClient({
    endpoint: stackFile.sqsEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
