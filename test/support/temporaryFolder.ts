/** Where a run of tests puts its files. */
import { mkdtempSync, rmSync, statfsSync } from "node:fs";

const MEMORY = "/dev/shm";
/** Far more than a long run writes. */
const ENOUGH_BYTES = 4 * 2 ** 30;

/**
 * Lets the run's processes put temporary files into memory, if the system has such a folder with room: the engines write
 * after every request, and wait for the disk each time. The folder goes when the run ends. Whoever sets TMPDIR has
 * another one.
 */
export function useMemoryForFiles(): void {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return;
  const folder = mkdtempSync(`${MEMORY}/clientela-tests-`);
  process.env.TMPDIR = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    // Of the systems only Linux has it.
    return false;
  }
}
