/**
 * Which generation of the API a request speaks. A new one is a file beside this, named by the first version that speaks it,
 * and its place in this file's list.
 */
import * as first from "./2026-05-01.ts";
import * as newest from "./2026-07-28.ts";
import type { DatedGeneration, Generation } from "./generation.ts";
import { guide } from "./guide.ts";

/** The one that the OpenAPI document of /api/v1 describes. */
export { newest };

/** The generations of /api/v1, newest first. */
export const generations: readonly [DatedGeneration, ...DatedGeneration[]] = [newest.generation, first.generation];

/**
 * The path decides, and below /api/v1 the version. PHP 3.0 to 7.0 lose /api/v1 on their way to the root, but say their
 * version; without one the root is the guide's, like /api.
 */
export function generationOf(request: { path: string; header: (name: string) => string | undefined }): Generation {
  const { path } = request;
  const version = request.header("commet-version");
  const isVersioned = path.startsWith("/api/v1/") || (version !== undefined && !path.startsWith("/api/"));
  return isVersioned ? generationOfVersion(version) : guide;
}

/** What is no version, or older than any, is read as the newest. */
function generationOfVersion(version = ""): Generation {
  const isVersion = /^\d{4}-\d\d-\d\d$/.test(version);
  return generations.find(({ since }) => isVersion && since <= version) ?? newest.generation;
}
