/** The texts of the pages about errors, in each language. The types require every text in every language. */
import type { ErrorCode } from "../../base/errors.ts";

export interface Explanation {
  meaning: string;
  /** What causes it. */
  causes: readonly string[];
  /** What the caller should do. */
  action: string;
}

export interface PageTexts {
  /** The language's name in that language. */
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
  /** A failure that every SDK retries by itself. */
  retried: string;
  notRetried: string;
  operations: string;
  noOperation: string;
  example: string;
  /** How failures differ from the example in versions of the API from `since` on. */
  errorAlone: (since: string) => string;
  explanations: Record<ErrorCode, Explanation>;
}
