import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { useStack } from "../support/service.ts";

const stack = useStack();
const root = fileURLToPath(new URL("../../", import.meta.url));

test.each(["clients.md", "clients.es.md"])(
  "The TypeScript in docs/%s runs as it is written, in its order",
  async (name) => {
    const text = readFileSync(join(root, "docs", name), "utf8");
    const blocks = Array.from(text.matchAll(/^( *)```ts\n([\s\S]*?)^ *```/gm), ([, , code = ""]) => code);
    const { key } = await stack.newOrganization();
    // Below the project, as the page says, where git and Node let it be.
    const folder = mkdtempSync(join(root, "clients/typescript/dist/docs-"));
    writeFileSync(join(folder, "first.ts"), blocks.join("\n"));
    const env = { ...process.env, CLIENTELA_URL: stack.api.url, COMMET_API_KEY: key };
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "first.ts")], { env });
    rmSync(folder, { recursive: true });
    expect(stdout).toMatch(/^cus_\w{24}\nbilling@acme\.com\ncustomer\.created cus_1\n$/);
  },
);
