/** Which generation of the API a request speaks. A new one is a file beside this and a line in `versions`. */
import type { Request } from "../request.ts";
import { direct } from "./direct.ts";
import { envelope } from "./envelope.ts";
import type { Generation } from "./generation.ts";
import { guide } from "./guide.ts";

interface Since {
  /** The first version that speaks it. */
  since: string;
  generation: Generation;
}

/** The generations of /api/v1, newest first. */
const versions: readonly [Since, ...Since[]] = [
  { since: "2026-07-28", generation: direct },
  { since: "2026-05-01", generation: envelope },
];

/**
 * The path decides, and below /api/v1 the version. PHP 3.0 to 7.0 lose /api/v1 on their way to the root, but say their
 * version; without one the root is the guide's, like /api.
 */
export function generationOf(request: Pick<Request, "path" | "header">): Generation {
  const { path } = request;
  const version = request.header("commet-version");
  const isVersioned = path.startsWith("/api/v1/") || (version !== undefined && !path.startsWith("/api/"));
  return isVersioned ? generationOfVersion(version) : guide;
}

/** What is no version, or older than any, is read as the newest. */
function generationOfVersion(version = ""): Generation {
  const isVersion = /^\d{4}-\d\d-\d\d$/.test(version);
  const { generation } = versions.find(({ since }) => isVersion && since <= version) ?? versions[0];
  return generation;
}
