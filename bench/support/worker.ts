/** Bundles in a process on its own core, called in blocks. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuiltFunction } from "../../synth/buildFunction.ts";
import type { Block } from "../statistics.ts";
import { onItsCore } from "./cores.ts";

/** An order for a worker. */
export interface Order {
  /** The name of one of its bundles. */
  bundle: string;
  inputs: readonly unknown[];
  /** Whether the handler's results are wanted. */
  wantsAnswers?: boolean;
}

/** The result of an order. */
export interface Done extends Block {
  answers: unknown[];
}

export interface Worker {
  /** Calls a bundle's handler with one input after another. @throws Error when a handler throws */
  run: (order: Order) => Promise<Done>;
  stop: () => void;
}

/** Loads bundles, by name, into one process. Their log output is discarded, as fast as Lambda takes it. */
export async function startWorker(
  bundles: Readonly<Record<string, BuiltFunction>>,
  environment: Readonly<Record<string, string>>,
): Promise<Worker> {
  const files = Object.fromEntries(Object.entries(bundles).map(([name, { out }]) => [name, join(out, "bundle.mjs")]));
  const script = fileURLToPath(new URL("workerProcess.ts", import.meta.url));
  const [command, args] = onItsCore(process.execPath, ["--expose-gc", script, JSON.stringify(files)]);
  const child = spawn(command, args, { env: { ...environment }, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const onExit = () => child.kill("SIGKILL");
  process.once("exit", onExit);
  const next = () =>
    new Promise<Done | { error: string }>((resolve, reject) => {
      const onEnd = () => reject(new Error(`A worker has ended with ${child.exitCode}`));
      child.once("exit", onEnd);
      child.once("message", (message: Done | { error: string }) => {
        child.off("exit", onEnd);
        resolve(message);
      });
    });
  await next();
  return {
    run: async (order) => {
      child.send(order);
      const done = await next();
      if ("error" in done) throw new Error(`${order.bundle}: ${done.error}`);
      return done;
    },
    stop: () => {
      process.off("exit", onExit);
      child.removeAllListeners("exit");
      child.kill("SIGKILL");
    },
  };
}
