import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scopes } from "../../core/organizations/apiKey.ts";
import { deployed, organizationOn, shell, shellJson } from "./support.ts";

describe.each(["jay", "production"] as const)("Operators of %s, under `sst shell`,", (stage) => {
  test("make the first key, with its organization, and revoke it", async () => {
    const client = await organizationOn(stage, "org_keys");
    const { body } = await client.get("/api/me");
    expect(body.data).toMatchObject({ organizationId: "org_keys", stage, scopes });
    const [key] = await shellJson(stage, "keys", "list", "--org", "org_keys");
    await shell(stage, "keys", "revoke", key.id);
    const [revoked] = await shellJson(stage, "keys", "list", "--org", "org_keys");
    expect(revoked.revokedAt).toBeTruthy();
  });

  test("push plans, to which customers subscribe", async () => {
    const client = await organizationOn(stage, "org_plans");
    await shell(stage, "plans", "push", "examples/plans.json", "--org", "org_plans", "--yes");
    const { body } = await client.get("/api/plans");
    expect(body.data.map(({ code }: { code: string }) => code)).toEqual(["free", "pro"]);
    await client.post("/api/customers", { email: "billing@acme.com", id: "user_123" });
    const subscribed = await client.post("/api/subscriptions", { customerId: "user_123", planCode: "pro" });
    expect(subscribed.status).toBe(201);
  });

  test("move customers in, each with its ids, and out again", async () => {
    const client = await organizationOn(stage, "org_moved");
    const folder = mkdtempSync(join(tmpdir(), "clientela-moved-"));
    const [file, exported] = [join(folder, "customers.csv"), join(folder, "customers.jsonl")];
    writeFileSync(file, "id,externalId,email\n,user_1,a@acme.com\ncus_Own1,user_2,b@acme.com\n");
    await shell(stage, "customers", "import", file, "--org", "org_moved");
    const created = await client.post("/api/customers", { email: "c@acme.com", id: "user_2" });
    expect([created.status, created.body.data.id]).toEqual([200, "cus_Own1"]);
    await shell(stage, "customers", "export", exported, "--org", "org_moved", "--with", "subscriptions");
    const lines = readFileSync(exported, "utf8").trim().split("\n");
    const { body } = await client.get("/api/customers");
    expect(lines.map((line) => JSON.parse(line))).toEqual(body.data);
    rmSync(folder, { recursive: true });
  });

  test("walk the README's tour with `smoke`", async () => {
    const { stdout } = await shell(stage, "smoke", "--url", deployed(stage).url);
    expect(stdout).not.toBe("");
  });

  test("rebuild an organization's search index", async () => {
    const client = await organizationOn(stage, "org_rebuilt");
    const { body } = await client.post("/api/customers", { email: "billing@acme.com", fullName: "Zenobia" });
    await shell(stage, "search", "rebuild", "--org", "org_rebuilt");
    const found = await client.get("/api/customers?search=zenob");
    expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual([body.data.id]);
  });
});

test("Each stage knows its own keys and customers alone", async () => {
  const [jay, production] = await Promise.all([
    organizationOn("jay", "org_both"),
    organizationOn("production", "org_both"),
  ]);
  await jay.post("/api/customers", { email: "billing@acme.com", id: "user_123" });
  expect((await production.get("/api/customers/user_123")).status).toBe(404);
  const headers = { "x-api-key": jay.key };
  expect((await fetch(`${deployed("production").url}/api/me`, { headers })).status).toBe(401);
});
