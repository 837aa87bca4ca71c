/**
 * `node synth/program.ts STAGE WORK OVERRIDES`: runs sst.config.ts with SST's real components and Pulumi's mocks, and
 * writes WORK/synth.json. One process per stage, because Pulumi's state is global.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleConfig } from "./bundleConfig.ts";
import { createdResource, lookup, REGION, type Registration } from "./mocks.ts";
import type { Overrides } from "./overrides.ts";
import { platform, root } from "./platform.ts";
import { startRpc } from "./rpc.ts";
import type { SynthFile } from "./synthesize.ts";

/** The part of @pulumi/pulumi used here. The package is in SST's platform, not in our dependencies. */
interface Pulumi {
  runtime: {
    setMocks: (mocks: object, project: string, stack: string, preview: boolean) => Promise<void>;
    runInPulumiStack: (program: () => unknown) => Promise<unknown>;
    registerStackTransformation: (transformation: (args: TransformationArgs) => undefined) => void;
  };
  output: (value: unknown) => { apply: (callback: (value: unknown) => void) => void };
  log: { hasErrors: () => boolean };
}
interface TransformationArgs {
  type: string;
  name: string;
  opts: { protect?: boolean; retainOnDelete?: boolean; parent?: { __name?: string; __pulumiType?: string } };
}
interface Config {
  app: (input: { stage: string }) => Promise<{
    name: string;
    home: string;
    providers: { aws: { defaultTags: { tags: Record<string, string> } } };
  }>;
}

const [stage = "", work = "", overridesJson = "{}"] = process.argv.slice(2);
const overrides: Overrides = JSON.parse(overridesJson);
mkdirSync(work, { recursive: true });

const failures = new Set<string>();
const fail = (error: unknown) =>
  void failures.add(error instanceof Error ? (error.stack ?? error.message) : String(error));
process.on("unhandledRejection", fail);
process.on("uncaughtException", fail);

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

async function main(): Promise<void> {
  const app = await readApp();
  const rpc = await startRpc(work, overrides, fail);
  process.env.SST_SERVER = rpc.url;
  const runFile = await bundleRun(app);
  process.once("exit", () => rmSync(runFile, { force: true }));
  const pulumi: Pulumi = createRequire(join(platform, "package.json"))("@pulumi/pulumi");
  const program = { registrations: [], options: new Map(), outputs: undefined } as ProgramResult;
  const newResource = (registration: Registration) => {
    program.registrations.push(registration);
    return createdResource(registration);
  };
  await pulumi.runtime.setMocks({ newResource, call: lookup }, app.name, stage, false);
  // Functions are created in callbacks that wait for their build, which Pulumi does not track. As in a real deployment,
  // everything is done when the process has nothing left to do.
  process.once("beforeExit", () => {
    rpc.close();
    if (pulumi.log.hasErrors()) fail("Pulumi logged errors.");
    finish({ app, functions: Object.fromEntries(rpc.functions) }, program);
  });
  const { default: run } = await import(pathToFileURL(runFile).href);
  const result = await pulumi.runtime.runInPulumiStack(() => {
    // Mocks do not receive resource options.
    const note = ({ type, name, opts }: TransformationArgs) => void program.options.set(`${type} ${name}`, opts);
    pulumi.runtime.registerStackTransformation(note);
    return run();
  });
  pulumi.output(result).apply((value) => {
    program.outputs = value;
  });
}

interface ProgramResult {
  registrations: Registration[];
  /** By type and name. */
  options: Map<string, TransformationArgs["opts"]>;
  outputs: unknown;
}

/** The result of `app()`, with SST's defaults. It runs without SST's globals. */
async function readApp() {
  const file = await bundleConfig({
    name: "app",
    globals: "",
    banner: "function $config(input) { return input }",
    code: `import config from "${root}/sst.config.ts"; export default config;`,
    overrides,
  });
  const { default: config }: { default: Config } = await import(pathToFileURL(file).href);
  rmSync(file);
  const input = await config.app({ stage });
  const tags = { ...input.providers.aws.defaultTags.tags, "sst:app": input.name, "sst:stage": stage };
  // SST configures Pulumi's providers this way; providers for other regions, created by its components, read it.
  process.env.PULUMI_CONFIG = JSON.stringify({
    "aws:region": REGION,
    "aws:defaultTags": JSON.stringify({ tags }),
  });
  return { removal: "retain", ...input, stage, providers: { aws: { defaultTags: { tags } } } };
}

/** `run()` with SST's globals, as SST starts it. */
function bundleRun(app: object): Promise<string> {
  const cli = {
    command: "deploy",
    dev: false,
    paths: { home: join(root, ".sst", "config", "sst"), root, work, platform },
    state: { version: {} },
  };
  return bundleConfig({
    name: "run",
    globals: `import * as aws from "@pulumi/aws";\nimport * as sst from "${platform}/src/components";`,
    define: { $app: JSON.stringify(app), $cli: JSON.stringify(cli), $dev: "false" },
    inject: [join(platform, "src", "shim", "run.js")],
    code: `import { run } from "${platform}/src/auto/run.ts"; import config from "${root}/sst.config.ts"; export default () => run(config.run);`,
    overrides,
  });
}

/** Writes the result, or reports what failed. */
function finish(
  { app, functions }: Pick<SynthFile, "app" | "functions">,
  { registrations, options, outputs }: ProgramResult,
): never {
  const made = new Set(registrations.map(({ type, name }) => `${type} ${name}`));
  for (const { type, name } of registrations)
    if (type === "sst:aws:Function" && !made.has(`aws:lambda/function:Function ${name}Function`))
      fail(`The function ${name} was never made: one of its inputs did not resolve.`);
  if (failures.size > 0) {
    console.error([...failures].join("\n"));
    process.exit(1);
  }
  const resources = registrations.map(({ type, name, inputs, id }) => {
    const { protect = false, retainOnDelete = false, parent } = options.get(`${type} ${name}`) ?? {};
    const plain = withoutSecrets(inputs) as Record<string, unknown>;
    return { type, name, inputs: plain, lookedUp: id || undefined, parent: parent?.__name, protect, retainOnDelete };
  });
  const synth: SynthFile = {
    app,
    outputs: withoutSecrets(outputs),
    functions,
    resources: resources.sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1)),
  };
  writeFileSync(join(work, "synth.json"), JSON.stringify(synth));
  process.exit(0);
}

/** Pulumi wraps a secret in an object with its signature. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const { "4dabf18193072939515e22adb298388d": signature, value: secret, ...rest } = value as Record<string, unknown>;
  if (signature === "1b47061264138c4ac30d75fd1eb44270") return withoutSecrets(secret);
  const entries = Object.entries(secret === undefined ? rest : value).filter(([key]) => key !== "__provider");
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutSecrets(inner)]));
}
