/**
 * The API's types for the dashboard, from the OpenAPI document. `npm run generate` writes them to src/api/schema.ts.
 */
import openapiTypes, { astToString, type OpenAPI3 } from "openapi-typescript";

/** The source of a module that exports `paths` and `components`. */
export async function apiTypes(document: object): Promise<string> {
  const types = astToString(await openapiTypes(forTypes(document), { emptyObjectsUnknown: true }));
  return `// Written by \`npm run generate\` from openapi.json. Do not edit.\n${types}`;
}

/**
 * The document without parts that compilers do not need: examples would become comments, and "one of these names is
 * required" would turn a whole body into `unknown`.
 */
function forTypes(document: object): OpenAPI3 {
  const isOnlyRequired = (schema: object): boolean => Object.keys(schema).join() === "required";
  return JSON.parse(JSON.stringify(document), (name, value) => {
    if (name === "example" || name === "examples") return undefined;
    if (name === "anyOf" && Array.isArray(value) && value.every(isOnlyRequired)) return undefined;
    return value;
  });
}
