/**
 * SST's platform: the source of its components and the Pulumi packages they need, unpacked by SST's own program into
 * .sst/platform. It downloads from npm only, and touches nothing outside the project folder.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url)).replace(/[/\\]$/, "");
export const platform = join(root, ".sst", "platform");

/** Unpacks the platform if it is missing or of another version of SST. @throws Error with SST's output if that fails */
export function ensurePlatform(): void {
  if (isReady()) return;
  console.error("Unpacking SST's platform into .sst/platform: once, about a minute.");
  const { status, stdout, stderr } = spawnSync(
    join(root, "node_modules", ".bin", "sst"),
    ["install", "--stage", "synth"],
    {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        // SST's own files go here; by default they would go to the home folder.
        XDG_CONFIG_HOME: join(root, ".sst", "config"),
        // Synthesizing needs neither Pulumi nor Bun: npm fetches the packages.
        SST_SKIP_DEPENDENCY_CHECK: "1",
        SST_NO_BUN: "1",
        SST_TELEMETRY_DISABLED: "1",
        DO_NOT_TRACK: "1",
        npm_config_omit: "dev",
        npm_config_audit: "false",
        npm_config_fund: "false",
        npm_config_prefer_offline: "true",
      },
    },
  );
  if (status !== 0 || !isReady()) throw new Error(`sst install failed:\n${stdout}\n${stderr}`);
}

function isReady(): boolean {
  const { version } = JSON.parse(readFileSync(join(root, "node_modules", "sst", "package.json"), "utf8"));
  const marker = join(platform, "version");
  return (
    existsSync(join(platform, "node_modules", "@pulumi", "aws", "package.json")) &&
    existsSync(marker) &&
    readFileSync(marker, "utf8") === version
  );
}
