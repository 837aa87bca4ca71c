/** The guide's generation, SDKs 0.1 to 2.0: an envelope, and failures told at the top level. */
import type { Content, Failure } from "../content.ts";
import type { Generation } from "./generation.ts";

/** The guide is older than the API's versions. */
export const guide: Generation = { version: "unversioned", present };

function present(content: Content): unknown {
  switch (content.kind) {
    case "single":
      return { success: true, data: content.data };
    case "page": {
      const { data, nextCursor } = content;
      return { success: true, data, hasMore: nextCursor !== undefined, nextCursor: nextCursor ?? null };
    }
    case "batch":
      return { success: true, data: { successful: content.successful, failed: content.failed } };
    case "failure":
      return topLevelFailure(content.error);
    case "document":
      return content.data;
  }
}

/** Both forms in one body: SDKs up to 4.x read the top level, later ones `error`. */
export function topLevelFailure(error: Failure): object {
  const { code, message, details } = error;
  return { success: false, code, message, ...(details ? { details } : {}), error };
}
