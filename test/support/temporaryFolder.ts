/** Where a run of tests puts its files. */
import { mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";

const MEMORY = "/dev/shm";
/** Far more than a long run writes. */
const ENOUGH_BYTES = 4 * 2 ** 30;

/**
 * Lets the run's processes put temporary files into memory, if the system has such a folder with room: the engines write
 * after every request, and wait for the disk each time. The folder goes when the run ends. Whoever sets TMPDIR has
 * another one.
 */
export function useMemoryForFiles(): void {
  if (process.env.TMPDIR !== undefined || !isFit()) return;
  const folder = mkdtempSync(`${MEMORY}/clientela-tests-`);
  process.env.TMPDIR = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}

/** Whether there is a folder in memory, as on Linux alone, with room, from which programs may run: some tests write some. */
function isFit(): boolean {
  try {
    const mounts = readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .map((line) => line.split(" "));
    const [, , type, options = ""] = mounts.findLast(([, place]) => place === MEMORY) ?? [];
    const { bavail, bsize } = statfsSync(MEMORY);
    return type === "tmpfs" && !options.split(",").includes("noexec") && bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}
