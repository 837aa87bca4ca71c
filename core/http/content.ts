/** What operations answer with, before a generation of the API gives it its form on the wire. */

import type { ErrorCode, errors } from "../base/errors.ts";
import type { FailedItem } from "../customers/batch.ts";
import type { CustomerJson } from "../customers/customer.ts";

/** A failure as all generations tell it. */
export interface Failure {
  type: (typeof errors)[ErrorCode]["type"];
  code: ErrorCode;
  message: string;
  details?: object;
  /** The first invalid field. */
  param?: string;
  /** The page about the code. */
  doc_url: string;
  request_id: string;
}

/** Things carry every field that some generation has; `object` in them says what they are. */
export type Content =
  | { kind: "single"; data: object | null }
  | { kind: "page"; data: readonly object[]; nextCursor: string | undefined }
  | { kind: "batch"; successful: readonly CustomerJson[]; failed: readonly FailedItem[] }
  | { kind: "failure"; error: Failure }
  /** Sent as it is, whatever the generation. */
  | { kind: "document"; data: object | string };
