/** The size of a deploy: KB of code in the package, and KB loaded when a function starts. */
import type { Metafile } from "esbuild";
import { type Route, routes } from "../../infra/routes.ts";
import type { BuiltFunction } from "../../synth/buildFunction.ts";
import type { Measure } from "../measure.ts";
import { deployed } from "../support/build.ts";

/** A bundle's bytes: all of its code without the OpenAPI documents, and what its entry imports statically. */
export function sizesOf({ metafile }: BuiltFunction): { loaded: number; total: number } {
  const outputs = Object.entries(metafile.outputs);
  const [entry = ""] = outputs.find(([file]) => file.endsWith("/bundle.mjs")) ?? [];
  const loaded = staticClosure(metafile, entry);
  const bytes = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0);
  const code = outputs.filter(([, { inputs }]) => !Object.keys(inputs).some(isDocument));
  return { loaded: bytes(loaded), total: bytes(code.map(([file]) => file)) };
}

/** What getOpenApi hands out: it grows with the API, and is loaded when it is asked for. */
const isDocument = (file: string): boolean => /^openapi(\.v\d+)?\.json$/.test(file);

function staticClosure({ outputs }: Metafile, file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { path, kind, external } of outputs[file]?.imports ?? [])
    if (kind === "import-statement" && !external) staticClosure({ outputs, inputs: {} }, path, seen);
  return seen;
}

/** The largest, in KB. */
export function largest(bundles: readonly BuiltFunction[]): Record<"bundle.loaded" | "bundle.total", number> {
  const sizes = bundles.map(sizesOf);
  const kilobytes = (of: "loaded" | "total") => Math.max(...sizes.map((size) => size[of])) / 1024;
  return { "bundle.loaded": kilobytes("loaded"), "bundle.total": kilobytes("total") };
}

/** All but the redrive: it sends to queues, and has SQS's client besides that of DynamoDB. */
export const measuredRoutes: readonly Route[] = routes.filter(({ runsAs }) => runsAs === undefined);

export const bundle: Measure = {
  name: "bundles",
  goals: {
    "bundle.loaded": {
      what: "KB of code loaded when a function starts, worst route but the redrive",
      goal: { atMost: 285 },
      why: "nearly all of it is the AWS SDK's client; stubs for its parts would have to follow each of its updates",
    },
    "bundle.total": { what: "KB of code in the package, worst route but the redrive", goal: { atMost: 440 } },
  },
  take: async () => {
    const bundleOf = await deployed();
    return largest(measuredRoutes.map(({ operation }) => bundleOf(operation)));
  },
};
