/** An SQS engine in its own process, with the subscribers' queues, in memory. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { SUBSCRIBERS } from "./publisher.ts";

export interface Queues {
  endpoint: string;
  stop: () => void;
}

export async function startQueues(): Promise<Queues> {
  const child = fork(fileURLToPath(new URL("queuesProcess.ts", import.meta.url)), SUBSCRIBERS);
  const onExit = () => child.kill("SIGKILL");
  process.once("exit", onExit);
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The queues do not start: ${code}`)));
    child.once("message", (message) => resolve(String(message)));
  });
  return {
    endpoint,
    stop: () => {
      process.off("exit", onExit);
      child.removeAllListeners("exit");
      child.kill("SIGKILL");
    },
  };
}

/** The value of SUBSCRIBER_QUEUE_URLS. The client's endpoint decides where the queues are. */
export const queueUrls = (): string =>
  JSON.stringify(Object.fromEntries(SUBSCRIBERS.map((name) => [name, `http://any/000000000000/${name}.fifo`])));
