/**
 * `npm run build`: writes src/generated/ from the OpenAPI document and compiles all into dist/, unless that is newer than
 * everything it is made of.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const DOCUMENT = "../../openapi.json";

/** Whether a source, or a package, is newer than the build. */
function isStale(): boolean {
  const built = pathOf("dist/index.js");
  if (!existsSync(built)) return true;
  const names = [DOCUMENT, "../../package-lock.json", "build.ts", "tsconfig.json", "src", ...sources()];
  return names.some((name) => statSync(pathOf(name)).mtimeMs > statSync(built).mtimeMs);
}

const sources = (): string[] =>
  readdirSync(pathOf("src"))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `src/${name}`);

async function build(): Promise<void> {
  const { createClient } = await import("@hey-api/openapi-ts");
  for (const folder of ["src/generated", "dist"]) rmSync(pathOf(folder), { recursive: true, force: true });
  await createClient({
    input: pathOf(DOCUMENT),
    output: { path: pathOf("src/generated"), module: { extension: ".ts" } },
    plugins: ["@hey-api/client-fetch", "@hey-api/sdk", "@hey-api/typescript"],
    logs: { level: "silent" },
  });
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "-p", pathOf("."), "--incremental", "false"], { stdio: "inherit" });
}

if (isStale()) await build();
else console.log("clients/typescript/dist is up to date.");
