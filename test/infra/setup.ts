/** Synthesizes the stages that this folder's tests read, once for all files. */
import type { TestProject } from "vitest/node";
import { synthesize } from "../../synth/synthesize.ts";
import { configuredStage, type StageName } from "./stages.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of each synthesized stage. */
    stages: Record<StageName, string>;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => void> {
  const [production, jay, shop] = await Promise.all([
    synthesize("production"),
    synthesize("jay"),
    synthesize("shop", configuredStage),
  ]);
  provide("stages", { production: production.folder, jay: jay.folder, shop: shop.folder });
  return () => {
    for (const synthesis of [production, jay, shop]) synthesis.remove();
  };
}
