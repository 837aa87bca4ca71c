/** What a POSIX shell makes of commands. */
import { execFileSync } from "node:child_process";

/** The arguments that a shell gives curl for each command. The key in its environment is `ck_secret`. */
export function argumentsOf(commands: readonly string[]): string[][] {
  const curl = `curl() { printf '%s\\0' "$@"; printf 'end\\0'; }`;
  const output = execFileSync("sh", {
    // Longer than an argument may be.
    input: [curl, ...commands].join("\n"),
    env: { COMMET_API_KEY: "ck_secret" },
    encoding: "utf8",
  });
  return output
    .split("end\0")
    .slice(0, -1)
    .map((text) => text.split("\0").slice(0, -1));
}
