/**
 * The API's types for the dashboard, from the OpenAPI document. `npm run generate` writes them to src/api/schema.ts.
 */
import openapiTypes, { astToString, type OpenAPI3 } from "openapi-typescript";

/** The source of a module that exports `paths` and `components`. */
export async function apiTypes(document: object): Promise<string> {
  const types = astToString(await openapiTypes(forTypes(document)));
  return `// Written by \`npm run generate\` from openapi.json. Do not edit.\n${types}`;
}

/** The document without examples, which would become comments. */
const forTypes = (document: object): OpenAPI3 =>
  JSON.parse(JSON.stringify(document), (name, value) =>
    name === "example" || name === "examples" ? undefined : value,
  );
