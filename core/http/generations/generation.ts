import type { Content } from "../content.ts";

/**
 * One contract of the API with its SDKs: the form that it gives to what operations answer. Requests need none: the schemas
 * take the names of every generation.
 */
export interface Generation {
  /** What the answer's `commet-version` says. */
  readonly version: string;
  /** The body of an answer. */
  readonly present: (content: Content) => unknown;
}
