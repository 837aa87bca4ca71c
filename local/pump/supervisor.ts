/** The stream pump as a child of the stack: started again when it dies, gone when the stack is. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The exit code of a pump that says: starting again would not help. */
export const FINAL_EXIT_CODE = 2;

/**
 * What is made and forgotten for each change may take 16 MB, not the 130 that V8 would come to use; `npm start` itself runs
 * with the same, see package.json.
 */
const YOUNG_GENERATION = "--max-semi-space-size=8";
const RESTART_MS = 200;
/** As long as each one dies young, as without the engine, the pauses grow. */
const MAX_RESTART_MS = 10_000;

export interface PumpProcess {
  /** Its process now; another one after it died. */
  readonly pid: number | undefined;
  stop: () => Promise<void>;
}

/** Starts the pump with this process's environment and its engine's pid. `onStart` is told each new process id. */
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
      // Its own last words say why it cannot go on; the API can.
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
