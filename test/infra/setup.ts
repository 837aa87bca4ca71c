/** Synthesizes the stages that this folder's tests read, once for all files. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import type { Overrides } from "../../synth/overrides.ts";
import { root } from "../../synth/platform.ts";
import { synthesize } from "../../synth/synthesize.ts";
import { configuredStage, type StageName } from "./stages.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of each synthesized stage. */
    stages: Record<StageName, string>;
  }
}

/** Functions that do nothing: of the bundles, which are most of the work, tests look at those of `production` alone. */
const emptyFunctions: Overrides = Object.fromEntries(
  readdirSync(join(root, "functions")).map((file) => [`functions/${file}`, "export const handler = () => {};"]),
);

export default async function setup({ provide }: TestProject): Promise<() => void> {
  const [production, jay, shop] = await Promise.all([
    synthesize("production"),
    synthesize("jay", emptyFunctions),
    synthesize("shop", { ...emptyFunctions, ...configuredStage }),
  ]);
  provide("stages", { production: production.folder, jay: jay.folder, shop: shop.folder });
  return () => {
    for (const synthesis of [production, jay, shop]) synthesis.remove();
  };
}
