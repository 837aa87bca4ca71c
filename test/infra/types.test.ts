import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../synth/platform.ts";

test("sst.config.ts and infra/stack keep to SST's own types, and a mistake would be found", async () => {
  // The same project with one more file, which has an error.
  const folder = mkdtempSync(join(root, ".sst", "types-"));
  const wrong = 'new sst.aws.Queue("Wrong", { fifo: "yes" });\n';
  writeFileSync(join(folder, "wrong.ts"), wrong);
  const include = ["../../sst.config.ts", "../../infra/stack", "../platform/config.d.ts", "wrong.ts"];
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.sst.json", include }));
  const output = await compile(join(folder, "tsconfig.json"));
  rmSync(folder, { recursive: true });
  // The platform is TypeScript source that does not follow our compiler options, so problems in its files are ignored.
  // A problem continues in lines that begin with blanks.
  const problems = output.split(/\n(?! )/).filter((problem) => problem.trim() !== "");
  const ours = problems.filter((problem) => !problem.startsWith(".sst/platform/"));
  expect(ours).toEqual([expect.stringMatching(/wrong\.ts\(1,30\): error TS2322: /)]);
});

const compile = (project: string): Promise<string> =>
  new Promise((resolve) => {
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    execFile(
      process.execPath,
      [compiler, "-p", project, "--pretty", "false"],
      { cwd: root, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
