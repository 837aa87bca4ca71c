/** Names of resources that nobody outside the stage must know. */
import { randomBytes } from "node:crypto";
import { resourceName } from "../settings.ts";

/**
 * A name with a random end. What a deployment made before it was killed is not in SST's state; with a fixed name, the
 * next deployment would fail because it exists. Its resource must ignore changes of the name, as SST's own do: what a
 * stage has keeps its name.
 */
export const generatedName = (stage: string, name: string): string =>
  `${resourceName(stage, name)}-${randomBytes(3).toString("hex")}`;
