import { createHash } from "node:crypto";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { readStackFile } from "../../local/stackFile.ts";
import { type Api, startApi } from "../support/api.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { runWarmCommand } from "../support/warmCommand.ts";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const keys = (...args: string[]) => runWarmCommand("keys", args, onlyDataDir(api.dataDir));

describe("keys create", () => {
  test("prints a key that works at once for a new organization, to read and write", async () => {
    const { code, stdout } = await keys("create", "--org", "org_fresh", "--name", "server");

    const [secret = ""] = stdout.split("\n");
    expect(code).toBe(0);
    expect(secret).toMatch(/^ck_[A-Za-z0-9]{32}$/);
    const { body } = await api.client(secret).get("/api/me");
    expect(body.data).toMatchObject({ organizationId: "org_fresh", stage: "local", scopes: ["read", "write"] });
  });

  test("makes one that makes others by API, if it is told so", async () => {
    const scope = ["--scope", "read", "keys"];
    const { stdout } = await keys("create", "--org", "org_fresh", "--name", "first", ...scope, "--json");
    const client = api.client(JSON.parse(stdout).key);
    const { status } = await client.post("/api/api-keys", { name: "server", scopes: ["read"] });
    expect(status).toBe(201);
    const { stdout: list } = await keys("list", "--org", "org_fresh");
    expect(list).toContain("server");
  });

  test("with --json prints one object with the key, its id, scope and end", async () => {
    const { stdout } = await keys(
      "create",
      "--org",
      "org_a",
      "--name",
      "ro",
      "--scope",
      "read",
      "--expires",
      "90d",
      "--json",
    );

    const created = JSON.parse(stdout);
    const days = (Date.parse(created.expiresAt) - Date.parse(created.createdAt)) / 86_400_000;
    expect(created).toMatchObject({ organizationId: "org_a", name: "ro", scopes: ["read"] });
    expect(Math.round(days)).toBe(90);
    const { status } = await api.client(created.key).post("/api/customers", { email: "a@acme.com" });
    expect(status).toBe(403);
  });

  test("stores the SHA-256 of the key and never the key", async () => {
    const { stdout } = await keys("create", "--org", "org_b", "--name", "server", "--json");
    const dynamodb = dynamodbClient();

    const { Items } = await dynamodb.send(new ScanCommand({ TableName: process.env.ORGANIZATIONS_TABLE }));

    const { key } = JSON.parse(stdout);
    expect(JSON.stringify(Items)).not.toContain(key.slice("ck_".length));
    expect(JSON.stringify(Items)).toContain(createHash("sha256").update(key).digest("hex"));
  });

  test("keeps an organization's id secret when another key is made for it", async () => {
    const first = JSON.parse((await keys("create", "--org", "org_c", "--name", "1", "--json")).stdout);
    const before = await api.client(first.key).post("/api/customers", { email: "a@acme.com", id: "same" });
    const second = JSON.parse((await keys("create", "--org", "org_c", "--name", "2", "--json")).stdout);

    const after = await api.client(second.key).post("/api/customers", { email: "a@acme.com", id: "same" });

    expect([before.status, after.status]).toEqual([201, 200]);
    expect(after.body.data.id).toBe(before.body.data.id);
  });

  test.each([
    [["create", "--org", "acme", "--name", "x"], "An organization id is org_"],
    [["create", "--org", "org_a", "--name", "x", "--scope", "admin"], "Allowed choices are read, write"],
    [["create", "--org", "org_a", "--name", "x", "--expires", "soon"], "Write 90d"],
    [["create", "--org", "org_a", "--name", "x", "--expires", "2001-01-01"], "That time has passed"],
    [["create", "--org", "org_a"], "required option '--name <name>'"],
    [["organization", "--org", "org_a", "--shards", "17"], "At most 16"],
  ])("refuses %j and says what to write", async (args, message) => {
    const { code, stdout, stderr } = await keys(...args);

    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
  });
});

describe("keys list and revoke", () => {
  test("list shows each key of the organization with its state, and nobody else's", async () => {
    await keys("create", "--org", "org_other", "--name", "foreign");
    const created = JSON.parse((await keys("create", "--org", "org_list", "--name", "one", "--json")).stdout);
    await keys("create", "--org", "org_list", "--name", "two");
    await keys("revoke", created.id);

    const text = (await keys("list", "--org", "org_list")).stdout;
    const listed = JSON.parse((await keys("list", "--org", "org_list", "--json")).stdout);

    expect(listed.map(({ name }: { name: string }) => name)).toEqual(["one", "two"]);
    expect(listed[0].revokedAt).toMatch(/^\d{4}-/);
    expect(text).toMatch(/one .* revoked /);
    expect(text).toMatch(/two .* active/);
    expect(text).not.toContain("foreign");
  });

  test("a repeated revoke keeps the first time", async () => {
    const { id } = JSON.parse((await keys("create", "--org", "org_d", "--name", "x", "--json")).stdout);
    const first = JSON.parse((await keys("revoke", id, "--json")).stdout);

    const second = JSON.parse((await keys("revoke", id, "--json")).stdout);

    expect(second).toEqual(first);
  });

  test("revoking what does not exist says so in one line, with exit code 1", async () => {
    const { code, stderr } = await keys("revoke", "key_nobody");

    expect(code).toBe(1);
    expect(stderr).toBe("clientela: There is no key key_nobody. List them with: npm run keys -- list --org ORG\n");
  });
});

