import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FieldProblem } from "../../core/base/errors.ts";
import type { PlanJson } from "../../core/plans/plan.ts";
import * as core from "../../core/plans/push.ts";
import { compare } from "../../core/plans/push.ts";
import { prepare } from "../../local/prepare.ts";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { onlyDataDir } from "../support/command.ts";
import { pushPlans } from "../support/plans.ts";
import { runWarmCommand } from "../support/warmCommand.ts";

let api: Api;
beforeAll(async () => {
  api = await sharedApi();
});
afterAll(() => api.stop());

const plans = (...args: string[]) => runWarmCommand("plans", args, onlyDataDir(api.dataDir));

/** Writes a plans file and returns its path. */
function fileOf(content: unknown): string {
  const file = join(api.dataDir, "plans.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const push = ({ organizationId }: Client, content: unknown, ...options: string[]) =>
  plans("push", fileOf(content), "--org", organizationId, ...options);

const listed = async (client: Client): Promise<PlanJson[]> =>
  (await client.get("/api/plans?includePrivate=1")).body.data;

const pro = { code: "pro", name: "Pro", prices: [{ billingInterval: "monthly", price: 4900 }] };

describe("plans push", () => {
  test("makes plans that the API shows at once, and says what is new", async () => {
    const client = await api.newOrganization();

    const { code, stdout } = await push(client, [{ code: "free", name: "Free" }, pro]);

    expect([code, stdout]).toEqual([0, "+ free  Free, free\n+ pro  Pro, 49.00 monthly\n2 plans written.\n"]);
    expect((await listed(client)).map((plan) => plan.code)).toEqual(["free", "pro"]);
    expect((await listed(client))[1]?.prices[0]?.isDefault).toBe(true);
  });

  test("of the same file again changes nothing, not even updatedAt", async () => {
    const client = await api.newOrganization();
    await pushPlans(client.organizationId, [pro]);
    const before = await listed(client);

    const { code, stdout } = await push(client, [pro]);

    expect([code, stdout]).toEqual([0, "= pro\nNothing changes.\n"]);
    expect(await listed(client)).toEqual(before);
  });

  test("shows each field that changes with its old and its new value, and leaves absent plans as they are", async () => {
    const client = await api.newOrganization();
    await push(client, [
      { code: "old", name: "Old", sortOrder: 9 },
      { ...pro, sortOrder: 1 },
    ]);
    const [before] = await listed(client);

    const { stdout } = await push(client, [{ ...pro, name: "Pro 2", sortOrder: 1 }]);

    expect(stdout).toBe('~ pro\n    name: "Pro" -> "Pro 2"\n  old  not in the file, stays as it is\n1 plan written.\n');
    const [after, old] = await listed(client);
    expect(after).toEqual({ ...before, name: "Pro 2", updatedAt: expect.any(String) });
    expect(after?.createdAt).toBe(before?.createdAt);
    expect(old?.name).toBe("Old");
  });

  test("with --dry-run shows the same and writes nothing", async () => {
    const client = await api.newOrganization();

    const { code, stdout } = await push(client, [pro], "--dry-run");

    expect([code, stdout]).toEqual([0, "+ pro  Pro, 49.00 monthly\nNothing was written. 1 plan would change.\n"]);
    expect(await listed(client)).toEqual([]);
  });

  test("with --json prints one object for scripts", async () => {
    const client = await api.newOrganization();
    await pushPlans(client.organizationId, [pro, { code: "b", name: "B" }]);

    const { stdout } = await push(
      client,
      [
        { ...pro, name: "New" },
        { code: "c", name: "C" },
      ],
      "--json",
      "--yes",
    );

    expect(JSON.parse(stdout)).toEqual({
      created: ["c"],
      updated: ["pro"],
      unchanged: [],
      absent: ["b"],
      written: true,
    });
  });

  test.each<[string, unknown, string[]]>([
    ["no list", {}, ["plans: must be a list of plans"]],
    [
      "wrong fields, each by its place",
      [{ code: "a b", name: " ", prices: [{ billingInterval: "one_time", price: 1.5 }] }],
      [
        "plans[0].code: must be 1 to 63 letters",
        "plans[0].name: must not be empty",
        "plans[0].prices[0].billingInterval: must be one of weekly, monthly, quarterly, semiannual, yearly",
        "plans[0].prices[0].price: must be a whole number",
      ],
    ],
    ["a code that looks like an id", [{ code: "plan_pro", name: "Pro" }], ["plans[0].code: must"]],
    ["a field that is not known", [{ ...pro, trialDays: 5 }], ["plans[0]: has unknown fields: trialDays"]],
    ["a code twice", [pro, pro], ["plans: has a code twice"]],
    ["an interval twice", [{ ...pro, prices: [...pro.prices, ...pro.prices] }], ["plans[0].prices: has an interval"]],
    [
      "two default plans",
      [
        { ...pro, isDefault: true },
        { code: "b", name: "B", isDefault: true },
      ],
      ["isDefault: is set"],
    ],
  ])("refuses a file with %s, all problems at once", async (_, content, expected) => {
    const { organizationId } = await api.newOrganization();

    const problems = await compare(organizationId, content).then(
      () => [],
      ({ details }) => details.map(({ field, message }: FieldProblem) => `${field}: ${message}`),
    );

    expect(problems).toEqual(expected.map((problem) => expect.stringContaining(problem)));
  });

  test("prints the problems of a file, one a line, and writes nothing", async () => {
    const client = await api.newOrganization();

    const { code, stdout, stderr } = await push(client, [pro, { code: "b", name: 5, price: 1 }]);

    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^clientela: .* is not a list of plans/);
    expect(stderr.split("\n").slice(1)).toEqual([
      "  plans[1].name: must be text",
      "  plans[1]: has unknown fields: price",
      "",
    ]);
    expect(await listed(client)).toEqual([]);
  });

  test("refuses a second default plan beside a stored one", async () => {
    const { organizationId } = await api.newOrganization();
    await pushPlans(organizationId, [{ ...pro, isDefault: true }]);

    await expect(pushPlans(organizationId, [{ code: "b", name: "B", isDefault: true }])).rejects.toMatchObject({
      details: [{ field: "isDefault", message: expect.stringContaining("pro, b") }],
    });
  });

  test.each<[string, () => Promise<{ code: number; stderr: string }>, string]>([
    ["an unknown organization", () => plans("push", fileOf([pro]), "--org", "org_nobody"), "There is no org_nobody."],
    [
      "a file that is not there",
      () => plans("push", "/nowhere.json", "--org", "org_local"),
      "Cannot read /nowhere.json",
    ],
    ["a file that is no JSON", () => plans("push", fileOf("["), "--org", "org_local"), "Cannot read "],
  ])("with %s says so in one line", async (_, run, message) => {
    const { code, stderr } = await run();

    expect(code).toBe(1);
    expect(stderr).toMatch(/^clientela: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  test("writes nothing when somebody else has changed a plan since it was read", async () => {
    const client = await api.newOrganization();
    const compare = (name: string) =>
      core.compare(client.organizationId, [
        { ...pro, name },
        { code: name, name },
      ]);
    const [first, second] = [await compare("a"), await compare("b")];

    const pushed = [await core.push(first), await core.push(second)];

    expect(pushed).toEqual([true, false]);
    expect((await listed(client)).map(({ name }) => name)).toEqual(["a", "a"]);
    const [third, fourth] = [await compare("c"), await compare("d")];
    expect(await Promise.all([core.push(third), core.push(fourth)])).toEqual(expect.arrayContaining([true, false]));
  });
});

describe("plans list", () => {
  test("shows an organization's plans, private ones too, as a table or as JSON", async () => {
    const client = await api.newOrganization();
    await pushPlans(client.organizationId, [{ ...pro, isPublic: false }]);

    const [text, json] = [
      await plans("list", "--org", client.organizationId),
      await plans("list", "--org", client.organizationId, "--json"),
    ];

    expect(text.stdout).toMatch(/^code +name +prices .*\npro +Pro +49\.00 monthly +0 +no +no /);
    expect(JSON.parse(json.stdout)).toEqual(await listed(client));
  });

  test("says so where there are none", async () => {
    const { organizationId } = await api.newOrganization();

    expect((await plans("list", "--org", organizationId)).stdout).toBe(`${organizationId} has no plans.\n`);
  });
});

test("npm start gives org_local two sample plans, and leaves plans alone that are there", async () => {
  const client = api.client("ck_test00000000000000000000000000000", "org_local");
  expect((await listed(client)).map(({ code }) => code)).toEqual(["free", "pro"]);
  await pushPlans("org_local", [{ ...pro, name: "Mine" }]);

  await prepare(client.key);

  expect((await listed(client)).find(({ code }) => code === "pro")?.name).toBe("Mine");
});
