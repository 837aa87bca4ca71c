/** Runs the stream pump as a child process: restarts it when it dies, stops it with the stack. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The pump's exit code when a restart would not help. */
export const FINAL_EXIT_CODE = 2;

/**
 * Limits the young generation of the heap to 16 MB; V8 would grow it to 130. `npm start` itself has the same limit, see
 * package.json.
 */
const YOUNG_GENERATION = "--max-semi-space-size=8";
const RESTART_MS = 200;
/** Restart delays grow up to this as long as the process keeps dying early, e.g. without the engine. */
const MAX_RESTART_MS = 10_000;

export interface PumpProcess {
  /** The current process; a new one after it died. */
  readonly pid: number | undefined;
  stop: () => Promise<void>;
}

/** Starts the pump with this process's environment and its engine's pid. `onStart` gets each new process id. */
export function startPump(dataDir: string, enginePid: number | null, onStart: (pid: number) => void): PumpProcess {
  let isStopping = false;
  let pauseMs = RESTART_MS;
  let child = forkPump();

  function forkPump(): ChildProcess {
    const startedAt = Date.now();
    const forked = fork(fileURLToPath(new URL("main.ts", import.meta.url)), {
      env: { ...process.env, DATA_DIR: dataDir, ENGINE_PID: String(enginePid ?? "") },
      execArgv: [YOUNG_GENERATION],
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    forked.stdout?.on("data", (data: Buffer) => process.stdout.write(data.toString()));
    forked.once("exit", (code) => {
      // Its own last output says why it cannot go on; the API still can.
      if (isStopping || code === FINAL_EXIT_CODE) return;
      if (Date.now() - startedAt > MAX_RESTART_MS) pauseMs = RESTART_MS;
      setTimeout(() => {
        if (!isStopping) child = forkPump();
      }, pauseMs);
      pauseMs = Math.min(2 * pauseMs, MAX_RESTART_MS);
    });
    if (forked.pid !== undefined) onStart(forked.pid);
    return forked;
  }

  return {
    get pid() {
      return child.pid;
    },
    stop: async () => {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}
