/** Holds what SDKs were answered against the types of the newest SDK. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isObject } from "../contract/strict-parsers.ts";
import type { Exchange } from "./proxy.ts";

/**
 * What the successful answers lack, by the types of the newest SDK: fields that it requires, or values that it reads.
 * @param received exchanges under any names; the result has the same
 * @param folder where the newest SDK for Python is installed
 */
export function lackingIn(received: Record<string, readonly Exchange[]>, folder: string): Record<string, string[]> {
  const answers = Object.entries(received).map(([name, exchanges]) => [name, answersIn(exchanges)]);
  const contract = fileURLToPath(new URL("contract.py", import.meta.url));
  const input = JSON.stringify(Object.fromEntries(answers));
  const env = { PATH: process.env.PATH, PYTHONPATH: folder };
  return JSON.parse(execFileSync("python3", [contract], { input, env, encoding: "utf8" }));
}

const answersIn = (exchanges: readonly Exchange[]) =>
  exchanges
    .filter(({ status }) => status !== undefined && status < 300)
    .map(({ method, path, body }) => ({ method, path: path.replace(/^\/api(\/v1)?|\?.*$/g, ""), body: opened(body) }));

/** What an envelope holds; a page becomes one of the newest generation. */
function opened(body: unknown): unknown {
  if (!isObject(body) || typeof body.success !== "boolean") return body;
  return Array.isArray(body.data) ? { ...body, object: "list" } : body.data;
}
