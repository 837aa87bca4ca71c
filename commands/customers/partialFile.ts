/** A file that takes several runs to write. */
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as z from "zod/mini";
import { writeAtomically } from "../../local/writeAtomically.ts";
import { openForAdding, readIfSaid } from "./files.ts";

const state = z.object({
  /** What is exported, and how: another export begins anew. */
  export: z.string(),
  rows: z.int(),
  bytes: z.int(),
  cursor: z.optional(z.string()),
});

/** A file that has its name only when it is whole. Beside it, how far it is. */
export class PartialFile {
  rows = 0;
  cursor: string | undefined;
  readonly #path: string;
  readonly #identity: string;
  readonly #descriptor: number;
  #bytes = 0;

  constructor(path: string, identity: string) {
    this.#path = path;
    this.#identity = identity;
    const stopped = this.#stopped();
    Object.assign(this, { rows: stopped?.rows ?? 0, cursor: stopped?.cursor });
    this.#bytes = stopped?.bytes ?? 0;
    this.#descriptor = openForAdding(this.#partial, stopped?.bytes);
  }

  get #partial(): string {
    return `${this.#path}.partial`;
  }

  get #state(): string {
    return `${this.#partial}.state`;
  }

  /** The state of the same export, if it was stopped after a page of customers. */
  #stopped(): z.infer<typeof state> | undefined {
    const read = readIfSaid(this.#state, state);
    const isSame = read?.export === this.#identity && existsSync(this.#partial);
    return isSame && read.cursor !== undefined && statSync(this.#partial).size >= read.bytes ? read : undefined;
  }

  /** Adds a page, and remembers where to go on. */
  write(text: string, rows: number, cursor?: string): void {
    writeFileSync(this.#descriptor, text);
    this.#bytes += Buffer.byteLength(text);
    this.rows += rows;
    this.cursor = cursor;
    const written = { export: this.#identity, rows: this.rows, bytes: this.#bytes, cursor };
    writeAtomically(this.#state, `${JSON.stringify(written)}\n`);
  }

  finish(): void {
    renameSync(this.#partial, this.#path);
    rmSync(this.#state);
  }
}
