/**
 * Makes the data of a release by its own code, for stored.test.ts:
 * `node test/upgrades/writeData.ts CHECKOUT test/upgrades/VERSION.tar.gz`, with node_modules in the checkout.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";

const [checkout = "", archive = ""] = process.argv.slice(2);
const root = resolve(checkout);
const folder = mkdtempSync(join(tmpdir(), "clientela-release-"));
const dataDir = join(folder, "data");
const ports = { PORT: "3961", SQS_PORT: "3962" };
// The log keeps what it has for longer than anybody runs the test.
const env = { ...process.env, ...ports, DATA_DIR: dataDir, EVENT_RETENTION_DAYS: "36500" };

const stack = spawn(process.execPath, ["local/start.ts"], { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
const url = `http://localhost:${ports.PORT}`;
while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) await sleep(100);

const command = (name: string, ...args: string[]): string =>
  execFileSync(process.execPath, [`commands/${name}.ts`, ...args], { cwd: root, env, encoding: "utf8" });

const keyOf = (org: string): string =>
  JSON.parse(command("keys", "create", "--org", org, "--name", "data", "--json")).key;
const keys = { org_first: keyOf("org_first"), org_second: keyOf("org_second") };
type Org = keyof typeof keys;

async function request(org: Org, method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { "x-api-key": keys[org], "content-type": "application/json", ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** What the API showed of a customer, and of its history. */
interface Recorded {
  org: Org;
  customer: { id: string };
  events: object[];
}
const idsOf: { org: Org; id: string }[] = [];

async function create(org: Org, body: object, headers: Record<string, string> = {}): Promise<string> {
  const { data } = await request(org, "POST", "/api/customers", body, headers);
  idsOf.push({ org, id: data.id });
  return data.id;
}
const update = (org: Org, id: string, body: object, headers: Record<string, string> = {}) =>
  request(org, "PUT", `/api/customers/${id}`, body, headers);

const plans = [
  { code: "pro", name: "Pro", prices: [{ billingInterval: "monthly", price: 4_900, trialDays: 14 }], isPublic: true },
];
writeFileSync(join(folder, "plans.json"), JSON.stringify(plans));
command("plans", "push", join(folder, "plans.json"), "--org", "org_first", "--yes");

for (const org of ["org_first", "org_second"] as const) {
  const address = { line1: "Straße 1", city: "Köln", postalCode: "50667", country: "DE" };
  const acme = await create(org, {
    id: "user_acme",
    email: "Billing@Acme.example",
    fullName: "Acme, Inc. (José Müller)",
    address,
  });
  await update(org, acme, { metadata: { plan: "pro", seats: 12, tags: ["a", { b: null }], big: 12345678901 } });
  await update(org, acme, { metadata: { seats: null }, timezone: "Europe/Berlin" }, { "if-match": '"2"' });
  await create(org, { email: "nobody@acme.example" });
  const keyed = await create(org, { email: "keyed@acme.example" }, { "idempotency-key": "create-1" });
  await update(org, keyed, { fullName: "Keyed" }, { "idempotency-key": "update-1" });
  const late = await create(org, { email: "late@acme.example", fullName: "王小明" });
  await update(org, late, { externalId: "given_later" });
  const gone = await create(org, { id: "user_gone", email: "gone@acme.example", fullName: "Gone Ltd" });
  await update(org, gone, { isActive: false });
  const customers = Array.from({ length: 30 }, (_, i) => ({
    id: `many_${i}`,
    email: `many${i}@many.example`,
    fullName: `Many ${i}`,
  }));
  const { data } = await request(org, "POST", "/api/customers/batch", { customers });
  idsOf.push(...data.successful.map(({ id }: { id: string }) => ({ org, id })));
}

const subscribe = async (customerId: string) =>
  (await request("org_first", "POST", "/api/subscriptions", { customerId, planCode: "pro" })).data.id;
const canceled = await subscribe("user_acme");
await request("org_first", "POST", `/api/subscriptions/${canceled}/cancel`, { reason: "too dear", immediate: true });
await subscribe("user_acme");
await subscribe("many_1");

/** Waits until every change is in the log. */
async function published(): Promise<void> {
  while (JSON.parse(command("events", "verify", "--json")).missing.length > 0) await sleep(500);
}
await published();

// What the queue of billing cannot take is parked, and stays so.
const sqs = new SQSClient({
  endpoint: `http://localhost:${ports.SQS_PORT}`,
  region: "us-east-1",
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
});
await sqs.send(new DeleteQueueCommand({ QueueUrl: "http://any/000000000000/billing.fifo" }));
await create("org_second", { id: "user_parked", email: "parked@acme.example" });
await update("org_second", "user_parked", { isActive: false });
await published();
while (JSON.parse(command("events", "parked", "--json")).length === 0) await sleep(100);

const recorded: Recorded[] = [];
for (const { org, id } of idsOf) {
  const customer = (await request(org, "GET", `/api/customers/${id}`)).data;
  recorded.push({ org, customer, events: (await request(org, "GET", `/api/customers/${id}/events?limit=100`)).data });
}
const parked = JSON.parse(command("events", "parked", "--json"));
stack.kill("SIGINT");
await once(stack, "exit");
const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
const facts = { version, keys, subscription: canceled, recorded, parked };
writeFileSync(join(dataDir, "recorded.json"), JSON.stringify(facts));
execFileSync("tar", ["-czf", resolve(archive), "-C", folder, "data"]);
rmSync(folder, { recursive: true });
