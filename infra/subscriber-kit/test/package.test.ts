import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "./support.ts";

const root = join(import.meta.dirname, "../../..");
const team = mkdtempSync(join(tmpdir(), "subscriber-kit-team-"));
afterAll(() => rmSync(team, { recursive: true }));

const readme = (name: string) => readFileSync(join(import.meta.dirname, "..", name), "utf8");
const blocksOf = (text: string) => text.match(/```\w+\n[\s\S]*?```/g) ?? [];

const node = (...args: string[]) =>
  execFileSync(process.execPath, args, { cwd: team, env: { ...process.env, CDK_OUTDIR: "out" }, encoding: "utf8" });

test("the README's code runs in another repository, with the package that its command makes", () => {
  const kit = join(team, "node_modules/@clientela/subscriber-kit");
  mkdirSync(kit, { recursive: true });
  for (const peer of ["aws-cdk-lib", "constructs"])
    symlinkSync(join(root, "node_modules", peer), join(team, "node_modules", peer));

  const [pack = ""] = readme("README.md").match(/npm pack .*/) ?? [];
  execFileSync("npm", [...pack.split(" ").slice(1), "--silent", "--pack-destination", team], { cwd: root });
  execFileSync("tar", ["xzf", join(team, "clientela-subscriber-kit-0.1.0.tgz"), "-C", kit, "--strip-components=1"]);

  const [code = ""] = readme("README.md").match(/(?<=```ts\n)[\s\S]*?(?=```)/) ?? [];
  writeFileSync(join(team, "app.mts"), code);
  node("app.mts");

  const template = readFileSync(join(team, "out/CrmCustomerEvents.template.json"), "utf8");
  expect(template.match(/"QueueName": "crm-.*"/g)).toHaveLength(2);
  // `cdk init` creates CommonJS projects.
  expect(node("-p", 'require("@clientela/subscriber-kit").CustomerEventsQueue.name')).toBe("CustomerEventsQueue\n");
});

test("both languages show the same code", () => {
  expect(blocksOf(readme("README.es.md"))).toEqual(blocksOf(readme("README.md")));
});
