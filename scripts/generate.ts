/** Writes the generated files; with `--check`, fails if one is not what it would write. */
import { readFileSync, writeFileSync } from "node:fs";
import { apiTypes } from "../dashboard/apiTypes.ts";
import { withCosts } from "./costs.ts";

// The schemas do not depend on a deployment, but core/config.ts asks for one.
for (const name of ["STAGE", "CUSTOMERS_TABLE", "ORGANIZATIONS_TABLE"]) process.env[name] ??= "none";
const { eventSchema, openApiDocument } = await import("./openapi.ts");
const { directForm, guideForm } = await import("./openapiForms.ts");

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
const document = openApiDocument(guideForm);
const files: Record<string, string> = {
  "openapi.json": json(document),
  "openapi.v1.json": json(openApiDocument(directForm)),
  "dashboard/src/api/schema.ts": await apiTypes(document),
  "docs/events.schema.json": json({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Change event",
    ...eventSchema(),
  }),
  "docs/deploy.md": withCosts(read("docs/deploy.md"), "en"),
  "docs/deploy.es.md": withCosts(read("docs/deploy.es.md"), "es"),
};

for (const [name, content] of Object.entries(files)) {
  if (!process.argv.includes("--check")) writeFileSync(new URL(`../${name}`, import.meta.url), content);
  else if (read(name) !== content) {
    console.error(`${name} is stale. Write it anew with: npm run generate`);
    process.exitCode = 1;
  }
}