describe("keys organization", () => {
  test("shows an organization without its secret, raises its shards, and refuses to lower them in one line", async () => {
    const client = await api.newOrganization();
    const organization = (...args: string[]) => keys("organization", "--org", client.organizationId, ...args);

    const raised = JSON.parse((await organization("--shards", "8", "--json")).stdout);
    const shown = await organization();
    const lowered = await organization("--shards", "4");

    const { effectiveAt } = raised.raised;
    expect(raised).toEqual({
      id: client.organizationId,
      name: client.organizationId,
      shards: 8,
      raised: { from: 1, effectiveAt },
    });
    expect(Math.round((Date.parse(effectiveAt) - Date.now()) / 60_000)).toBe(10);
    expect(shown.stdout).toContain(`has 8 shards. Until ${effectiveAt} new customers still go into the first 1.`);
    expect(lowered).toMatchObject({ code: 1, stdout: "" });
    expect(lowered.stderr).toMatch(/^clientela: .* has 8 shards. The number cannot be decreased: .*\n$/);
    // A list reads each of them.
    await client.post("/api/customers", { email: "a@acme.com" });
    expect((await client.get("/api/customers")).body.data).toHaveLength(1);
  });

  test("of one that does not exist says so in one line, and how to make one", async () => {
    const { code, stderr } = await keys("organization", "--org", "org_nobody", "--shards", "2");

    expect(code).toBe(1);
    expect(stderr).toMatch(/^clientela: There is no organization org_nobody\..* npm run keys -- create\n$/);
  });
});

test("without a running stack a command says what to do, with exit code 1", async () => {
  const { code, stderr } = await runCommand("keys", ["list", "--org", "org_a"], onlyDataDir(`${api.dataDir}/none`));

  expect(code).toBe(1);
  expect(stderr).toMatch(/^clientela: No Clientela runs on .*\. Start one with npm start, .*\n$/);
});

test("seed fills an organization with believable customers, and repeating it adds only what is missing", async () => {
  const args = ["--customers", "120", "--org", "org_seeded"];
  const first = await runWarmCommand("seed", args, onlyDataDir(api.dataDir));
  const { stdout } = await keys("create", "--org", "org_seeded", "--name", "check", "--json");
  const client = api.client(JSON.parse(stdout).key);
  const page = await client.get("/api/customers?limit=100");

  const second = await runWarmCommand("seed", args, onlyDataDir(api.dataDir));

  const rest = await client.get(`/api/customers?limit=100&cursor=${page.body.nextCursor}`);
  expect([first.code, second.code], first.stderr + second.stderr).toEqual([0, 0]);
  expect([page.body.data.length, rest.body.data.length, rest.body.hasMore]).toEqual([100, 20, false]);
  expect(new Set(page.body.data.map(({ email }: { email: string }) => email)).size).toBeGreaterThan(90);
  const archived = await client.get("/api/customers?isActive=false");
  expect(archived.body.data).toHaveLength(3);
});

test("under `sst shell` commands work on the stage that it names, not on the stack of this machine", async () => {
  const { tables, dynamodbEndpoint } = readStackFile(api.dataDir);
  const operator = {
    type: "sst.sst.Linkable",
    stage: "jay",
    region: "us-east-1",
    customersTable: tables.customers,
    organizationsTable: tables.organizations,
    eventsTable: tables.events,
    searchTable: tables.search,
    subscriptionsTable: tables.subscriptions,
    eventRetentionDays: "30",
    subscriberQueueUrls: "{}",
  };
  const { code, stdout } = await runCommand("keys", ["create", "--org", "org_shell", "--name", "server"], {
    ...onlyDataDir("/nowhere"),
    SST_RESOURCE_Operator: JSON.stringify(operator),
    // Replaces AWS.
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_ACCESS_KEY_ID: "any",
    AWS_SECRET_ACCESS_KEY: "any",
  });
  expect(code).toBe(0);
  const { body } = await api.client(stdout.split("\n")[0]).get("/api/me");
  expect(body.data.organizationId).toBe("org_shell");
});
