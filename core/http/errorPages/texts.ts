/** What the pages about errors say, in each language. The types force every language to say all of it. */
import type { ErrorCode } from "../../base/errors.ts";

export interface Explanation {
  meaning: string;
  /** What brings it about. */
  causes: readonly string[];
  /** What its receiver should do. */
  action: string;
}

export interface PageTexts {
  /** The language's own name. */
  language: string;
  index: string;
  introduction: string;
  outsideOfThem: string;
  allErrors: string;
  code: string;
  status: string;
  type: string;
  message: string;
  meaning: string;
  causes: string;
  action: string;
  repeating: string;
  /** A failure that every SDK repeats by itself. */
  retried: string;
  notRetried: string;
  operations: string;
  noOperation: string;
  example: string;
  /** How failures differ from the example in the versions of the API from `since` on. */
  errorAlone: (since: string) => string;
  explanations: Record<ErrorCode, Explanation>;
}
