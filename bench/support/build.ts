/** The bundles that a deploy ships, and others built with the same options. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { resourceName } from "../../infra/settings.ts";
import { type BuiltFunction, buildFunction } from "../../synth/buildFunction.ts";
import type { Overrides } from "../../synth/overrides.ts";
import { synthesize } from "../../synth/synthesize.ts";
import { temporaryFolder } from "./folder.ts";

const STAGE = "production";

/** The options of infra/stack/functions.ts; `deployed` checks this. */
const properties = {
  architecture: "arm64",
  minify: true,
  splitting: true,
  esbuild: { keepNames: false, sourcemap: false as const },
};

/** Builds a file such as `bench/peers/hono` like a function of the production stage. */
export async function build(file: string, overrides: Overrides = {}): Promise<BuiltFunction> {
  return buildFunction(
    {
      functionID: basename(file),
      handler: `${file}.handler`,
      runtime: "nodejs24.x",
      links: {},
      encryptionKey: Buffer.alloc(32).toString("base64"),
      properties,
    },
    temporaryFolder(),
    overrides,
  );
}

/** Returns the bundle of an operation. */
export type BundleOf = (operation: string) => BuiltFunction;

let synthesized: Promise<BundleOf> | undefined;

/**
 * The bundles of the production stage, synthesized once.
 *
 * @throws Error when `build` would not build the same bytes
 */
export function deployed(): Promise<BundleOf> {
  synthesized ??= synthesizeBundles();
  return synthesized;
}

async function synthesizeBundles(): Promise<BundleOf> {
  const { functions, resources, remove } = await synthesize(STAGE);
  process.once("exit", remove);
  const bundleOf: BundleOf = (operation) => {
    const resource = resources.find(
      ({ type, inputs }) =>
        type === "aws:lambda/function:Function" && String(inputs.name).startsWith(`${resourceName(STAGE, operation)}-`),
    );
    const bundle = functions[resource?.name.replace(/Function$/, "") ?? ""];
    if (!bundle) throw new Error(`The stage has no function ${operation}`);
    return bundle;
  };
  const [ours, same] = [bundleOf("createCustomer"), await build("functions/createCustomer")];
  const entry = ({ out }: BuiltFunction) => readFileSync(join(out, "bundle.mjs"), "utf8");
  if (entry(ours) !== entry(same)) throw new Error("bench/support/build.ts and infra/stack/functions.ts differ");
  return bundleOf;
}
