/**
 * `node language.ts ENGINE_ADDRESS`: stands in for pulumi-language-nodejs, which is written in Go. Like it, it has the
 * program run by @pulumi/pulumi's own `cmd/run`.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { platform } from "../../../synth/platform.ts";
import { empty, type Message, message, type Received, serve } from "./grpc.ts";

const PULUMI = join(platform, "node_modules", "@pulumi", "pulumi");

/** `cmd/run` ends with it when it has said already what is wrong. */
const SAID_ALREADY = 32;

type RunRequest = Received<{
  project: string;
  stack: string;
  organization: string;
  pwd: string;
  dryrun: boolean;
  parallel: number;
  monitorAddress: string;
  configMap: Iterable<[string, string]> & { entries: () => Iterable<[string, string]> };
  configsecretkeysList: string[];
  info: Received<{ rootDirectory: string; programDirectory: string; entryPoint: string }>;
}>;

const engine = process.argv.at(-1) ?? "";

serve("language", "LanguageRuntimeService", {
  handshake: () => message("language", "LanguageHandshakeResponse"),
  getPluginInfo: () => message("plugin", "PluginInfo", { version: "3.215.0" }),
  getRequiredPlugins: () => message("language", "GetRequiredPluginsResponse"),
  getRequiredPackages: () => message("language", "GetRequiredPackagesResponse"),
  runtimeOptionsPrompts: () => message("language", "RuntimeOptionsResponse"),
  about: () => message("language", "AboutResponse", { executable: process.execPath, version: process.version }),
  getProgramDependencies: () => message("language", "GetProgramDependenciesResponse"),
  cancel: empty,
  run,
});

async function run(request: RunRequest): Promise<Message> {
  const { code, output } = await runProgram(request);
  if (code === 0) return message("language", "RunResponse");
  if (code === SAID_ALREADY) return message("language", "RunResponse", { bail: true });
  return message("language", "RunResponse", { error: `The program ended with ${code}:\n${output.slice(-3_000)}` });
}

function runProgram(request: RunRequest): Promise<{ code: number | null; output: string }> {
  const info = request.getInfo();
  const args = [
    join(PULUMI, "cmd", "run"),
    `--monitor=${request.getMonitorAddress()}`,
    `--engine=${engine}`,
    `--project=${request.getProject()}`,
    `--stack=${request.getStack()}`,
    `--organization=${request.getOrganization()}`,
    `--pwd=${request.getPwd()}`,
    `--parallel=${request.getParallel()}`,
    `--root-directory=${info.getRootDirectory()}`,
    ...(request.getDryrun() ? ["--dry-run"] : []),
    join(info.getProgramDirectory(), info.getEntryPoint()),
  ];
  const env = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  const child = spawn(process.execPath, args, { cwd: request.getPwd(), env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}
