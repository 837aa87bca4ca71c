import { renameSync, writeFileSync } from "node:fs";

/** Writes a file that others read meanwhile: they find what was there before, or all of this. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
