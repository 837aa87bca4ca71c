/** The embedded DynamoDB engine: dynoxide, one process with one SQLite file. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../../core/base/operatorError.ts";
import { isErrno, messageOf } from "../systemError.ts";
import { writeAtomically } from "../writeAtomically.ts";
import { DYNOXIDE_VERSION, findDynoxide } from "./dynoxideProgram.ts";

/** The longest that the engine may take to start, or to stop before it is killed. Both normally take milliseconds. */
const TIMEOUT_MS = 10_000;

export interface Engine {
  endpoint: string;
  pid: number;
  stop: () => Promise<void>;
}

/**
 * Starts the engine on a free port of the loopback interface.
 *
 * @throws OperatorError when its program is missing or does not start
 */
export async function startDynoxide(dataDir: string): Promise<Engine> {
  const { file, pidFile } = filesIn(dataDir);
  stopLeftOver(dataDir);
  const { child, port } = await spawnOnFreePort(findDynoxide(), file, pidFile);
  const onEnd = () =>
    console.error("clientela: The DynamoDB engine has stopped. Stop this process and start it again.");
  child.once("exit", onEnd);
  const stop = async () => {
    child.off("exit", onEnd);
    await kill(child);
    rmSync(pidFile, { force: true });
  };
  try {
    addIndexes(file);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop };
}

/**
 * The engine cannot choose a port and report it, so another process may take the free port we found: then try again.
 */
async function spawnOnFreePort(
  program: string,
  file: string,
  pidFile: string,
): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawnEngine(program, ["--port", String(port), "--db-path", file]);
    // First of all, because after a kill -9 the next start finds the engine by this file. Atomically, because with half
    // a number the next start would leave the engine running.
    if (child.pid !== undefined) writeAtomically(pidFile, String(child.pid));
    const problem = await untilListening(child);
    if (problem === undefined) return { child, port };
    await kill(child);
    rmSync(pidFile, { force: true });
    if (attempt === 5 || !problem.includes("already in use"))
      throw new OperatorError(`The DynamoDB engine ${program} does not start: ${problem}`);
  }
}

function spawnEngine(program: string, parameters: string[]): ChildProcess {
  try {
    // Detached, because a terminal's Ctrl-C must only reach this process, which then stops the engine last. Not on
    // Windows, which would open a window for a detached process.
    const child = spawn(program, parameters, {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
      windowsHide: true,
    });
    // The engine ends with this process, however that ends, except by kill -9.
    const onExit = () => child.kill("SIGKILL");
    process.once("exit", onExit);
    child.once("exit", () => process.off("exit", onExit));
    return child;
  } catch (error) {
    throw new OperatorError(`The DynamoDB engine ${program} cannot run: ${messageOf(error)}`);
  }
}

/**
 * Waits until the engine accepts requests. Returns its output if it does not. A response on its port would prove
 * nothing: another process may have that port, even another stack's engine.
 */
const untilListening = (child: ChildProcess): Promise<string | undefined> =>
  new Promise((resolve) => {
    let output = "";
    const timer = setTimeout(() => settle("it says nothing"), TIMEOUT_MS);
    const settle = (problem?: string) => {
      clearTimeout(timer);
      // Keep reading, or the engine's next line of output would fail.
      child.stderr?.off("data", read).resume();
      resolve(problem);
    };
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes("listening on")) settle();
    };
    child.stderr?.on("data", read);
    child.once("error", (error) => settle(error.message));
    child.once("close", (code) => settle(output.trim().split("\n").at(-1) || `it ends with code ${code}`));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/**
 * Without an index, every write to a table with a stream scans the whole stream log, and a recreated table replays the
 * old one's records. Both are fixed inside the engine's file, which depends on the layout of exactly this version.
 */
function addIndexes(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`
      PRAGMA busy_timeout = 5000;
      CREATE INDEX IF NOT EXISTS clientela_stream_sequence
        ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
      CREATE TRIGGER IF NOT EXISTS clientela_stream_drop AFTER DELETE ON _tables
        BEGIN DELETE FROM _stream_records WHERE table_name = OLD.table_name; END;`);
  } catch (error) {
    throw new OperatorError(`The DynamoDB engine is not dynoxide ${DYNOXIDE_VERSION}: ${messageOf(error)}`);
  } finally {
    database.close();
  }
}

const filesIn = (dataDir: string) => ({
  file: join(dataDir, "dynamodb.sqlite"),
  pidFile: join(dataDir, "dynoxide.pid"),
});

/** Stops the engine that a killed stack left running on its data folder; with `only`, if it is that process. */
export function stopLeftOver(dataDir: string, only?: number): void {
  const { file, pidFile } = filesIn(dataDir);
  const pid = readPid(pidFile);
  if (pid === undefined || pid !== (only ?? pid) || !commandOf(pid).includes(file)) return;
  process.kill(pid, "SIGKILL");
  const until = Date.now() + TIMEOUT_MS;
  while (commandOf(pid).includes(file) && Date.now() < until)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

function readPid(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** A process's command line, or "" if it has ended: the pid alone may belong to another program by now. */
function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    const [command, ...parameters] = process.platform === "win32" ? commandLineOnWindows(pid) : commandLineOnMacOs(pid);
    return execFileSync(command, parameters, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}

/** Without -ww, ps cuts lines to the terminal's width. */
const commandLineOnMacOs = (pid: number): [string, ...string[]] => ["ps", "-ww", "-p", String(pid), "-o", "args="];

const commandLineOnWindows = (pid: number): [string, ...string[]] => [
  "powershell",
  "-NoProfile",
  "-Command",
  `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`,
];

const kill = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill("SIGTERM");
  });
