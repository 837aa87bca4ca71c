/** Answers held against the OpenAPI documents. Every client of a test's stack does so. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { current } from "../../core/http/generations/generations.ts";
import { guide } from "../../core/http/generations/guide.ts";
import { requestsOf, routes } from "../../infra/routes.ts";

/** By the version that their answers name. */
const files: Readonly<Record<string, string>> = {
  [guide.version]: "openapi.json",
  [current.version]: "openapi.v1.json",
};

/** What an answer must have to be looked at. */
interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Where the schema of an operation's answers is, by operation. */
type Places = Record<string, readonly string[]>;

/**
 * In objects nothing is taken but what is described, unless the schema says so. Quick to compile, as each process does it;
 * whether the schemas are well-formed is for test/contract/openapi.test.ts.
 */
const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, code: { optimize: false } });
addFormats.default(ajv);
const loaded = new Map<string, Places>();

/** Loads the schemas of a version's answers; undefined if it has no document. */
function load(version: string): Places | undefined {
  const file = files[version];
  if (file === undefined) return undefined;
  const known = loaded.get(version);
  if (known) return known;
  const unused = new Set(["example", "examples", "headers", "parameters", "requestBody"]);
  const document = JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"), (name, value) => {
    if (unused.has(name)) return undefined;
    return value?.type === "object" && value.properties ? { additionalProperties: false, ...value } : value;
  });
  ajv.addSchema(document, version);
  const places: Places = {};
  for (const [path, methods] of Object.entries<Record<string, { operationId: string }>>(document.paths))
    for (const [method, { operationId }] of Object.entries(methods)) places[operationId] = ["paths", path, method];
  loaded.set(version, places);
  return places;
}

/** Paths without an id first: they are not those of an id. */
const operations = routes
  .flatMap((route) =>
    requestsOf(route).map(({ method, path }) => ({
      method,
      pattern: new RegExp(`^${path.replace(/\{\w+\}/, "[^/]+")}$`),
      operation: route.operation,
      hasId: path.includes("{"),
    })),
  )
  .sort((a, b) => Number(a.hasId) - Number(b.hasId));

/** What is wrong with an answer by its version's document; nothing if the version has none. */
export function documentProblems(method: string, path: string, { status, headers, body }: Answer): string[] {
  const [pathname = ""] = path.split("?");
  const route = operations.find((it) => it.method === method && it.pattern.test(pathname));
  return operationProblems(headers.get("commet-version") ?? "", route?.operation ?? "", status, body);
}

/** The same for an operation's answer. An error of no operation is held against the schema of errors. */
export function operationProblems(version: string, operation: string, status: number, body: unknown): string[] {
  const places = load(version);
  if (!places) return [];
  const place = places[operation];
  if (!place) return status < 400 ? [] : (problemsAt(version, ["components", "schemas", "Error"], body) ?? []);
  const schema = ["responses", String(status), "content", "application/json", "schema"];
  return problemsAt(version, [...place, ...schema], body) ?? [`${operation} ${status} is not documented`];
}

/** What is wrong with a value by the schema at a place of a document; undefined if there is none. */
function problemsAt(version: string, place: readonly string[], value: unknown): string[] | undefined {
  const pointer = place.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
  const validate = ajv.getSchema(`${version}#/${pointer}`);
  if (!validate) return undefined;
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
