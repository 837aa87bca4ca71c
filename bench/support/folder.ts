import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();
process.once("exit", removeFolders);

/** Removes all remaining folders. Tests call it, because vitest ends its processes without notice. */
export function removeFolders(): void {
  for (const folder of folders) removeFolder(folder);
}

/** A folder that is removed with this process. */
export function temporaryFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, "clientela-bench-"));
  folders.add(folder);
  return folder;
}

/** The same in memory where possible, so that no disk, and nobody else's use of it, is measured. */
export function memoryFolder(): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return temporaryFolder("/dev/shm");
  } catch {
    return temporaryFolder();
  }
}

/** Removes a folder that is no longer needed. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}
