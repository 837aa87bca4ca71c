/** A stage from its first deployment to its removal, as docs/deploy.md tells it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../support/api.ts";
import { type Account, type Outputs, openAccount, organizationOn, succeeded } from "./run/account.ts";

let account: Account;
let jay: Outputs;
let client: Client;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.close());

/** The ends of names that SST and Clientela draw, and hashes. */
const RANDOM = /(?<=-)([0-9a-f]{6}|[a-z]{12}|[0-9a-f]{64})(?=[./]|$)/g;

const HEALTH = "functions/getHealth.ts";
const health = async (): Promise<unknown> => (await fetch(`${jay.url}/health`)).json();

test("The first deployment into an account ends with a stage that answers who has a key", async () => {
  jay = await account.deploy("jay");
  client = await organizationOn(account, "jay", jay.url, "org_acme");
  const { status, body } = await client.post("/api/customers", { email: "billing@acme.com", id: "user_123" });
  expect(status).toBe(201);
  expect((await client.get("/api/customers/user_123")).body.data.id).toBe(body.data.id);
});

test("The README's tour works on it", async () => {
  expect(await account.shell("jay", "smoke", "--", "--url", jay.url)).toContain("200");
});

test("A deployment without changes changes nothing", async () => {
  expect(await account.writesOf(() => account.deploy("jay"))).toEqual([]);
});

test("sst diff names the function that a deployment would change, and changes nothing", async () => {
  account.project.edit(HEALTH, '"ok"', '"changed"');
  const writes = await account.writesOf(async () => {
    const { output } = succeeded(await account.sst("diff", "--stage", "jay"));
    expect(output).toMatch(/GetHealthFunction/);
    expect(output).not.toMatch(/GetCustomerFunction/);
  });
  expect(writes).toEqual([]);
  expect(await health()).toEqual({ status: "ok" });
});

test("A changed handler is deployed as its function's code, and nothing else is touched", async () => {
  const writes = await account.writesOf(() => account.deploy("jay"));
  expect(writes.map(({ operation }) => operation.replace(RANDOM, "*")).sort()).toEqual([
    "DELETE /sst-asset-*/assets/GetHealth-code-*.zip",
    "PUT /2015-03-31/functions/clientela-jay-getHealth-*/code",
    "PUT /sst-asset-*/assets/GetHealth-code-*.zip",
  ]);
  expect(await health()).toEqual({ status: "changed" });
});

test("Deploying the version before takes the change back, and customers are as they were", async () => {
  account.project.restore(HEALTH);
  await account.deploy("jay");
  expect(await health()).toEqual({ status: "ok" });
  expect((await client.get("/api/customers/user_123")).body.data.email).toBe("billing@acme.com");
});

test("A second stage lives and goes beside the first", async () => {
  const before = await account.things();
  const other = await account.deploy("pr-7");
  expect(await account.things()).toEqual(expect.arrayContaining(before));
  const stranger = await organizationOn(account, "pr-7", other.url, "org_acme");
  expect((await stranger.get("/api/customers/user_123")).status).toBe(404);
  expect((await client.get("/api/customers/user_123")).status).toBe(200);

  succeeded(await account.sst("remove", "--stage", "pr-7"));
  expect(await account.things()).toEqual(before);
  expect((await client.get("/api/customers/user_123")).status).toBe(200);
});

test("sst remove leaves nothing but what SST keeps for all stages", async () => {
  succeeded(await account.sst("remove", "--stage", "jay"));
  expect(await account.things()).toEqual([]);
});

test("Nothing of all this asked for an address elsewhere", () => expect(account.front.refused).toEqual([]));
