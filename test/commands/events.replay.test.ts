import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { operatorBudget } from "../../core/base/context.ts";
import { readLogFrom } from "../../core/events/log.ts";
import { noteRepair } from "../../core/events/repair/runs.ts";
import { createQueues } from "../../local/engine/queues.ts";
import { type Server, startServer } from "../aws/support.ts";
import { importCustomer } from "../contract/importCustomer.ts";
import type { Answer } from "../support/api.ts";
import { runCommand } from "../support/command.ts";
import { pushPlans } from "../support/plans.ts";
import { depthOf, receiveAll, urlOf } from "../support/queue.ts";
import {
  complaints,
  jsonOf,
  live,
  range,
  sequencesIn,
  takeLogEntry,
  takePastSubscription,
  unique,
  useEventsStack,
} from "./eventsStack.ts";

const stack = useEventsStack();

describe("events replay", () => {
  const replay = (...args: string[]) => stack.events("replay", "--subscriber", "audit", ...args);

  test("sends every customer's current state as customer.snapshot, and all of them again when it is repeated", async () => {
    const clients = [await stack.api.newOrganization(), await stack.api.newOrganization()];
    const mine = await Promise.all(clients.map((client) => live(client, 1)));
    await stack.published();
    await receiveAll(stack.sqs, "billing", 4);
    await receiveAll(stack.sqs, "audit", 6);

    const first = await stack.events("replay", "--subscriber", "billing", "--json");
    const { sent } = jsonOf(first);
    const received = await receiveAll(stack.sqs, "billing", sent);
    const second = await stack.events("replay", "--subscriber", "billing");

    expect(first.code).toBe(0);
    expect(complaints(first)).toEqual([]);
    expect(first.stderr).toContain(`${sent} events sent, `);
    expect(received).toHaveLength(sent);
    expect(new Set(received.map(({ event }) => event.data.id)).size).toBe(sent);
    expect(new Set(received.map(({ event }) => event.event))).toEqual(new Set(["customer.snapshot"]));
    for (const [i, client] of clients.entries()) {
      const current: Answer = await client.get(`/api/customers/${mine[i]?.id}`);
      const found = received.filter(({ event }) => event.organizationId === client.organizationId);
      expect(found.map(({ event }) => event)).toMatchObject([{ sequence: 3, data: current.body.data, previous: {} }]);
      expect(found.map(({ groupId }) => groupId)).toEqual([`${client.organizationId}#${mine[i]?.id}`]);
      expect(found[0]?.attributes).toMatchObject({
        event: { StringValue: "customer.snapshot" },
        organizationId: { StringValue: client.organizationId },
      });
    }
    expect(second.stdout).toBe(`${sent} events sent to billing.\n`);
    expect(await receiveAll(stack.sqs, "billing", sent)).toHaveLength(sent);
    expect(await depthOf(stack.sqs, "audit")).toBe(0);
  });

  test("to a queue that takes nothing gives up in one line, and goes on when it is repeated", async () => {
    await live(await stack.api.newOrganization(), 0);
    await receiveAll(stack.sqs, "billing", 2);
    await stack.sqs.send(new DeleteQueueCommand({ QueueUrl: urlOf("billing") }));

    const refused = await stack.events("replay", "--subscriber", "billing", "--json");
    await createQueues(stack.sqs);
    const repeated = await stack.events("replay", "--subscriber", "billing", "--json");

    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(complaints(refused)).toEqual([
      "clientela: The queue refuses messages (QueueDoesNotExist). Repeat the command to continue.",
    ]);
    expect(repeated.code).toBe(0);
    expect(await depthOf(stack.sqs, "billing")).toBe(jsonOf(repeated).sent);
  });

  test("--customer sends its logged events once more, in order and as they were, by either id; --after only later ones", async () => {
    const client = await stack.api.newOrganization();
    const { id, externalId } = await live(client, 3);
    const original = await receiveAll(stack.sqs, "audit", 5);

    const byId = await replay("--customer", id, "--json");
    const first = await receiveAll(stack.sqs, "audit", 5);
    const byExternalId = await replay("--customer", externalId);
    const second = await receiveAll(stack.sqs, "audit", 5);
    const after = await replay("--customer", id, "--after", "3", "--json");
    const last = await receiveAll(stack.sqs, "audit", 2);
    const nothing = await replay("--customer", id, "--after", "5", "--json");

    expect([jsonOf(byId), byExternalId.stdout, jsonOf(after), jsonOf(nothing)]).toEqual([
      { sent: 5 },
      "5 events sent to audit.\n",
      { sent: 2 },
      { sent: 0 },
    ]);
    expect(sequencesIn(original)).toEqual(range(1, 5));
    for (const repeated of [first, second]) {
      expect(repeated.map(({ body }) => body)).toEqual(original.map(({ body }) => body));
      expect(repeated.map(({ groupId }) => groupId)).toEqual(original.map(({ groupId }) => groupId));
    }
    expect(sequencesIn(last)).toEqual([4, 5]);
    expect(await depthOf(stack.sqs, "audit")).toBe(0);
  });

  test("--customer sends a subscriber only what it wants", async () => {
    const client = await stack.api.newOrganization();
    const { id } = await live(client, 2);
    await receiveAll(stack.sqs, "billing", 2);

    const result = await stack.events("replay", "--subscriber", "billing", "--customer", id, "--json");

    expect(jsonOf(result)).toEqual({ sent: 2 });
    const received = await receiveAll(stack.sqs, "billing", 2);
    expect(received.map(({ event }) => event.event)).toEqual(["customer.created", "customer.archived"]);
  });

  test("--customer whose log does not reach back far enough sends nothing and says what to do instead", async () => {
    const client = await stack.api.newOrganization();
    const { id } = await live(client, 3);
    await receiveAll(stack.sqs, "audit", 5);
    const putBack = await takeLogEntry(client, id, 2);

    const refused = await replay("--customer", id, "--json");
    const reaching = await replay("--customer", id, "--after", "2", "--json");

    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(complaints(refused)).toEqual([
      `clientela: Sequence 2 of ${id} is not in the log. Replay its current state instead.`,
    ]);
    expect([reaching.code, jsonOf(reaching)]).toEqual([0, { sent: 3 }]);
    expect(sequencesIn(await receiveAll(stack.sqs, "audit", 3))).toEqual([3, 4, 5]);
    await putBack();
  });

  test("--customer that several organizations know asks which, and --org answers; one that was erased is none of them", async () => {
    const [first, second] = [await stack.api.newOrganization(), await stack.api.newOrganization()];
    const externalId = unique();
    await live(first, 1, externalId);
    await live(second, 2, externalId);
    await receiveAll(stack.sqs, "audit", 7);

    const asked = await replay("--customer", externalId);
    const answered = await replay("--customer", externalId, "--org", second.organizationId, "--json");

    expect([asked.code, asked.stdout]).toEqual([1, ""]);
    expect(complaints(asked)).toEqual([
      `clientela: Several organizations have a customer ${externalId}: say which with --org.`,
    ]);
    expect([answered.code, jsonOf(answered)]).toEqual([0, { sent: 4 }]);

    const { id } = (await second.get(`/api/customers/${externalId}`)).body.data;
    await second.post(`/api/customers/${id}/erase`, { confirm: id });
    const other = await replay("--customer", externalId, "--json");
    const erased = await replay("--customer", id);

    expect([other.code, jsonOf(other)]).toEqual([0, { sent: 3 }]);
    expect([erased.code, ...complaints(erased)]).toEqual([
      1,
      "clientela: The customer was erased for good. Receipts: npm run customers -- erasures",
    ]);
  });

  test("of an unknown customer or organization says so in one line", async () => {
    const { organizationId } = await stack.api.newOrganization();

    const results = await Promise.all([
      replay("--customer", "cus_nobody"),
      replay("--customer", "nobody", "--org", organizationId),
      replay("--customer", "nobody", "--org", "org_nobody"),
    ]);

    expect(results.map((result) => [result.code, result.stdout, ...complaints(result)])).toEqual([
      [1, "", "clientela: There is no customer cus_nobody."],
      [1, "", "clientela: There is no customer nobody."],
      [1, "", "clientela: There is no organization org_nobody."],
    ]);
  });
});

