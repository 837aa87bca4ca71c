/** Bundles sst.config.ts as SST does (pkg/js/js.go and pkg/project/run.go of 4.17.1). */
import { readFileSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { build, type Plugin } from "esbuild";
import { contentsOf, type Overrides } from "./overrides.ts";
import { platform, root } from "./platform.ts";

export interface ConfigBundle {
  /** The file's name in the platform's folder, where the bundle's externals resolve. */
  name: string;
  /** The entry module. */
  code: string;
  /** Lines that SST puts before each of the project's modules. */
  globals: string;
  banner?: string;
  define?: Record<string, string>;
  inject?: string[];
  overrides: Overrides;
}

const EXTERNAL = [
  "@pulumi/*",
  "undici",
  "@pulumiverse/*",
  "@sst-provider/*",
  "@aws-sdk/*",
  "esbuild",
  "archiver",
  "glob",
  "vite",
];
const SHIM = `
import { createRequire as topLevelCreateRequire } from 'module';
const require = topLevelCreateRequire(import.meta.url);
import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"
const __filename = topLevelFileUrlToPath(import.meta.url)
const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))
`;

/** Writes the bundle and returns its path. */
export async function bundleConfig(bundle: ConfigBundle): Promise<string> {
  const outfile = join(platform, `sst.synth.${process.pid}.${bundle.name}.mjs`);
  await build({
    absWorkingDir: root,
    banner: { js: SHIM + (bundle.banner ?? "") },
    mainFields: ["module", "main"],
    format: "esm",
    platform: "node",
    bundle: true,
    logLevel: "silent",
    stdin: { contents: bundle.code, resolveDir: root, sourcefile: "eval.ts", loader: "ts" },
    nodePaths: [join(platform, "node_modules")],
    external: EXTERNAL,
    outfile,
    sourcemap: "inline",
    define: bundle.define ?? {},
    inject: bundle.inject ?? [],
    plugins: [withGlobals(bundle)],
  });
  return outfile;
}

const withGlobals = ({ globals, overrides }: ConfigBundle): Plugin => ({
  name: "sst",
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ importer, kind }) =>
      globals === "" && basename(importer) === "sst.config.ts" && kind === "import-statement"
        ? { errors: [{ text: "sst.config.ts has an import at its top, which SST refuses" }] }
        : undefined,
    );
    build.onLoad({ filter: /\.(js|ts|jsx|tsx)$/ }, ({ path }) => {
      if (path.startsWith(join(root, ".sst") + sep)) return undefined;
      const source = contentsOf(overrides, path) ?? readFileSync(path, "utf8");
      return { contents: `${globals}\n${source}`, loader: "default", resolveDir: dirname(path) };
    });
  },
});
