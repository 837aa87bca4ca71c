/** Builds the TypeScript client, unless its build is newer than what it is made of. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export default function setup(): void {
  const folder = fileURLToPath(new URL("../../clients/typescript/", import.meta.url));
  execFileSync("npm", ["run", "build"], { cwd: folder, stdio: "pipe" });
}
