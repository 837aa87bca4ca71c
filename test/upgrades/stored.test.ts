/** What earlier releases have stored, made by their own code (writeData.ts), and opened by this one. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type Api, type Client, startApi } from "../support/api.ts";
import { onlyDataDir } from "../support/command.ts";
import { untilPublished } from "../support/pump.ts";
import { outcome, versionOf } from "../support/service.ts";
import { runWarmCommand } from "../support/warmCommand.ts";

/** What the release showed of its data. */
interface Recorded {
  keys: Record<string, string>;
  /** An ended subscription of `user_acme` in `org_first`. */
  subscription: string;
  parked: object[];
  recorded: {
    org: string;
    customer: { id: string; externalId: string | null; isActive: boolean };
    /** Newest first. */
    events: { sequence: number }[];
  }[];
}

const releases = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".tar.gz"));

describe.each(releases)("What is in %s", (archive) => {
  let api: Api;
  let before: Recorded;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "clientela-upgrade-"));
    execFileSync("tar", ["-xzf", join(import.meta.dirname, archive), "-C", folder]);
    const dataDir = join(folder, "data");
    before = JSON.parse(readFileSync(join(dataDir, "recorded.json"), "utf8"));
    api = await startApi({ dataDir });
  });
  afterAll(() => api?.stop());

  const clientOf = (org: string): Client => api.client(before.keys[org], org);
  const command = async (name: string, ...args: string[]) => {
    const { code, stdout, stderr } = await runWarmCommand(name, [...args, "--json"], onlyDataDir(api.dataDir));
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  };

  test("is shown as it was then, by either id, with its history", async () => {
    expect(before.recorded.length).toBeGreaterThan(50);
    for (const { org, customer, events } of before.recorded) {
      for (const id of [customer.id, customer.externalId])
        if (id !== null) expect((await clientOf(org).get(`/api/customers/${id}`)).body.data).toMatchObject(customer);
      const history = await clientOf(org).get(`/api/customers/${customer.id}/events?limit=100`);
      expect(history.body.data).toMatchObject(events);
    }
  });

  test("is listed, each customer once", async () => {
    for (const org of Object.keys(before.keys)) {
      const ids: string[] = [];
      for (let cursor = ""; ; ) {
        const { body } = await clientOf(org).get(`/api/customers?limit=10${cursor}`);
        ids.push(...body.data.map(({ id }: { id: string }) => id));
        if (body.nextCursor === null) break;
        cursor = `&cursor=${body.nextCursor}`;
      }
      const expected = before.recorded.filter((it) => it.org === org).map(({ customer }) => customer.id);
      expect(ids.sort()).toEqual(expected.sort());
    }
  });

  test("is known when it is sent again: no second customer, no second change", async () => {
    for (const org of Object.keys(before.keys)) {
      const client = clientOf(org);
      const repeats = [
        await client.post("/api/customers", { id: "user_acme", email: "billing@acme.example" }),
        await client.post("/api/customers", { id: "given_later", email: "late@acme.example" }),
        await client.post("/api/customers", { email: "keyed@acme.example" }, { "idempotency-key": "create-1" }),
      ];
      expect(repeats.map(outcome)).toEqual(["200", "200", "200"]);
      const { id } = repeats[2]?.body.data ?? {};
      const again = await client.put(`/api/customers/${id}`, { fullName: "Keyed" }, { "idempotency-key": "update-1" });
      expect([outcome(again), versionOf(again.headers.get("etag") ?? "")]).toEqual(["200", 2]);
    }
  });

  test("that was parked is still parked, and is sent", async () => {
    const parked = await command("events", "parked");
    const { sent, obstacles } = await command("events", "redrive", "--subscriber", "billing");

    expect(parked).toMatchObject(before.parked);
    expect([sent, obstacles]).toEqual([2, []]);
  });

  describe("while callers read and change it,", () => {
    let load: Load;
    beforeAll(() => {
      const isOthers = ({ org, customer }: Recorded["recorded"][number]) =>
        customer.isActive && !(org === "org_first" && customer.externalId === "user_acme");
      load = startLoad(
        before.recorded.filter(isOthers).map(({ org, customer }) => ({ client: clientOf(org), id: customer.id })),
      );
    });

    test("is sent again: one customer's events, and everybody's state", async () => {
      const acme = ["--customer", "user_acme", "--org", "org_first"];
      const events = await command("events", "replay", "--subscriber", "audit", ...acme);
      const states = await command("events", "replay", "--subscriber", "audit");

      const recorded = before.recorded.find(({ customer }) => customer.externalId === "user_acme");
      expect(events.sent).toBe(recorded?.events.length);
      expect(states.sent).toBe(before.recorded.length);
    });

    test("is searched: ids at once, words once the index is made anew", async () => {
      const client = clientOf("org_first");
      const found = async (search: string) =>
        (await client.get(`/api/customers?search=${search}`)).body.data.map(
          ({ externalId }: { externalId: string }) => externalId,
        );
      const byId = await found("user_acme");
      await command("search", "rebuild", "--org", "org_first");

      expect(byId).toEqual(["user_acme"]);
      expect([await found("jose muller"), await found("acme inc"), await found("many_29")]).toEqual([
        ["user_acme"],
        ["user_acme"],
        ["many_29"],
      ]);
    });

    test("shows past subscriptions once they are kept from the log", async () => {
      const client = clientOf("org_first");
      const active = await client.get("/api/subscriptions/active?customerId=user_acme");
      await command("events", "keep-subscriptions");
      const past = await client.get(`/api/subscriptions/${before.subscription}`);

      expect([outcome(active), outcome(past)]).toEqual(["200", "200"]);
      expect(past.body.data).toMatchObject({ id: before.subscription, cancelReason: "too dear" });
    });

    test("goes on in versions and events where it was: none of them is missing, and no request failed", async () => {
      const answers = await load.stop();
      await untilPublished(api.dataDir);
      const verified = await command("events", "verify");

      expect(answers.changes).toBeGreaterThan(before.recorded.length);
      expect(answers.failed).toEqual([]);
      for (const { org, customer, events } of before.recorded) {
        const { body, headers } = await clientOf(org).get(`/api/customers/${customer.id}`);
        const version = versionOf(headers.get("etag") ?? "");
        const history = (await clientOf(org).get(`/api/customers/${customer.id}/events?limit=100`)).body.data;
        expect(history.map(({ sequence }: { sequence: number }) => sequence)).toEqual(
          Array.from({ length: version }, (_, i) => version - i),
        );
        expect(history[0].data).toMatchObject({ id: customer.id, updatedAt: body.data.updatedAt });
        expect(history.slice(version - events.length)).toMatchObject(events);
      }
      expect(verified).toMatchObject({
        customers: before.recorded.length,
        missing: [],
        late: [],
        pastSubscriptions: [],
      });
    });
  });
});

interface Load {
  /** Ends it. How many changes were made, and the outcomes that were none of success. */
  stop: () => Promise<{ changes: number; failed: string[] }>;
}

const CALLERS = 3;
/** A page of a history has all changes then. */
const MAX_ROUNDS = 50;

/** Callers that read, find and change customers in turn, until they are stopped; each customer is changed at least twice. */
function startLoad(customers: readonly { client: Client; id: string }[]): Load {
  let isStopped = false;
  let changes = 0;
  const failed: string[] = [];
  const note = (answer: Answer) => {
    if (answer.status >= 400) failed.push(outcome(answer));
  };
  const call = async (caller: number) => {
    for (let round = 0; round < MAX_ROUNDS && (!isStopped || round < 2); round++)
      for (const { client, id } of customers.filter((_, i) => i % CALLERS === caller)) {
        note(await client.put(`/api/customers/${id}`, { metadata: { round: String(changes++) } }));
        note(await client.get(`/api/customers/${id}`));
        note(await client.get(`/api/customers?search=${id}`));
        await sleep(20);
      }
  };
  const callers = Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
  return {
    stop: async () => {
      isStopped = true;
      await callers;
      return { changes, failed };
    },
  };
}
