import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseYaml } from "@redocly/openapi-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { routes } from "../../infra/routes.ts";
import { stageSettings } from "../../infra/settings.ts";
import { eventsTable } from "../../infra/tables.ts";
import { monthlyCosts, SINGLE_ALARMS, units, withCosts } from "../../scripts/costs.ts";
import { type Api, type Client, logLines, startApi } from "../support/api.ts";
import { untilIndexed, untilPublished } from "../support/pump.ts";
import { runWarmCommand } from "../support/warmCommand.ts";

const root = new URL("../../", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), "utf8");

const languages = [
  { language: "en", name: "docs/deploy.md", notRun: "> **Not run**", emulated: "**Run on an emulator**" },
  { language: "es", name: "docs/deploy.es.md", notRun: "> **Sin ejecutar**", emulated: "**Ejecutado en un emulador**" },
] as const;
const english = read("docs/deploy.md");

/** The code blocks in a language, also inside lists, without indentation. */
const blocksOf = (text: string, language: string): string[] =>
  Array.from(text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm))
    .filter(([, , of]) => of === language)
    .map(([, indentation = "", , content = ""]) => content.replaceAll(new RegExp(`^${indentation}`, "gm"), "").trim());

const commands = blocksOf(english, "sh");
const matchesOf = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, it = ""]) => it);

