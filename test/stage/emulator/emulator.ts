/** AWS on this machine: one process of ministack, behind TLS, with IAM enforced. */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "./environment.ts";

/** A key, and a certificate for `localhost` and `*.execute-api.localhost`. */
export const CERTIFICATE = fileURLToPath(new URL("../../support/localhost.pem", import.meta.url));

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";
/** The account's root, who may do everything. */
export const ROOT = { accessKeyId: "root", secretAccessKey: "root" };

/** Another account's root: the emulator knows it by its key. */
export const rootOf = (account: string): typeof ROOT => ({ ...ROOT, accessKeyId: account });

export interface Emulator {
  /** Of every service. */
  endpoint: string;
  /** The same without TLS, which policies refuse. */
  plainEndpoint: string;
  port: number;
  /** What the emulator and the functions printed. */
  log: string;
  stop: () => Promise<void>;
}

/** Starts it on a free port; functions run on this Node. @throws Error when it does not answer */
export async function startEmulator({ python }: Environment): Promise<Emulator> {
  const folder = mkdtempSync(join(tmpdir(), "clientela-stage-"));
  const [port, plainPort] = [await freePort(), await freePort()];
  const log = join(folder, "emulator.log");
  const file = openSync(log, "a");
  const child = spawn(python, [fileURLToPath(new URL("corrections.py", import.meta.url))], {
    env: environment(port, plainPort, folder),
    stdio: ["pipe", file, file],
    // With its functions it is a group of processes, which is ended as a whole.
    detached: true,
  });
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoint = `https://localhost:${port}`;
  try {
    await answers(endpoint, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, plainEndpoint: `http://localhost:${plainPort}`, port, log, stop };
}

/** Nothing of ours: a variable that clients of AWS read would change what functions do. */
function environment(port: number, plainPort: number, folder: string): NodeJS.ProcessEnv {
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  // Beside it the emulator writes what functions are to trust.
  const certificate = join(folder, "localhost.pem");
  copyFileSync(CERTIFICATE, certificate);
  return {
    PATH: [dirname(process.execPath), process.env.PATH].join(":"),
    TMPDIR: temporary,
    HOME: temporary,
    LC_ALL: "C.UTF-8",
    GATEWAY_PORT: String(port),
    PLAIN_PORT: String(plainPort),
    BIND_HOST: "127.0.0.1",
    S3_DATA_DIR: join(folder, "s3"),
    STATE_DIR: join(folder, "state"),
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: REGION,
    AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
    AUTH: "true",
    USE_SSL: "1",
    MINISTACK_SSL_CERT: certificate,
    MINISTACK_SSL_KEY: certificate,
    LOG_LEVEL: "WARNING",
    // Functions are given it too: the canary's calls the API by its name.
    NODE_OPTIONS: `--import ${new URL("../names.ts", import.meta.url)}`,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Waits for the first answer, a minute at most. */
async function answers(endpoint: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (child.exitCode !== null) throw new Error(`The emulator ended with ${child.exitCode}`);
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The emulator does not answer");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, "SIGKILL");
  await ended;
}
