/** The local front against a minimal node:http server, with 32 connections. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import type { Measure } from "../measure.ts";
import { interleave, medianRatio } from "../statistics.ts";
import { onItsCore } from "../support/cores.ts";
import { API_KEY, bodyOf } from "../support/samples.ts";

const CONNECTIONS = 32;

async function startServer(kind: "front" | "bare"): Promise<{ url: string; stop: () => void }> {
  const script = fileURLToPath(new URL("../support/frontProcess.ts", import.meta.url));
  const [command, args] = onItsCore(process.execPath, [script, kind]);
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const onExit = () => child.kill("SIGKILL");
  process.once("exit", onExit);
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The server ${kind} does not start: ${code}`)));
    child.once("message", (message) => resolve(String(message)));
  });
  return {
    url,
    stop: () => {
      process.off("exit", onExit);
      child.removeAllListeners("exit");
      child.kill("SIGKILL");
    },
  };
}

/** Requests per second. */
async function load(url: string, body?: string): Promise<number> {
  const { requests, errors, non2xx } = await autocannon({
    url: `${url}/api/customers${body === undefined ? "/user_123" : ""}`,
    connections: CONNECTIONS,
    duration: 1,
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", "x-api-key": API_KEY },
    ...(body === undefined ? {} : { body }),
  });
  if (errors + non2xx > 0) throw new Error(`${url}: ${errors} errors, ${non2xx} answers other than 2xx`);
  return requests.average;
}

export const front: Measure = {
  name: "local front",
  goals: {
    front: {
      what: "local front: requests a second / bare node:http, the worse of get and create",
      goal: { atLeast: 0.8 },
      why: "it makes each request an event with ids of its own, as API Gateway does, and matches routes",
    },
  },
  take: async ({ long, progress }) => {
    const servers = { front: await startServer("front"), bare: await startServer("bare") };
    const body = JSON.stringify(bodyOf(1));
    try {
      const rounds = long ? 21 : 9;
      const taken = await interleave(
        rounds,
        {
          frontGet: () => load(servers.front.url),
          bareGet: () => load(servers.bare.url),
          frontPost: () => load(servers.front.url, body),
          barePost: () => load(servers.bare.url, body),
        },
        (round) => progress(`round ${round}/${rounds}`),
      );
      const same = (value: number) => value;
      return {
        front: Math.min(
          medianRatio(taken.frontGet, taken.bareGet, same),
          medianRatio(taken.frontPost, taken.barePost, same),
        ),
      };
    } finally {
      for (const { stop } of Object.values(servers)) stop();
    }
  },
};
