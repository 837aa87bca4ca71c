/** Writes the generated files; with `--check`, fails if one is not what it would write. */
import { readFileSync, writeFileSync } from "node:fs";

// The schemas do not depend on a deployment, but core/config.ts asks for one.
for (const name of ["STAGE", "CUSTOMERS_TABLE", "ORGANIZATIONS_TABLE"]) process.env[name] ??= "none";
const { openApiDocument } = await import("./openapi.ts");

const files: Record<string, string> = { "openapi.json": `${JSON.stringify(openApiDocument(), null, 2)}\n` };

for (const [name, content] of Object.entries(files)) {
  const file = new URL(`../${name}`, import.meta.url);
  if (!process.argv.includes("--check")) writeFileSync(file, content);
  else if (readFileSync(file, "utf8") !== content) {
    console.error(`${name} is stale. Write it anew with: npm run generate`);
    process.exitCode = 1;
  }
}
