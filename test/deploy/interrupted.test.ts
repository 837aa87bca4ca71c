/** Deployments that something ends: docs/deploy.md, "A deployment that was cut off". */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Account, openAccount, succeeded } from "./run/account.ts";
import type { Call } from "./run/calls.ts";

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.close());

afterEach(() => account.front.loseAnswers(() => false));

const health = async (url: string): Promise<number> => (await fetch(`${url}/health`)).status;

/** The so-many-th of what it is asked about. */
const nth = (count: number) => {
  let seen = 0;
  return () => ++seen === count;
};

test("A deployment that SIGTERM ends goes on with the next one, and nothing is left of it", async () => {
  const deployment = account.start("deploy", "--stage", "amy");
  await account.front.when(nth(80));
  deployment.signal("SIGTERM");
  await deployment.ended;
  expect((await account.things()).length).toBeGreaterThan(0);

  const { url } = await account.deploy("amy");
  expect(await health(url)).toBe(200);
  succeeded(await account.sst("remove", "--stage", "amy"));
  expect(await account.things()).toEqual([]);
});

/** Deploys a stage until a call, and ends all programs at once. What `isLost` says SST never learns of. */
async function killAt(stage: string, moment: (call: Call) => boolean, isLost: (call: Call) => boolean): Promise<void> {
  account.front.loseAnswers(isLost);
  const deployment = account.start("deploy", "--stage", stage);
  await account.front.when(moment);
  await account.front.quiet();
  deployment.kill();
  await deployment.ended;
  account.front.loseAnswers(() => false);
}

const of =
  (...services: string[]) =>
  ({ service }: Call) =>
    services.includes(service);

describe.each([
  { stage: "ben", made: "log groups, tables and queues", isLost: of("logs", "dynamodb", "sqs") },
  { stage: "cleo", made: "functions and the API", isLost: of("lambda", "apigateway") },
])("A deployment that SIGKILL ends while it makes $made", ({ stage, isLost }) => {
  test("is locked, and goes on after sst unlock", async () => {
    const some = nth(8);
    await killAt(stage, (call) => isLost(call) && some(), isLost);
    const { code, output } = await account.sst("deploy", "--stage", stage);
    expect(code).not.toBe(0);
    expect(output).toMatch(/Locked/);

    succeeded(await account.sst("unlock", "--stage", stage));
    const { url } = await account.deploy(stage);
    expect(await health(url)).toBe(200);
  });

  test("leaves, when its stage is removed, only what has a name with a random end", async () => {
    succeeded(await account.sst("remove", "--stage", stage));
    const left = (await account.things()).filter((thing) => thing.includes(`clientela-${stage}-`));
    expect(left.filter((thing) => !/-([0-9a-f]{6}|[a-z]{8})$/.test(thing))).toEqual([]);
    // Nothing was lost, nothing is tested.
    expect(left.length).toBeGreaterThan(0);
  });
});

test("After a SIGKILL the publisher's role can be in the way; deleted as the docs say, the deployment goes on", async () => {
  const role = "clientela-dora-publisher";
  const makesIt = ({ operation, body }: Call) => operation === "CreateRole" && body.includes(role);
  await killAt("dora", makesIt, makesIt);
  succeeded(await account.sst("unlock", "--stage", "dora"));
  const { code, output } = await account.sst("deploy", "--stage", "dora");
  expect(code).not.toBe(0);
  expect(output).toMatch(/EntityAlreadyExists|already exists/);

  const { iam } = account.aws;
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName: role });
  for (const PolicyName of PolicyNames) await iam.deleteRolePolicy({ RoleName: role, PolicyName });
  await iam.deleteRole({ RoleName: role });
  const { url } = await account.deploy("dora");
  expect(await health(url)).toBe(200);
  succeeded(await account.sst("remove", "--stage", "dora"));
});
