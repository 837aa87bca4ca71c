/** A copy of this project, whose files a test may change. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ensurePlatform, platform, root } from "../../../synth/platform.ts";

export interface Project {
  folder: string;
  /** Changes a file. @throws Error when it does not contain `before` */
  edit: (file: string, before: string, after: string) => void;
  /** Makes a file as it is in the project. */
  restore: (file: string) => void;
  remove: () => void;
}

const LEFT_OUT = /^(\.git|\.sst|\.data|node_modules|infra\/subscriber-kit\/node_modules|dashboard\/node_modules)$/;

/** Without what is generated but the dashboard. Packages are those of the project. */
export function copyProject(): Project {
  ensurePlatform();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clientela-deploy-")));
  const copy = (from: string, to: string, leaveOut: RegExp) =>
    cpSync(from, to, { recursive: true, filter: (file) => !leaveOut.test(relative(from, file)) });
  copy(root, folder, LEFT_OUT);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  copy(platform, join(folder, ".sst", "platform"), /^(node_modules|sst\..*\.mjs)$/);
  symlinkSync(join(platform, "node_modules"), join(folder, ".sst", "platform", "node_modules"));
  cpSync(join(root, ".sst", "provider-lock.json"), join(folder, ".sst", "provider-lock.json"));
  return {
    folder,
    edit: (file, before, after) => {
      const text = readFileSync(join(folder, file), "utf8");
      if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
      writeFileSync(join(folder, file), text.replace(before, after));
    },
    restore: (file) => cpSync(join(root, file), join(folder, file)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
