/** What may import what: `npm run check` runs it. Types, dynamic imports and re-exports count as imports. */
import type { ICruiseOptions, IRegularForbiddenRuleType } from "dependency-cruiser";
import { filesOf, floors, stairs } from "./floors.ts";

const error = (
  name: string,
  comment: string,
  from: IRegularForbiddenRuleType["from"],
  to: IRegularForbiddenRuleType["to"],
): IRegularForbiddenRuleType => ({ name, severity: "error", comment, from, to });

/** The files that talk to AWS. All others go through them. */
const STORES = ["^core/aws/", "^core/.*/(store|log|runs|item|change)\\.ts$"];

export const forbidden: IRegularForbiddenRuleType[] = [
  ...stairs.map(({ room, above }) =>
    error(
      `floor of ${room}`,
      "A folder imports only the floors below its own: scripts/floors.ts",
      { path: filesOf(room) },
      { path: above.map(filesOf) },
    ),
  ),
  error(
    "a folder of core has a floor",
    "It stands in scripts/floors.ts",
    {},
    { path: "^core/", pathNot: floors.flat().map(filesOf) },
  ),
  error("no cycles", "No file imports itself by way of others", {}, { circular: true }),
  {
    name: "no cycles of folders",
    severity: "error",
    comment: "No two folders import each other; the dashboard's pages and components are one room",
    scope: "folder",
    from: { pathNot: "^dashboard/src/" },
    to: { circular: true },
  },
  error(
    "core knows core",
    "core/ imports nothing of ours but core/",
    { path: "^core/" },
    { path: "^(bench|commands|dashboard|functions|infra|local|scripts|synth|test)/" },
  ),
  error(
    "only stores speak to AWS",
    "In core/ only core/aws/ and the stores import the AWS SDK",
    { path: "^core/", pathNot: STORES },
    { path: "(^|/)@(aws-sdk|smithy)/" },
  ),
  error(
    "functions know core and their row",
    "functions/ imports core/ and the plain data of infra/: its row of routes.ts, subscribers.ts",
    { path: "^functions/" },
    {
      path: ["^(bench|commands|dashboard|infra|local|scripts|synth|test)/", "(^|/)@(aws-sdk|smithy)/"],
      pathNot: "^infra/(routes|subscribers)\\.ts$",
    },
  ),
  error(
    "infra is data",
    "infra/ imports only types of core/",
    { path: "^infra/" },
    { path: "^core/", dependencyTypesNot: ["type-only"] },
  ),
  error(
    "infra knows nobody",
    "infra/ imports nothing of ours but types of core/",
    { path: "^infra/", pathNot: "^infra/subscriber-kit/" },
    {
      path: ["^(bench|commands|dashboard|functions|local|scripts|synth|test)/", "(^|/)@(aws-sdk|smithy)/"],
    },
  ),
  error(
    "infra waits for the platform",
    "SST reads the configuration before it has fetched its platform: infra/ imports its packages with import()",
    { path: "^infra/stack/" },
    { path: "(^|/)@pulumi/", dynamic: false },
  ),
  error(
    "nothing that runs knows its tests",
    "local/, commands/ and synth/ import neither tests nor the dashboard",
    { path: "^(commands|local|synth)/" },
    { path: "^(bench|dashboard|test)/" },
  ),
  error(
    "the dashboard is a client",
    "The dashboard knows the API by its generated types only",
    { path: "^dashboard/src/", pathNot: "^dashboard/src/importing/" },
    { path: "^(bench|commands|core|functions|infra|local|scripts|synth|test)/" },
  ),
  error(
    "csv stands alone",
    "csv/ imports nothing, so that commands and the dashboard can read files alike",
    { path: "^csv/" },
    { path: ".", pathNot: "^csv/" },
  ),
  error(
    "an import's preview has the API's rules",
    "The dashboard tells every problem of a file by the very rules of core/customers/, and knows no more of core/",
    { path: "^dashboard/src/importing/" },
    {
      path: "^(bench|commands|core|functions|infra|local|scripts|synth|test)/",
      pathNot: "^core/(customers/(customer|review)|base/json)\\.ts$",
    },
  ),
  error(
    "the client stands alone",
    "clients/ imports nothing of ours: what it knows of the API is generated from openapi.json",
    { path: "^clients/" },
    { path: "^(bench|commands|core|dashboard|examples|functions|infra|local|scripts|synth|test)/" },
  ),
];

export const options: ICruiseOptions = {
  doNotFollow: { path: "node_modules" },
  exclude: {
    path: ["^clients/typescript/(dist|src/generated)/", "^dashboard/dist/", "^\\.sst/", "^infra/subscriber-kit/dist/"],
  },
  tsConfig: { fileName: "tsconfig.json" },
  tsPreCompilationDeps: true,
  detectProcessBuiltinModuleCalls: true,
};

export default { forbidden, options };
