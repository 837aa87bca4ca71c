import { renameSync, writeFileSync } from "node:fs";

/** Replaces a file at once: who reads it meanwhile finds the old text or the new, never a part. */
export function writeAtomically(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
