/**
 * Finds a Chromium without a download: one named in the environment, the one installed by npm, or one on this machine.
 */
import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Browser {
  executablePath: string;
  /** Environment variables that it needs in addition to ours. */
  environment: Record<string, string>;
}

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));

const INSTALLED: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser"].map((name) => `/usr/bin/${name}`),
  darwin: ["Google Chrome", "Chromium", "Microsoft Edge"].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ["C:/Program Files/Google/Chrome/Application/chrome.exe"],
};

/**
 * `CHROMIUM_PATH`, else npm's on Linux x64, so that every such machine tests with the same build, else an installed
 * one. Undefined when there is none. @throws Error when CHROMIUM_PATH cannot be run
 */
export function findBrowser(): Browser | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && !canRun(named)) throw new Error(`CHROMIUM_PATH=${named} is not a program`);
  if (named === undefined && process.platform === "linux" && process.arch === "x64") return browserOfNpm();
  const executablePath = named ?? INSTALLED[process.platform]?.find(canRun);
  return executablePath === undefined ? undefined : { executablePath, environment: {} };
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The package is compressed; it is unpacked once per version. */
function browserOfNpm(): Browser {
  const manifest = findPackageJSON("@sparticuz/chromium", import.meta.url);
  if (manifest === undefined) throw new Error("@sparticuz/chromium is not installed");
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  const folder = join(CACHE, `chromium-${version}`);
  if (!existsSync(folder)) unpack(dirname(manifest), folder);
  return {
    executablePath: join(folder, "chromium"),
    environment: { LD_LIBRARY_PATH: join(folder, "al2023", "lib"), FONTCONFIG_PATH: join(folder, "fonts") },
  };
}

/**
 * In a child process with its own temporary folder, because the package unpacks into the temporary folder and trusts
 * files that anybody else has put there, and includes its libraries only when it believes that it runs in Lambda.
 */
function unpack(installed: string, folder: string): void {
  mkdirSync(CACHE, { recursive: true });
  const temporary = mkdtempSync(join(CACHE, "unpack-"));
  const bin = JSON.stringify(join(installed, "bin"));
  const code = `import chromium from "@sparticuz/chromium"; await chromium.executablePath(${bin});`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: temporary, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x", NODE_OPTIONS: "" },
    encoding: "utf8",
  });
  if (status !== 0) {
    rmSync(temporary, { recursive: true });
    throw new Error(`@sparticuz/chromium cannot be unpacked:\n${stderr}`);
  }
  writeFileSync(join(temporary, "fonts", "fonts.conf"), FONTS);
  try {
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true });
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  }
}

/** The package's own file looks for fonts in a fixed folder. Where that does not exist, text has no size. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;
