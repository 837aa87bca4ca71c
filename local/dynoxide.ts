/** The embedded DynamoDB engine: dynoxide, one process with one SQLite file. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, constants, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { isErrno, StackError } from "./failure.ts";

const VERSION = "1.2.1";

export interface Engine {
  endpoint: string;
  pid: number;
  stop: () => Promise<void>;
}

/**
 * Starts the engine on a free port of this machine's own interface.
 *
 * @throws StackError when its program is missing or does not start
 */
export async function startDynoxide(dataDir: string): Promise<Engine> {
  const file = join(dataDir, "dynamodb.sqlite");
  const pidFile = join(dataDir, "dynoxide.pid");
  stopStray(pidFile, file);
  const { child, port } = await spawnOnFreePort(findProgram(), file);
  writeFileSync(pidFile, String(child.pid));
  tune(file);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    stop: async () => {
      await kill(child);
      rmSync(pidFile, { force: true });
    },
  };
}

/** Where the program may be: given, installed with this project, or on the PATH. */
function findProgram(): string {
  const name = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  const { DYNOXIDE_BIN, PATH = "" } = process.env;
  if (DYNOXIDE_BIN !== undefined) {
    if (isExecutable(DYNOXIDE_BIN)) return DYNOXIDE_BIN;
    throw new StackError(`DYNOXIDE_BIN=${DYNOXIDE_BIN} is not a program`);
  }
  const require = createRequire(import.meta.url);
  const packageName = `@dynoxide/${process.platform}-${process.arch}`;
  const candidates = PATH.split(delimiter).map((folder) => join(folder, name));
  try {
    candidates.unshift(join(dirname(require.resolve(`${packageName}/package.json`)), name));
  } catch {
    // Not installed: the PATH may have it.
  }
  const program = candidates.find(isExecutable);
  if (program !== undefined) return program;
  throw new StackError(
    `The DynamoDB engine for ${process.platform} on ${process.arch} is missing. Install it with: npm install --no-save ${packageName}@${VERSION} (or set DYNOXIDE_BIN to a dynoxide ${VERSION}, or DYNAMODB_ENDPOINT to another engine)`,
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The engine cannot choose a port itself and tell it, so another process may take the one found: then try again. */
async function spawnOnFreePort(program: string, file: string): Promise<{ child: ChildProcess; port: number }> {
  let output = "";
  for (let attempt = 1; attempt <= 5; attempt++) {
    const port = await freePort();
    const child = spawn(program, ["--port", String(port), "--db-path", file], {
      stdio: ["ignore", "pipe", "pipe"],
      // A terminal's Ctrl-C reaches this process alone, which then stops the engine last.
      detached: true,
    });
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    // The engine must not outlive this process when it ends by itself; after a kill -9 the next start stops it.
    const stop = () => child.kill("SIGKILL");
    process.once("exit", stop);
    child.once("exit", () => process.off("exit", stop));
    if (await answers(child, `http://127.0.0.1:${port}/`)) {
      child.stdout.destroy();
      child.stderr.destroy();
      return { child, port };
    }
  }
  throw new StackError(`The DynamoDB engine does not start: ${output.trim().split("\n").at(-1)}`);
}

async function answers(child: ChildProcess, url: string): Promise<boolean> {
  for (let tries = 0; tries < 2_000 && child.exitCode === null; tries++) {
    try {
      if ((await fetch(url)).ok) return true;
    } catch {
      await sleep(5);
    }
  }
  child.kill("SIGKILL");
  return false;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/**
 * Without an index every write on a table with a stream scans the whole stream log, and a table made anew replays the
 * old one's records. Both are mended inside the engine's file; this leans on the layout of exactly this version.
 */
function tune(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`
      PRAGMA busy_timeout = 5000;
      CREATE INDEX IF NOT EXISTS clientela_stream_sequence
        ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
      CREATE TRIGGER IF NOT EXISTS clientela_stream_drop AFTER DELETE ON _tables
        BEGIN DELETE FROM _stream_records WHERE table_name = OLD.table_name; END;`);
  } catch (error) {
    throw new StackError(
      `The DynamoDB engine is not dynoxide ${VERSION}: ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    database.close();
  }
}

/** Stops the engine that a killed stack left behind on the same file. */
function stopStray(pidFile: string, file: string): void {
  const pid = readPid(pidFile);
  if (pid === undefined || !commandOf(pid).includes(file)) return;
  process.kill(pid, "SIGKILL");
  const until = Date.now() + 5_000;
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

/** A process's command line, or nothing when it has ended: a pid alone may belong to another program by now. */
function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" });
  } catch {
    return "";
  }
}

const kill = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
