/** `npm run load`: a steady mixed load on the local stack. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { chunks } from "../core/base/chunks.ts";
import { issueKey } from "../core/organizations/administration.ts";
import { createSearchableOrganization } from "../core/search/version.ts";
import { readStackFile, type StackFile } from "../local/stackFile.ts";
import { type ApiAccess, createCustomers } from "./api.ts";
import { useStack } from "./environment.ts";
import { newCustomer, Workload } from "./load/requests.ts";
import { type LoadResult, runLoad } from "./load/run.ts";
import { print, progress, run, wholeNumber } from "./run.ts";

const ORGANIZATION = "org_load";
const MAX_CUSTOMERS_AT_START = 1_000;
/** How much the stack's memory may grow under a constant load, as a factor. */
const MAX_GROWTH = 1.1;

interface Options {
  rate: number;
  seconds: number;
  json: boolean;
}

async function load({ rate, seconds, json }: Options): Promise<void> {
  useStack();
  const stack = readStackFile();
  await createSearchableOrganization(ORGANIZATION);
  const expiresAt = new Date(Date.now() + seconds * 1_000 + 3_600_000).toISOString();
  const { secret: apiKey } = await issueKey({
    organizationId: ORGANIZATION,
    name: "npm run load",
    scopes: ["read", "write"],
    expiresAt,
  });
  const prefix = `load${randomBytes(4).toString("hex")}`;
  const customers = await createStart(
    { url: stack.url, apiKey },
    prefix,
    Math.min(MAX_CUSTOMERS_AT_START, rate * seconds),
  );
  const bar = progress("requests", rate * seconds);
  const result = await runLoad({
    url: stack.url,
    apiKey,
    rate,
    seconds,
    workload: new Workload(prefix, customers),
    memory: () => memoryOf(stack),
    onProgress: bar.at,
  }).finally(bar.stop);
  print(json, result, () => describe(result));
  if (Object.keys(result.errors).length > 0 || hasGrown(result)) process.exitCode = 1;
}

async function createStart(access: ApiAccess, prefix: string, length: number): Promise<string[]> {
  const ids = Array.from({ length }, (_, number) => `${prefix}_start${number}`);
  for (const some of chunks(ids, 100)) await createCustomers(access, some.map(newCustomer));
  return ids;
}

/** The resident memory of the stack's processes in bytes, if the system reports it as Linux does. */
function memoryOf({ pids }: StackFile): number | undefined {
  try {
    return Object.values(pids)
      .filter((pid) => pid !== null)
      .map((pid) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024)
      .reduce((sum, bytes) => sum + bytes, 0);
  } catch {
    return undefined;
  }
}

const hasGrown = ({ memory }: LoadResult): boolean => memory !== undefined && memory.after > memory.before * MAX_GROWTH;

function describe(result: LoadResult): string {
  const { requests, throughput, milliseconds, errors, memory } = result;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const failures = Object.entries(errors).map(([what, count]) => `${count} x ${what}`);
  return [
    `${requests} requests, ${throughput.toFixed(1)} a second`,
    `p50 ${ms(milliseconds.p50)}, p99 ${ms(milliseconds.p99)}, p99.9 ${ms(milliseconds.p999)}, slowest ${ms(milliseconds.max)}`,
    failures.length === 0 ? "no errors" : `errors: ${failures.join(", ")}`,
    memory === undefined
      ? "memory: shown by a run of 10,000 requests or more, on Linux"
      : `memory ${mb(memory.before)} when warm, ${mb(memory.after)} at the end${hasGrown(result) ? ": it has grown by more than 10 %" : ""}`,
  ].join("\n");
}

const program = new Command("npm run load --")
  .description(
    "Drive a mixed load (70 % get, 15 % list, 10 % update, 5 % create) at a fixed rate through the local stack. The exit code is 1 if a request failed or the stack's memory grew by more than 10 % once it was warm.",
  )
  .option("--rate <number>", "requests a second", wholeNumber, 100)
  .option("--seconds <number>", "for how long", wholeNumber, 120)
  .option("--json", "print JSON")
  .action(load);

await run(program);
