/**
 * Builds a Lambda function's bundle as `sst deploy` does, with the same esbuild and the options of SST 4.17.1's
 * pkg/runtime/node/build.go.
 */
import { createCipheriv } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { type Overrides, overriding } from "./overrides.ts";
import { root } from "./platform.ts";

/**
 * The parameters that SST's components send with `Runtime.Build`; `properties` has only those that this project uses.
 */
export interface BuildRequest {
  functionID: string;
  /** E.g. `functions/getCustomer.handler`. */
  handler: string;
  runtime: string;
  links: Record<string, unknown>;
  /** 32 bytes as base64. */
  encryptionKey: string;
  properties: {
    minify?: boolean;
    splitting?: boolean;
    architecture?: string;
    esbuild?: Pick<BuildOptions, "keepNames" | "sourcemap">;
  };
}

export interface BuiltFunction {
  /** The folder that is zipped. */
  out: string;
  /** Lambda's handler: file and export. */
  handler: string;
  /** Not part of the zip. */
  sourcemaps: string[];
  metafile: Metafile;
}

const MODELLED = ["minify", "splitting", "architecture", "esbuild"];
const SHIM = [
  "import { createRequire as topLevelCreateRequire } from 'module';",
  "const require = topLevelCreateRequire(import.meta.url);",
  'import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"',
  "const __filename = topLevelFileUrlToPath(import.meta.url)",
  'const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))',
  "",
].join("\n");

/** @throws Error when the code does not build, or uses an option of SST that is not implemented here */
export async function buildFunction(request: BuildRequest, work: string, overrides: Overrides): Promise<BuiltFunction> {
  const unknown = Object.keys(request.properties).filter((name) => !MODELLED.includes(name));
  if (unknown.length > 0)
    throw new Error(`${request.functionID}: synth does not model nodejs.${unknown.join(", nodejs.")}`);
  const out = join(work, "artifacts", `${request.functionID}-src`);
  mkdirSync(out, { recursive: true });
  const { metafile } = await build({ ...optionsOf(request, out), plugins: overriding(overrides), metafile: true });
  writeFileSync(join(out, "resource.enc"), encryptLinks(request));
  const sourcemaps = Object.keys(metafile.outputs).filter((file) => file.endsWith(".map"));
  return {
    out,
    handler: `bundle${extname(request.handler)}`,
    sourcemaps: sourcemaps.map((file) => join(root, file)),
    metafile,
  };
}

function optionsOf({ handler, runtime, properties }: BuildRequest, out: string): BuildOptions {
  if (runtime !== "nodejs24.x") throw new Error(`synth does not model the runtime ${runtime}`);
  return {
    absWorkingDir: root,
    entryPoints: [handler.replace(/\.[^.]+$/, ".ts")],
    platform: "node",
    external: ["sharp", "pg-native"],
    keepNames: properties.esbuild?.keepNames ?? true,
    bundle: true,
    sourcemap: properties.esbuild?.sourcemap ?? "linked",
    format: "esm",
    target: "es2024",
    mainFields: ["module", "main"],
    banner: { js: SHIM },
    minify: properties.minify ?? false,
    logLevel: "silent",
    ...(properties.splitting
      ? { splitting: true, outdir: out, outExtension: { ".js": ".mjs" }, entryNames: "bundle" }
      : { outfile: join(out, "bundle.mjs") }),
  };
}

/** SST packs the linked resources' values into the bundle, encrypted with a key from the environment. */
function encryptLinks({ links, encryptionKey }: BuildRequest): Buffer {
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(encryptionKey, "base64"), Buffer.alloc(12));
  const sorted = Object.fromEntries(Object.entries(links).sort(([a], [b]) => (a < b ? -1 : 1)));
  return Buffer.concat([cipher.update(JSON.stringify(sorted)), cipher.final(), cipher.getAuthTag()]);
}
