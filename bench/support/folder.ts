import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();
process.once("exit", removeFolders);

/** Removes all that are left. A test calls it: vitest ends its processes without letting them know. */
export function removeFolders(): void {
  for (const folder of folders) removeFolder(folder);
}

/** A folder that does not outlive this process. */
export function temporaryFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, "clientela-bench-"));
  folders.add(folder);
  return folder;
}

/** The same in memory where there is such a place, so that no disk, and nobody else's use of it, is measured. */
export function memoryFolder(): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return temporaryFolder("/dev/shm");
  } catch {
    return temporaryFolder();
  }
}

/** Removes one that is no longer needed. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}
