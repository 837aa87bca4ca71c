/**
 * Decides which generation of the API a request uses. To add one, add a file here, named after the first version that
 * uses it, and its entry in the list below.
 */
import * as first from "./2026-05-01.ts";
import * as bareThings from "./2026-07-24.ts";
import * as newest from "./2026-08-27.ts";
import type { DatedGeneration, Generation } from "./generation.ts";
import { guide } from "./guide.ts";

/** The generation that the OpenAPI document of /api/v1 describes. */
export { newest };

/** The generations of /api/v1, newest first. */
export const generations: readonly [DatedGeneration, ...DatedGeneration[]] = [
  newest.generation,
  bareThings.generation,
  first.generation,
];

const inVersion = ({ envelope, forms }: DatedGeneration, version: string): Generation => ({ version, envelope, forms });

/** Each known version with its generation, newest first. */
const byVersion: readonly Generation[] = generations.flatMap((generation) =>
  generation.versions.map((version) => inVersion(generation, version)),
);

/** What a request without a version gets. */
export const current: Generation = inVersion(newest.generation, newest.generation.versions[0]);

/**
 * The path decides and, below /api/v1, the version. PHP 3.0 to 7.0 drop /api/v1 from the path, but send their version.
 * Without a version the root uses the guide's generation, like /api.
 */
export function generationOf(request: { path: string; header: (name: string) => string | undefined }): Generation {
  const { path } = request;
  const version = request.header("commet-version");
  const isVersioned = path.startsWith("/api/v1/") || (version !== undefined && !path.startsWith("/api/"));
  return isVersioned ? generationOfVersion(version) : guide;
}

/** A day between two known versions is treated as the older of them. An invalid version, or one older than all, is treated as the newest. */
function generationOfVersion(asked = ""): Generation {
  const isVersion = /^\d{4}-\d\d-\d\d$/.test(asked);
  return byVersion.find(({ version }) => isVersion && version <= asked) ?? current;
}
