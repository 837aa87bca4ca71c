/**
 * Part of `npm run check`: sst.config.ts and infra/stack keep to SST's own types. A file with one mistake is compiled
 * along with them, to show that a mistake would be found.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensurePlatform, root } from "../synth/platform.ts";

const MISTAKE = 'new sst.aws.Queue("Wrong", { fifo: "yes" });\n';
const FOUND = /wrong\.ts\(1,30\): error TS2322: /;

ensurePlatform();
const folder = mkdtempSync(join(root, ".sst", "types-"));
try {
  writeFileSync(join(folder, "wrong.ts"), MISTAKE);
  const include = ["../../sst.config.ts", "../../infra/stack", "../platform/config.d.ts", "wrong.ts"];
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.sst.json", include }));
  const problems = problemsIn(await compile(join(folder, "tsconfig.json")));
  const ours = problems.filter((problem) => !FOUND.test(problem));
  if (ours.length === problems.length) ours.push(`The planted mistake was not found: ${MISTAKE}`);
  if (ours.length > 0) {
    console.error(ours.join("\n"));
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

/**
 * The compiler's problems outside the platform, which is TypeScript source that does not follow our compiler options.
 * A problem continues in lines that begin with blanks.
 */
function problemsIn(output: string): string[] {
  const problems = output.split(/\n(?! )/).filter((problem) => problem.trim() !== "");
  return problems.filter((problem) => !problem.startsWith(".sst/platform/"));
}

function compile(project: string): Promise<string> {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [compiler, "-p", project, "--pretty", "false"];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}
