/** The canary's API key. SST puts it into the function's code, encrypted: infra/stack/canary.ts. */
import { Resource } from "sst/resource";
import * as z from "zod/mini";

/** @throws Error when it is not linked to the function */
export const canaryKey = (): string =>
  z.object({ secret: z.string() }).parse(Reflect.get(Resource, "CanaryKey")).secret;
