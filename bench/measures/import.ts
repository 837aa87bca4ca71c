/**
 * `npm run customers -- import` beside the bare SDK's BatchWriteItem of the same items, each on a local stack of its own, as run
 * by `npm start`: publisher and indexer run on both sides.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { caughtUpAt } from "../../local/pump/checkpoint.ts";
import manifest from "../../package.json" with { type: "json" };
import { npmStart, type Run } from "../../test/local/npmStart.ts";
import { type Measure, Unmeasurable } from "../measure.ts";
import { memoryFolder, removeFolder } from "../support/folder.ts";
import { bodyOf, customerIdOf, externalIdOf } from "../support/samples.ts";

/** How often memory is looked at. */
const LOOK_EVERY_MS = 200;

/** Node's options in the script `customers`, for both sides. */
const flags = manifest.scripts.customers.split(" ").filter((word) => word.startsWith("--"));

/** A program that has ended: how long it took, and how much memory it held at each look, in KB. */
interface Ended {
  seconds: number;
  memory: number[];
}

async function runOn(stack: Run, script: string, ...args: string[]): Promise<Ended> {
  const memory: number[] = [];
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...flags, fileURLToPath(new URL(`../../${script}`, import.meta.url)), ...args],
    {
      env: { PATH: process.env.PATH, DATA_DIR: stack.dataDir },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const timer = setInterval(() => memory.push(memoryOf(child)), LOOK_EVERY_MS);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return { seconds: (performance.now() - startedAt) / 1_000, memory: memory.filter((it) => it > 0) };
}

/** What a process holds in memory, in KB. */
function memoryOf({ pid }: ChildProcess): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** A file of customers, with an id of their own and an external id if `isOwn`. */
async function writeRows(file: string, rows: number, isOwn: boolean): Promise<void> {
  const line = (serial: number): string => {
    const own = isOwn ? { id: customerIdOf(serial), externalId: externalIdOf(serial) } : {};
    return `${JSON.stringify({ ...bodyOf(serial), ...own })}\n`;
  };
  async function* lines(): AsyncGenerator<string> {
    for (let first = 1; first <= rows; first += 1_000)
      yield Array.from({ length: Math.min(1_000, rows - first + 1) }, (_, i) => line(first + i)).join("");
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

/** Seconds until publisher and indexer have had everything. */
async function drain(stack: Run): Promise<number> {
  const endedAt = Date.now();
  while ((caughtUpAt(stack.dataDir)?.getTime() ?? 0) < endedAt) await sleep(100);
  return (Date.now() - endedAt) / 1_000;
}

/** Runs something on a stack of its own, in memory. */
async function onStack<T>(run: (stack: Run, folder: string) => Promise<T>): Promise<T> {
  const folder = memoryFolder();
  const stack = await npmStart({}, join(folder, "data"));
  const killStack = () => stack.signal("SIGKILL");
  process.once("exit", killStack);
  try {
    return await run(stack, folder);
  } finally {
    process.off("exit", killStack);
    await stack.stop();
    removeFolder(folder);
  }
}

const importInto = async (stack: Run, folder: string, rows: number, isOwn: boolean): Promise<Ended> => {
  const file = join(folder, "customers.jsonl");
  await writeRows(file, rows, isOwn);
  return runOn(stack, "commands/customers.ts", "import", file, "--org", "org_local", "--json");
};

const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

/** The most memory held in the second half of a run, as a share of the first half's. */
const growth = ({ memory }: Ended): number => {
  const half = Math.ceil(memory.length / 2);
  return largest(memory.slice(half)) / largest(memory.slice(0, half));
};

export const importing: Measure = {
  name: "import",
  goals: {
    "import.rows": {
      what: "import of 100,000 rows: rows a second, ours / BatchWriteItem of the bare SDK with the same items",
      goal: { atLeast: 0.4 },
    },
    "import.ownIds": { what: "the same with ids of their own, each with its reservation", goal: "reported" },
    "import.drain": {
      what: "seconds from the end of an import of 100,000 rows until events and search have them",
      goal: "reported",
    },
    "import.memory": {
      what: "the most memory that import holds: in the second half of its rows / in the first",
      goal: { atMost: 1.25 },
    },
  },
  take: async ({ long, progress }) => {
    if (process.platform !== "linux") throw new Unmeasurable("memory is read from /proc");
    const rows = long ? 1_000_000 : 100_000;
    progress("bare SDK");
    const raw = await onStack((stack) => runOn(stack, "bench/peers/batchWrite.ts", String(rows)));
    progress("import");
    const { imported, drained } = await onStack(async (stack, folder) => {
      const imported = await importInto(stack, folder, rows, false);
      progress("import: events and search");
      return { imported, drained: await drain(stack) };
    });
    progress("import with ids of their own");
    const own = await onStack((stack, folder) => importInto(stack, folder, rows, true));
    return {
      "import.rows": raw.seconds / imported.seconds,
      "import.ownIds": raw.seconds / own.seconds,
      "import.drain": drained,
      "import.memory": growth(imported),
    };
  },
};
