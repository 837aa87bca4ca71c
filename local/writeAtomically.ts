import { renameSync, writeFileSync } from "node:fs";

/** Replaces a file atomically: readers get the old text or the new one, never a part. */
export function writeAtomically(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
