/** What SST deployed and what `npm run synth` shows, in forms that can be compared. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod/mini";
import { createdResource } from "../../../synth/mocks.ts";
import { type Resource, readSynthesis, type SynthFile } from "../../../synth/synthesize.ts";
import type { Clients } from "../../stage/emulator/clients.ts";
import type { Inputs } from "../../stage/resources/resourceType.ts";
import { createdResources } from "./sst.ts";

/** A synthesis and the folder with its bundles. */
export type Synthesized = SynthFile & { folder: string };

/** Synthesizes a stage in a project's own folder: paths of packages are part of the names of bundled files. */
export async function synthesizeIn(project: string, stage: string): Promise<Synthesized> {
  const code = `import { synthesize } from "./synth/synthesize.ts"; console.log((await synthesize("${stage}")).folder);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], { cwd: project });
  const folder = stdout.trim();
  return { ...readSynthesis(folder), folder };
}

const created = z.object({
  type: z.string(),
  name: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  outputs: z.record(z.string(), z.string()),
});
export type Created = z.infer<typeof created>;

/** What stand-ins of providers have made in a project. */
export function createdIn(folder: string): Created[] {
  const file = createdResources(folder);
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  return lines.map((line) => created.parse(JSON.parse(line)));
}

const state = z.object({
  checkpoint: z.object({
    latest: z.object({
      resources: z.array(
        z.object({
          urn: z.string(),
          parent: z.optional(z.string()),
          protect: z.optional(z.boolean()),
          retainOnDelete: z.optional(z.boolean()),
        }),
      ),
    }),
  }),
});

/** The resources in SST's state of a stage, a line each, but for Pulumi's own. */
export async function deployedResources({ s3 }: Clients, stage: string): Promise<string[]> {
  const { Buckets = [] } = await s3.listBuckets({});
  const Bucket = Buckets.find(({ Name }) => Name?.startsWith("sst-state-"))?.Name;
  const { Body } = await s3.getObject({ Bucket, Key: `app/clientela/${stage}.json` });
  const { resources } = state.parse(JSON.parse((await Body?.transformToString()) ?? "")).checkpoint.latest;
  return resources.flatMap(({ urn, parent, ...options }) => {
    const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
    return type.startsWith("pulumi:") ? [] : lineOf({ type, name: last(urn), parent: last(parent), ...options });
  });
}

/** The same of a synthesis. What has no parent there is below the stack. */
export const synthesizedResources = (resources: readonly Resource[], stage: string): string[] =>
  resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map((resource) => lineOf({ ...resource, parent: resource.parent ?? `clientela-${stage}` }));

const last = (urn = ""): string => urn.split("::").at(-1) ?? "";

type Line = Pick<Resource, "type" | "name" | "parent"> & { protect?: boolean; retainOnDelete?: boolean };

const lineOf = ({ type, name, parent, protect, retainOnDelete }: { [Key in keyof Line]: Line[Key] | undefined }) =>
  `${type} ${name} below ${parent}${protect ? ", protected" : ""}${retainOnDelete ? ", retained" : ""}`;

/** Inputs and outputs that AWS or chance chooses, which a synthesis makes up. */
const CHOSEN = /^(id|arn|name|bucket|key|url|uuid|base64|streamArn|apiEndpoint|executionArn|domainName)$|DomainName$/;

/** Inputs that tell where or when they were made. */
const INCOMPARABLE: Readonly<Record<string, readonly string[]>> = {
  "command:local:Command": ["dir", "triggers"],
  "aws:s3/bucketObjectv2:BucketObjectv2": ["source"],
};

/** The inputs of resources that providers make, by type and name. */
export const deployedInputs = (made: readonly Created[]): [string, Inputs][] =>
  sorted(made.map(({ type, name, inputs }) => [`${type} ${name}`, comparable(type, inputs)]));

/**
 * The same of a synthesis, with what was chosen when the stage was deployed in place of what it made up. What is only
 * looked up nobody makes.
 */
export function synthesizedInputs(resources: readonly Resource[], made: readonly Created[]): [string, Inputs][] {
  const byName = new Map(made.map((one) => [`${one.type} ${one.name}`, { ...one.inputs, ...one.outputs }]));
  const compared = resources.filter(({ type, lookedUp }) => /^(aws|random|command):/.test(type) && !lookedUp);
  const answers = compared.flatMap((resource) => {
    const { id, state } = createdResource(resource);
    const real: Inputs = byName.get(`${resource.type} ${resource.name}`) ?? {};
    return Object.entries({ ...state, id }).flatMap(([name, mocked]): [string, string][] =>
      CHOSEN.test(name) && typeof mocked === "string" && real[name] ? [[mocked, real[name]]] : [],
    );
  });
  // One may begin with another.
  answers.sort(([a], [b]) => b.length - a.length);
  const resolved = (inputs: object): Inputs =>
    JSON.parse(
      answers.reduce((text, [mocked, real]) => text.replaceAll(inJson(mocked), inJson(real)), JSON.stringify(inputs)),
    );
  return sorted(
    compared.map(({ type, name, inputs }) => [`${type} ${name}`, comparable(type, resolved(inputs))] as const),
  );
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const comparable = (type: string, inputs: object): Inputs =>
  Object.fromEntries(Object.entries(inputs).filter(([name]) => !INCOMPARABLE[type]?.includes(name)));

const sorted = (entries: readonly (readonly [string, Inputs])[]): [string, Inputs][] =>
  entries.map(([name, inputs]): [string, Inputs] => [name, inputs]).sort(([a], [b]) => (a < b ? -1 : 1));

/** The files below a folder with their contents, but for linked values, which are encrypted with a key of the stage. */
export function filesIn(folder: string): [string, Buffer][] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((it) => !it.endsWith("resource.enc"));
  return paths.sort().map((path) => [path.slice(folder.length), readFileSync(path)]);
}