describe("events verify", () => {
  test("proves that nothing is lost, or names what is and, with --repair, publishes all that can still be told", async () => {
    const client = await stack.api.newOrganization();
    const [repairable, partly] = [await live(client, 2), await live(client, 2)];
    await importCustomer(client.organizationId, "cus_old", { createdAt: "2020-01-01T00:00:00.000Z" });
    await stack.published();
    const historyOf = async (id: string) => (await client.get(`/api/customers/${id}/events`)).body.data;
    const before = await historyOf(repairable.id);
    const whole = await stack.events("verify", "--json");
    for (const sequence of [2, 4]) await takeLogEntry(client, repairable.id, sequence);
    for (const sequence of [2, 3]) await takeLogEntry(client, partly.id, sequence);

    const [json, text] = await Promise.all([stack.events("verify", "--json"), stack.events("verify")]);
    const repaired = await stack.events("verify", "--repair", "--json");

    const { organizationId } = client;
    const missing = [
      { organizationId, customerId: repairable.id, sequences: [2, 4] },
      { organizationId, customerId: partly.id, sequences: [2, 3] },
    ].sort((a, b) => a.customerId.localeCompare(b.customerId, "en"));
    expect(jsonOf(whole)).toMatchObject({ missing: [] });
    expect([json.code, text.code, repaired.code]).toEqual([1, 1, 1]);
    expect(complaints(json)).toEqual([]);
    expect(jsonOf(json)).toEqual({
      customers: jsonOf(whole).customers,
      events: jsonOf(whole).events - 4,
      missing: expect.arrayContaining(missing),
      late: [],
      pastSubscriptions: [],
      unfinished: [],
      erasures: [],
    });
    for (const { customerId, sequences } of missing)
      expect(text.stdout).toContain(`Missing: ${organizationId} ${customerId} ${sequences.join(", ")}\n`);
    expect(jsonOf(repaired).repaired).toEqual({
      published: 3,
      finished: 0,
      lost: [{ organizationId, customerId: partly.id, sequences: [2] }],
      pastSubscriptions: { kept: 0, lost: [] },
    });
    expect(await historyOf(repairable.id)).toEqual(before);
    expect((await historyOf(partly.id)).map(({ sequence }: { sequence: number }) => sequence)).toEqual([4, 3, 1]);
  });

  test("names past subscriptions that have no item; keep-subscriptions and --repair write them from the log", async () => {
    const client = await stack.api.newOrganization();
    await pushPlans(client.organizationId);
    const { id: customerId } = (await client.post("/api/customers", { email: "a@acme.com" })).body.data;
    const subscription = { customerId, planCode: "free" };
    const { id } = (await client.post("/api/subscriptions", subscription)).body.data;
    await client.post(`/api/subscriptions/${id}/cancel`, { immediate: true });
    await client.post("/api/subscriptions", subscription);
    await stack.published();
    const read = async () => (await client.get(`/api/subscriptions/${id}`)).text;
    const [before, whole] = await Promise.all([read(), stack.events("keep-subscriptions")]);
    const take = () => takePastSubscription(client, customerId, id);

    await take();
    const kept = await stack.events("keep-subscriptions", "--json");
    const afterKeeping = await read();
    await take();
    const repaired = await stack.events("verify", "--repair");

    expect([whole.code, kept.code]).toEqual([0, 0]);
    expect(whole.stdout).toMatch(/^\d+ customers, 0 past subscriptions written\.\n$/);
    expect(jsonOf(kept)).toEqual({ customers: expect.any(Number), kept: 1, lost: [], resumed: false });
    expect(kept.stderr).toContain(" customers seen, ");
    expect(repaired.stdout).toContain(`Past subscription missing: ${client.organizationId} ${customerId} ${id}\n`);
    expect(repaired.stdout).toContain("1 past subscription written.\n");
    expect([afterKeeping, await read()]).toEqual([before, before]);
  });

  test("names what a repair was killed at, and --repair finishes it", async () => {
    const client = await stack.api.newOrganization();
    const { id: customerId } = await live(client, 1);
    await stack.published();
    const { organizationId } = client;
    const [entry] = await readLogFrom(operatorBudget(), `${organizationId}#${customerId}`, 2);
    if (!entry) throw new Error("It is not in the log");
    await noteRepair(operatorBudget(), entry);

    const [json, text] = await Promise.all([stack.events("verify", "--json"), stack.events("verify")]);
    const repaired = await stack.events("verify", "--repair");
    const after = await stack.events("verify");

    expect([json.code, text.code, repaired.code, after.code]).toEqual([1, 1, 0, 0]);
    expect(jsonOf(json).unfinished).toEqual([{ organizationId, customerId, sequences: [2] }]);
    expect(text.stdout).toContain(`Repaired in part: ${organizationId} ${customerId} 2; `);
    expect(repaired.stdout).toContain("\n1 of earlier repairs finished.\n");
  });

  test("says how old a late change is, with exit code 2, and publishes it only with --include-late", async () => {
    const client = await stack.api.newOrganization();
    const { id: customerId } = await live(client, 1);
    await stack.published();
    await takeLogEntry(client, customerId, 3);
    // With tables in the environment as on AWS, where nobody knows how far the publisher is.
    const verify = (...args: string[]) => runCommand("events", ["verify", ...args], {});

    const [text, repaired] = await Promise.all([verify(), verify("--repair", "--json")]);
    const included = await verify("--repair", "--include-late", "--json");
    const after = await stack.events("verify", "--json");

    const { organizationId } = client;
    expect(text.code).toBe(2);
    expect(text.stdout).toMatch(/^\d+ customers, \d+ events in the log\.\nNothing is missing\.\nLate: /);
    expect(text.stdout).toMatch(new RegExp(`\nLate: ${organizationId} ${customerId} 3, changed \\d+ s ago; .*\\n$`));
    const late = [{ organizationId, customerId, sequences: [3], changedAt: expect.any(String) }];
    expect([repaired.code, jsonOf(repaired)]).toEqual([2, expect.objectContaining({ missing: [], late })]);
    expect(jsonOf(repaired).repaired).toBeUndefined();
    expect([included.code, jsonOf(included).repaired]).toEqual([
      0,
      expect.objectContaining({ published: 1, lost: [] }),
    ]);
    expect([after.code, jsonOf(after)]).toEqual([0, expect.objectContaining({ missing: [], late: [] })]);
  });

  test("stopped by expired credentials shows what it has seen, and with --after goes on behind it", async () => {
    for (const changes of [0, 1, 2]) await live(await stack.api.newOrganization(), changes);
    await stack.published();
    const whole = jsonOf(await stack.events("verify", "--json"));
    const proxy = await startExpiring(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? "", 3);
    const verify = (...args: string[]) =>
      runCommand("events", ["verify", "--json", ...args], { AWS_ENDPOINT_URL_DYNAMODB: proxy.url });

    const stopped = await verify().finally(proxy.stop);
    const { stoppedAfter, ...seen } = jsonOf(stopped);
    const rest = await stack.events("verify", "--json", "--after", stoppedAfter);

    expect(stopped.code).toBe(1);
    expect(complaints(stopped)).toEqual([
      `clientela: The AWS credentials have expired (ExpiredTokenException). Renew them, and repeat the command. To go on where this stopped, add: --after '${stoppedAfter}'`,
    ]);
    expect(rest.code).toBe(0);
    expect([seen.customers + jsonOf(rest).customers, seen.events + jsonOf(rest).events]).toEqual([
      whole.customers,
      whole.events,
    ]);
    expect(seen.customers).toBeLessThanOrEqual(3);
  });
});

/** The engine with pages of one item, until the credentials expire after some of them. */
async function startExpiring(endpoint: string, pages: number): Promise<Server> {
  let scans = 0;
  return startServer(async (request, response, body) => {
    const target = String(request.headers["x-amz-target"]);
    if (!target.endsWith(".Scan")) return forward(target, body);
    if (++scans <= pages) return forward(target, JSON.stringify({ ...JSON.parse(body), Limit: 1 }));
    return response.writeHead(400).end(JSON.stringify({ __type: "com.amazon.coral.service#ExpiredTokenException" }));

    async function forward(target: string, sent: string) {
      const headers = {
        "x-amz-target": target,
        "x-amz-date": String(request.headers["x-amz-date"]),
        "content-type": "application/x-amz-json-1.0",
        authorization: String(request.headers.authorization),
      };
      const answer = await fetch(endpoint, { method: "POST", headers, body: sent });
      response.writeHead(answer.status).end(await answer.text());
    }
  });
}
