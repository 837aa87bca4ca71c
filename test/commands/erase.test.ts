/** `npm run customers -- erase` and `-- erasures`, as an operator types them, on a stack of one's own. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import { type Api, type Client, startApi } from "../support/api.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { outcome } from "../support/service.ts";

let api: Api;
let client: Client;
let dataDir = "";

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "clientela-test-"));
  api = await startApi({ dataDir });
  client = await api.newOrganization();
});
afterAll(() => api.stop());

const customers = (...args: string[]) => runCommand("customers", args, onlyDataDir(dataDir));
const erase = (...args: string[]) => customers("erase", ...args, "--org", client.organizationId, "--json");

async function newCustomer(id: string): Promise<string> {
  return (await client.post("/api/customers", { email: "a@gone.example", id })).body.data.id;
}

test("erases one customer that is confirmed, waits for the end, and lists the receipt", async () => {
  const id = await newCustomer("one");
  const refused = await erase("one");
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`add --confirm ${id}`)]);
  expect((await erase("one", "--confirm", "one")).code).toBe(1);
  expect((await client.get("/api/customers/one")).status).toBe(200);

  const { code, stdout, stderr } = await erase("one", "--confirm", id);

  expect([code, stderr]).toEqual([0, ""]);
  const receipt = JSON.parse(stdout);
  expect(receipt).toMatchObject({
    customerId: id,
    status: "done",
    erasedBy: { command: "npm run customers -- erase", requestId: expect.any(String) },
  });
  const listed = await customers("erasures", "--org", client.organizationId, "--json");
  expect(JSON.parse(listed.stdout)).toEqual([receipt]);
  expect((await client.get("/api/erasures")).body.data).toEqual([receipt]);
});

test("erases those of a file, each by either id, and says whom not", async () => {
  const ids = [await newCustomer("file_1"), "file_2", "never"];
  await newCustomer("file_2");
  const file = join(dataDir, "ids.txt");
  writeFileSync(file, `${ids.join("\n")}\n\n${ids[0]}\n`);
  expect((await erase("--file", file, "--confirm", "4")).code).toBe(1);
  const { code, stdout } = await erase("--file", file, "--confirm", "3");
  const { erased, problems } = JSON.parse(stdout);
  expect([code, erased.length]).toEqual([1, 2]);
  expect(problems).toMatchObject([{ id: "never" }]);
  for (const id of ["file_1", "file_2"])
    expect(outcome(await client.get(`/api/customers/${id}`))).toBe("410 customer_erased");
});

test("frees an external id for a customer with an id of its own, once; the erased one stays erased", async () => {
  const id = await newCustomer("freed");
  await client.post(`/api/customers/${id}/erase`, { confirm: id });
  const { code, stdout } = await erase("--free", "freed");
  expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ externalIdFreedAt: expect.any(String) })]);
  expect((await erase("--free", "freed")).code).toBe(1);
  expect(outcome(await client.get("/api/customers/freed"))).toBe("404 customer_not_found");
  const create = () => client.post("/api/customers", { email: "b@gone.example", id: "freed" });
  const made = await Promise.all([create(), create(), create()]);
  expect(made.filter(({ status }) => status === 201)).toHaveLength(1);
  const [next] = new Set(made.map(({ body }) => body.data.id));
  expect(next).not.toBe(id);
  expect((await client.get("/api/customers/freed")).body.data.id).toBe(next);
  expect(outcome(await client.get(`/api/customers/${id}`))).toBe("410 customer_erased");
  expect((await client.get(`/api/customers/${next}/events`)).status).toBe(200);
  // The next one is erased as well.
  await client.post("/api/customers/freed/erase", { confirm: next });
  expect(outcome(await create())).toBe("410 customer_erased");
  expect((await erase("--free", "freed")).code).toBe(0);
  expect((await create()).status).toBe(201);
});

test("--again puts back what a restore has lost, and leaves the others as they are", async () => {
  const id = await newCustomer("again");
  await client.post(`/api/customers/${id}/erase`, { confirm: id });
  const Key = { pk: { S: `${client.organizationId}#${id}` } };
  await dynamodb().send(new DeleteItemCommand({ TableName: localTableNames.customers, Key }));
  expect((await client.get("/api/customers/again")).status).toBe(404);
  const { code, stdout } = await customers("erase", "--again", "--json");
  const { looked, again } = JSON.parse(stdout);
  expect([code, again.map((it: { customerId: string }) => it.customerId)]).toEqual([0, [id]]);
  expect(looked).toBeGreaterThan(1);
  expect(outcome(await client.get("/api/customers/again"))).toBe("410 customer_erased");
});
