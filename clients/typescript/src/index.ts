export { Clientela, type ClientelaOptions } from "./clientela.ts";
export * from "./errors.ts";
// The names of the errors' bodies are taken by their classes.
export { ValidationError, VersionMismatchError } from "./errors.ts";
export { OrderGuard, parseChangeEvent, type SequenceStore } from "./events.ts";
export type * from "./generated/types.gen.ts";
export type { Page, Pages } from "./pages.ts";
export type { RequestOptions, UpdateOptions, Versioned, WriteOptions } from "./transport.ts";