describe.each(languages)("$name", ({ name, notRun, emulated, language }) => {
  const text = read(name);

  test("shows the same commands, settings and samples as the other language", () => {
    for (const kind of ["sh", "ts", "json"]) {
      expect(blocksOf(text, kind)).toEqual(blocksOf(english, kind));
      expect(blocksOf(text, kind)).not.toEqual([]);
    }
  });

  test("marks every section whose commands need an AWS account as not run", () => {
    for (const section of text.split(/^## /m).slice(1)) {
      const needsAccount = blocksOf(section, "sh").some((command) => /(^|; do )aws |npx sst /.test(command));
      if (needsAccount) expect(section).toContain(notRun);
    }
  });

  test("marks the same sections as run on an emulator as the other language, and none that is not marked as not run", () => {
    const sectionsOf = (page: string, mark: string): number[] =>
      page.split(/^## /m).flatMap((section, index) => (index > 0 && section.includes(mark) ? [index] : []));
    expect(sectionsOf(text, emulated)).toEqual(sectionsOf(english, languages[0].emulated));
    expect(sectionsOf(text, notRun)).toEqual(expect.arrayContaining(sectionsOf(text, emulated)));
  });

  test("lists every setting with its values, and no other", () => {
    const show = (value: unknown): string =>
      typeof value === "object" && value !== null
        ? Object.entries(value)
            .map(([key, number]) =>
              key === "rate" ? `${number}` : key === "burst" ? `burst ${number}` : `${number} ${key}`,
            )
            .join(", ")
        : String(value);
    const [production, others] = [stageSettings("production"), stageSettings("jay")];

    const rows = Array.from(text.matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| [^|]+ \|$/gm), (row) => row.slice(1));

    const expected = Object.entries(production).map(([key, value]) => [
      key,
      show(value),
      show(others[key as keyof typeof others]),
    ]);
    expect(rows.toSorted()).toEqual(expected.toSorted());
  });

  test("lists every alarm, and no other", () => {
    const anyone = (alarm: string): string => alarm.replace(/\$\{\w+\}|<\w+>/, "<>");
    const created = matchesOf(read("infra/stack/alarms.ts"), /\balarm\(\s*["`]([^"`]+)["`]/g);

    const rows = matchesOf(text, /^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$/gm);

    expect(rows.map(anyone).toSorted()).toEqual(created.map(anyone).toSorted());
    expect(created.filter((alarm) => !alarm.includes("$"))).toHaveLength(SINGLE_ALARMS);
  });

  test("has the table of costs as the script computes it", () => {
    expect(withCosts(text, language)).toBe(text);
  });
});

describe("the commands in docs/deploy.md", () => {
  test("that restore a table give it what the stage's own tables have", () => {
    const { unitsPerSecond } = stageSettings("production");
    const writers = routes.filter(({ scope }) => scope === "write").map(({ operation }) => operation);

    expect(english).toContain(`AttributeName=${eventsTable.ttl}`);
    expect(english).toContain(
      `MaxReadRequestUnits=${unitsPerSecond.read},MaxWriteRequestUnits=${unitsPerSecond.write}`,
    );
    const stopped = matchesOf(commands.join("\n"), /^for name in ([\w ]+); do/gm);
    expect(stopped.map((names) => names.split(" ").toSorted())).toEqual([writers.toSorted(), writers.toSorted()]);
    // Functions from before their names had random ends keep theirs.
    for (const command of commands.filter((it) => it.startsWith("for name in create")))
      expect(command).toContain(
        "[?FunctionName=='clientela-production-$name' || starts_with(FunctionName, 'clientela-production-$name-')]",
      );
  });

  test("come with samples that have the types of infra/deployment.ts", () => {
    const declarations = blocksOf(english, "ts").flatMap((block) => block.match(/^export const [\s\S]*? = [{[]/) ?? []);

    expect(declarations).toHaveLength(6);
    for (const declaration of declarations) expect(read("infra/deployment.ts")).toContain(declaration);
  });

  const ofSst = [...new Set(commands.filter((command) => command.startsWith("npx sst ")))];
  test.each(ofSst)("%s: SST has it", async (command) => {
    const [subcommand = "", ...options] = command.split(" -- ")[0]?.split(" ").slice(2) ?? [];

    const help = await sstHelp(subcommand);

    expect(help).toContain(`Usage: sst ${subcommand}`);
    for (const option of options.filter((it) => it.startsWith("--"))) expect(help).toContain(` ${option} `);
  });

  const ofOurs = [
    ...new Set(
      commands.flatMap(
        (command) => command.match(/npm run (?:--silent )?(?:keys|events|search|smoke|stage|synth) -- .*/) ?? [],
      ),
    ),
  ];
  test.each(ofOurs)("%s: the command has these options", async (command) => {
    const [, name = "", rest = ""] = command.match(/npm run (?:--silent )?(\w+) -- (.*)/) ?? [];
    const words = rest.split(" ");
    const subcommand = words.filter((word, i) => i === 0 && !word.startsWith("--"));

    const { code, stdout } = await runWarmCommand(name, [...subcommand, "--help"], {});

    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: npm run ${[name, "--", ...subcommand].join(" ")} `);
    for (const option of words.filter((word) => word.startsWith("--"))) expect(stdout).toContain(`  ${option}`);
  });
});

/** SST looks for Pulumi even for its help, unless told not to, and prints to either stream. */
const sstHelp = (subcommand: string): Promise<string> =>
  new Promise((resolve) => {
    const env = {
      ...process.env,
      SST_SKIP_DEPENDENCY_CHECK: "1",
      SST_TELEMETRY_DISABLED: "1",
      DO_NOT_TRACK: "1",
      XDG_CONFIG_HOME: new URL(".sst/config", root).pathname,
    };
    execFile("node_modules/.bin/sst", [subcommand, "--help"], { cwd: root, env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });

describe("the costs", () => {
  let api: Api;
  let client: Client;
  beforeAll(async () => {
    api = await startApi();
    client = await api.newOrganization();
    // From now on key and organization are cached.
    await client.post("/api/customers", newCustomer(0));
  });
  afterAll(() => api.stop());

  const newCustomer = (number: number) => ({
    id: `user_${number}`,
    email: `billing${number}@acme.example`,
    fullName: "Acme Incorporated",
    website: "https://www.acme.example",
    timezone: "America/Chicago",
    address: { line1: "123 Main St", city: "Austin", state: "TX", postalCode: "78701", country: "US" },
    metadata: { plan: "pro", source: "signup", seats: 12, owner: "jane@acme.example" },
  });

  const unitsOf = (lines: readonly { units: number }[]) => lines.reduce((sum, { units }) => sum + units, 0);
  const linesSince = (start: number) =>
    logLines.slice(start).map((line): { operation: string; units: number; changes?: number } => JSON.parse(line));

  test("rest on the units that the operations consume", async () => {
    // No key must be looked up again during this, because that would be counted.
    vi.useFakeTimers({ toFake: ["Date"] });
    await client.get("/api/customers/user_1");
    const start = logLines.length;
    for (let number = 1; number <= 25; number++) await client.post("/api/customers", newCustomer(number));
    await client.get("/api/customers/user_1");
    await client.get("/api/customers?limit=25");
    await client.put("/api/customers/user_1", { metadata: { plan: "free" } });
    vi.useRealTimers();
    await untilPublished(api.dataDir);
    await untilIndexed(api.dataDir);
    // The consumers run in another process, so their lines come a moment later.
    const indexed = () => linesSince(start).filter(({ operation }) => operation === "indexCustomers");
    await vi.waitUntil(() => linesSince(start).some(({ operation }) => operation === "publishChanges"), 300_000);
    await vi.waitUntil(() => unitsOf(indexed()) >= 25 * units.indexCustomers.write, 300_000);

    const lines = linesSince(start);

    const consumed = (operation: string) =>
      new Set(lines.filter((it) => it.operation === operation).map((it) => it.units));
    for (const operation of ["createCustomer", "getCustomer", "listCustomers", "updateCustomer"] as const)
      expect([operation, ...consumed(operation)]).toEqual([operation, units[operation].read + units[operation].write]);
    const { read, write } = units.publishChanges;
    const feed = units.feed.read + units.feed.write;
    const published = lines.filter(({ operation }) => operation === "publishChanges");
    expect(published).not.toEqual([]);
    // Or one more, for the copy of a page that is full.
    for (const { units, changes = 0 } of published) expect([0, 1]).toContain(units - (read + write * changes) - feed);
    // The first customer may be indexed before or after the start.
    expect([25, 26]).toContain(unitsOf(indexed()) / units.indexCustomers.write);
  });

  test("are at most 15 dollars a month at 1 request a second", () => {
    expect(Object.values(monthlyCosts(1)).reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(15);
  });

  test("of what is counted by request grow with the requests, and nothing but a base is left without any", () => {
    const [none, one, hundred] = [monthlyCosts(0), monthlyCosts(1), monthlyCosts(100)];

    for (const part of ["apiGateway", "functions", "reads", "writes", "storage", "logs", "transfer"] as const)
      expect([none[part], hundred[part]]).toEqual([0, expect.closeTo(100 * one[part], 6)]);
    expect(Object.keys(none).filter((part) => none[part as keyof typeof none] > 0)).toEqual([
      "queues",
      "alarms",
      "canary",
      "buckets",
    ]);
  });
});

describe("the GitHub workflow", () => {
  const text = read(".github/workflows/ci.yml");
  const prepare = read(".github/actions/prepare/action.yml");
  // biome-ignore lint/suspicious/noExplicitAny: GitHub's YAML
  const { on, permissions, jobs } = parseYaml(text) as any;
  const runs = (job: { steps: { run?: string }[] }): string[] => job.steps.flatMap(({ run }) => run ?? []);
  const { test: tests, preview, "remove-preview": removePreview, diff, deploy } = jobs;
  /** GitHub's expression for a value. */
  const githubValue = (expression: string): string => `$\{{ ${expression} }}`;
  const smoke = 'npx sst shell --stage "$STAGE" -- npm run smoke -- --url "$(jq -r .url .sst/outputs.json)"';

  test("tests every push and every pull request, and deploys only what passed", () => {
    expect(on.push).toBeNull();
    expect(on.pull_request).toEqual({ types: ["opened", "synchronize", "reopened", "closed"] });
    expect(runs(tests)).toEqual(["npm ci && npm test", "npm run test:sdks", "npm run test:stage", "npm run check"]);
    expect(preview.needs).toBe("test");
    expect([diff.needs, deploy.needs]).toEqual(["test", "diff"]);
  });

  test("shows what would change before it deploys, and smokes what it has deployed", () => {
    expect(runs(diff)).toEqual([expect.stringContaining('npx sst diff --stage "$STAGE"; ')]);
    for (const job of [preview, deploy]) expect(runs(job)).toEqual(['npx sst deploy --stage "$STAGE"', smoke]);
  });

  test("gives each pull request of this repository a stage, and removes it when the pull request closes", () => {
    for (const job of [preview, removePreview]) {
      expect(job.env.STAGE).toBe(`pr-${githubValue("github.event.number")}`);
      expect(job.concurrency).toEqual({
        group: `deploy-pr-${githubValue("github.event.number")}`,
        "cancel-in-progress": false,
      });
      expect(job.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    }
    expect(preview.if).toContain("github.event.action != 'closed'");
    expect(removePreview.if).toContain("github.event.action == 'closed'");
    expect(runs(removePreview)).toEqual(['npx sst remove --stage "$STAGE"']);
    expect(stageSettings("pr-12345").keepsData).toBe(false);
  });

  test("holds no key: only what talks to AWS may ask for credentials, and it gets them for a role", () => {
    expect(text + prepare).not.toMatch(/secrets\.|AWS_ACCESS_KEY|AWS_SECRET|aws-access-key|aws-secret/i);
    expect(permissions).toEqual({ contents: "read" });
    expect(tests.permissions).toBeUndefined();
    for (const job of [preview, removePreview, diff, deploy]) {
      expect(job.permissions).toEqual({ contents: "read", "id-token": "write" });
      const { with: given } = job.steps.find(({ uses = "" }) => uses === "./.github/actions/prepare");
      expect(given.role).toMatch(/^\$\{\{ vars\.AWS_\w+_ROLE_ARN \}\}$/);
    }
    expect(prepare).toContain(`role-to-assume: ${githubValue("inputs.role")}`);
  });

  test("deploys one stage at a time, from environments that AWS must trust", () => {
    const stageName = githubValue("inputs.stage || 'production'");
    expect(deploy.concurrency).toEqual({ group: `deploy-${stageName}`, "cancel-in-progress": false });
    expect([deploy.environment, diff.environment, preview.environment]).toEqual([
      stageName,
      `${stageName}-diff`,
      "preview",
    ]);
    for (const job of [diff, deploy]) expect(job.env.STAGE).toBe(stageName);
    const trust = blocksOf(english, "json").find((block) => block.includes("oidc-provider")) ?? "{}";
    const [statement] = JSON.parse(trust).Statement;
    expect(statement.Condition.StringEquals["token.actions.githubusercontent.com:sub"]).toEqual([
      expect.stringMatching(/:environment:production$/),
      expect.stringMatching(/:environment:production-diff$/),
    ]);
  });
});
