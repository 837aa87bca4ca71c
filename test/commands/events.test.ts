import { CreateQueueCommand, DeleteQueueCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test, vi } from "vitest";
import { tailQueue } from "../../commands/tail.ts";
import { park, putTap, readFlags, readMarkers, removeMarker, removeTap } from "../../core/events/parking/store.ts";
import { createQueues } from "../../local/engine/queues.ts";
import { until } from "../local/npmStart.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { depthOf, firstDeliveries, receiveAll, urlOf } from "../support/queue.ts";
import { startTail } from "../support/tail.ts";
import { runWarmCommand } from "../support/warmCommand.ts";
import { jsonOf, live, range, sequencesIn, takeLogEntry, useEventsStack } from "./eventsStack.ts";

const stack = useEventsStack();

describe("events --help", () => {
  test.each([
    ["tail", ["--subscriber <name>", '"audit", "billing"', "--org <id>", "--json"]],
    ["parked", ["--subscriber <name>", "--json"]],
    ["redrive", ["--subscriber <name>", "--accept-loss", "--json"]],
    ["discard", ["--subscriber <name>", "--confirm <name>", "--json"]],
    ["dead", ["list", "redrive", "discard"]],
    ["replay", ["--subscriber <name>", "--customer <id>", "--after <sequence>", "--org <id>", "--json"]],
    ["verify", ["--repair", "--include-late", "--after <key>", "--json"]],
    ["keep-subscriptions", ["--json"]],
  ])("of %s names every option, without a stack", async (command, options) => {
    const { code, stdout, stderr } = await runWarmCommand("events", [command, "--help"], onlyDataDir("/nowhere"));

    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`npm run events -- ${command}`);
    const shown = stdout.replaceAll(/\s+/g, " ");
    for (const option of options) expect(shown).toContain(option);
  });

  test("lists the commands", async () => {
    const { code, stdout } = await stack.events("--help");

    expect(code).toBe(0);
    for (const command of ["tail", "parked", "redrive", "discard", "replay", "verify", "keep-subscriptions"])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  });
});

describe("a mistake is reported in one line, with exit code 1", () => {
  test.each([
    [["redrive", "--subscriber", "nobody"], /argument 'nobody' is invalid. Allowed choices are audit, billing\./],
    [["tail", "--org", "org_none"], /^clientela: There is no organization org_none\.\n$/],
    [["tail", "--subscriber", "nobody"], /Allowed choices are audit, billing\./],
    [["replay"], /required option '--subscriber <name>' not specified/],
    [["replay", "--subscriber", "audit", "--customer", "x", "--after", "-1"], /Write a whole number\./],
    [["replay", "--subscriber", "audit", "--after", "3"], /^clientela: --after and --org need --customer\.\n$/],
    [["replay", "--subscriber", "audit", "--org", "org_a"], /^clientela: --after and --org need --customer\.\n$/],
    [["verify", "--include-late"], /^clientela: --include-late needs --repair\.\n$/],
    [["forget"], /unknown command 'forget'/],
    [["parked", "--subscriber", "nobody"], /^clientela: There is no subscriber nobody\. .* has: audit, billing\n$/],
    [["discard"], /required option '--subscriber <name>' not specified/],
    [["discard", "--subscriber", "crm"], /^clientela: To discard .* crm, add --confirm crm\.\n$/],
    [["discard", "--subscriber", "crm", "--confirm", "audit"], /^clientela: Nothing was done: .* not crm\.\n$/],
    [
      ["discard", "--subscriber", "audit", "--confirm", "audit"],
      /^clientela: audit is a subscriber of this stage\..*\n$/,
    ],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await stack.events(...args);

    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });

  test.each([["parked"], ["tail"], ["verify"], ["keep-subscriptions"], ["redrive", "--subscriber", "audit"]])(
    "%s without a running stack says what to do",
    async (...args) => {
      const { code, stderr } = await runWarmCommand("events", args, onlyDataDir(`${stack.api.dataDir}/none`));

      expect(code).toBe(1);
      expect(stderr).toMatch(/^clientela: No Clientela runs on .*\. Start one with npm start, .*\n$/);
    },
  );
});

describe("events tail", () => {
  test("--json prints exactly what the queues get, one a line; --subscriber shows that one's events only", async () => {
    const [client, prober] = [await stack.api.newOrganization(), await stack.api.newOrganization()];
    const starting = [["--json"], ["--json", "--subscriber", "billing"], []].map((args) =>
      startTail(stack.api.dataDir, prober, ...args),
    );
    const [all, billing, text] = await Promise.all(starting);
    const { id } = await live(client, 2);
    const last = (lines: string[]) => lines.some((line) => line.includes(id) && line.includes("customer.archived"));
    await until(() => [all, billing, text].every((tail) => tail && last(tail.lines())));
    await stack.published();

    const [inAudit, inBilling] = [
      await receiveAll(stack.sqs, "audit", await depthOf(stack.sqs, "audit")),
      await receiveAll(stack.sqs, "billing", await depthOf(stack.sqs, "billing")),
    ].map((received) => received.filter(({ event }) => event.data.id === id).map(({ body }) => body));

    const shown = [all, billing, text].map((tail) => tail?.lines().filter((line) => line.includes(id)) ?? []);
    // Everything is still in the queues after three tails have shown it.
    expect(inAudit).toHaveLength(4);
    expect(shown[0]).toEqual(inAudit);
    expect(shown[1]).toEqual(inBilling);
    expect(shown[1]?.map((line) => JSON.parse(line).event)).toEqual(["customer.created", "customer.archived"]);
    expect(shown[2]).toEqual(
      inAudit?.map((body) => {
        const { timestamp, event, sequence } = JSON.parse(body);
        return `${timestamp}  ${event.padEnd(21)}  ${id}  #${sequence}  by test`;
      }),
    );
    expect(await Promise.all([all, billing, text].map((tail) => tail?.stop()))).toEqual(["", "", ""]);
  });

  test("--org shows one organization's events in the order of its feed, and why they were made", async () => {
    const [client, other] = [await stack.api.newOrganization(), await stack.api.newOrganization()];
    const follow = (...args: string[]) => startTail(stack.api.dataDir, client, "--org", client.organizationId, ...args);
    const [all, billing] = await Promise.all([follow("--json"), follow("--subscriber", "billing")]);
    await live(other, 1);
    const because = { "x-reason": encodeURIComponent("asked for\u009b by phone") };
    const { id } = (await client.post("/api/customers", { email: "a@acme.com" }, because)).body.data;
    await client.put(`/api/customers/${id}`, { fullName: "Acme" });
    await client.put(`/api/customers/${id}`, { isActive: false });
    const last = (lines: string[]) => lines.some((line) => line.includes("customer.archived"));
    await until(() => last(all.lines()) && last(billing.lines()));

    const { body } = await client.get("/api/events?limit=100");
    const ofCustomer = body.data.filter(({ data }: { data: { id: string } }) => data.id === id);
    // Each shows what made the other begin.
    const shown = [all, billing].map((tail) => tail.lines().filter((line) => line.includes(id)));
    expect(shown[0]).toEqual(ofCustomer.map((event: object) => JSON.stringify(event)));
    expect(shown[1]).toEqual([
      expect.stringMatching(new RegExp(`customer.created .*${id}  #1  by test: asked for by phone$`)),
      expect.stringMatching(new RegExp(`customer.archived .*${id}  #3  by test$`)),
    ]);
    expect(await Promise.all([all, billing].map((tail) => tail.stop()))).toEqual(["", ""]);
  });

  describe("on AWS, where it listens by a queue of its own,", () => {
    const tapQueues = async () => {
      const { QueueUrls = [] } = await stack.sqs.send(
        new ListQueuesCommand({ QueueNamePrefix: "clientela-local-tail-" }),
      );
      return QueueUrls;
    };
    const taps = async () => {
      return (await readFlags({ signal: new AbortController().signal, units: 0 }, new Date())).taps;
    };

    test("shows the same, and leaves neither queue nor tap behind", async () => {
      const client = await stack.api.newOrganization();
      const shown: string[] = [];
      const shownToBilling: string[] = [];
      const tailing = Promise.all([
        tailQueue({ events: "all" }, ({ body }) => shown.push(body)),
        tailQueue({ events: ["customer.archived"] }, ({ event }) => shownToBilling.push(event.event)),
      ]);
      await until(async () => (await taps()).length === 2);
      const queues = await tapQueues();
      const { id } = await live(client, 3);
      await until(() => shown.length === 5 && shownToBilling.length === 1);

      process.emit("SIGINT");
      await tailing;

      const inQueue = await receiveAll(stack.sqs, "audit", 5);
      expect(shown).toEqual(inQueue.map(({ body }) => body));
      expect(firstDeliveries(inQueue)).toEqual({ [id]: range(1, 5) });
      expect(shownToBilling).toEqual(["customer.archived"]);
      expect(queues).toHaveLength(2);
      expect([await tapQueues(), await taps()]).toEqual([[], []]);
    });

    /** Creates a queue as a tail does, so many minutes ago. */
    const queueOf = async (name: string, minutes: number, MessageRetentionPeriod = "300") => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - minutes * 60_000 });
      const Attributes = { FifoQueue: "true", MessageRetentionPeriod };
      const { QueueUrl = "" } = await stack.sqs
        .send(new CreateQueueCommand({ QueueName: `clientela-local-${name}.fifo`, Attributes }))
        .finally(() => vi.useRealTimers());
      return QueueUrl;
    };

    test("takes away the queues of tails that were killed, and no other", async () => {
      const call = { signal: new AbortController().signal, units: 0 };
      const abandoned = [await queueOf("tail-0000000a", 6), await queueOf("tail-0000000b", 60)];
      const kept = {
        young: await queueOf("tail-0000000c", 4),
        listening: await queueOf("tail-0000000d", 6),
        ofAStageNamedLikeATail: await queueOf("tail-0000000e", 60, "1209600"),
        ofItsTail: await queueOf("tail-tail-0000000f", 60),
      };
      await putTap(call, "0000000d", kept.listening, new Date(Date.now() + 60_000));
      await putTap(call, "0000000a", abandoned[0] ?? "", new Date(Date.now() - 60_000));

      const tailing = [1, 2].map(() => tailQueue({ events: "all" }, () => {}));
      await until(async () => (await taps()).length === 3);
      process.emit("SIGINT");
      await Promise.all(tailing);

      expect((await tapQueues()).sort()).toEqual(Object.values(kept).sort());
      await removeTap(call, "0000000d");
      for (const QueueUrl of Object.values(kept)) await stack.sqs.send(new DeleteQueueCommand({ QueueUrl }));
    });

    test("that was still for so long that its queue was taken away says so in one sentence", async () => {
      const tailing = tailQueue({ events: "all" }, () => {});
      tailing.catch(() => {});
      await until(async () => (await taps()).length === 1);
      for (const QueueUrl of await tapQueues()) await stack.sqs.send(new DeleteQueueCommand({ QueueUrl }));

      await expect(tailing).rejects.toThrow(/^Another tail has removed this one's queue, .* Start it again\.$/);
      expect(await taps()).toEqual([]);
    });

    test("leaves nothing behind either when it fails", async () => {
      const client = await stack.api.newOrganization();
      const failing = tailQueue({ events: "all" }, () => {
        throw new Error("The terminal is gone");
      });
      failing.catch(() => {});
      await until(async () => (await taps()).length === 1);

      await live(client, 0);

      await expect(failing).rejects.toThrow("The terminal is gone");
      expect([await tapQueues(), await taps()]).toEqual([[], []]);
    });
  });
});

describe("events parked and redrive", () => {
  const markers = async () => {
    return readMarkers({ signal: new AbortController().signal, units: 0 }, "audit");
  };

  test("nothing parked is an empty list, and nothing to redrive", async () => {
    const [text, json, redriven] = await Promise.all([
      stack.events("parked"),
      stack.events("parked", "--json"),
      stack.events("redrive", "--subscriber", "billing", "--json"),
    ]);

    expect(text).toEqual({ code: 0, stdout: "Nothing is parked.\n", stderr: "" });
    expect([json.code, jsonOf(json)]).toEqual([0, []]);
    expect([redriven.code, jsonOf(redriven)]).toEqual([0, { sent: 0, obstacles: [] }]);
  });

  test("what a lost queue could not take is listed, waits, and is sent in order and complete once the queue is created again", async () => {
    const client = await stack.api.newOrganization();
    const before = Date.now();
    await stack.sqs.send(new DeleteQueueCommand({ QueueUrl: urlOf("audit") }));
    const customers = await Promise.all([live(client, 1), live(client, 2), live(client, 3)]);
    const listed = () => stack.events("parked", "--json").then(jsonOf);
    await until(async () => (await markers()).length === 3);
    const parked = await listed();
    const table = await stack.events("parked");
    const ofBilling = await stack.events("parked", "--subscriber", "billing", "--json");
    await stack.published();

    const tooEarly = await stack.events("redrive", "--subscriber", "audit", "--json");
    const stillParked = await listed();
    await createQueues(stack.sqs);
    const redriven = await stack.events("redrive", "--subscriber", "audit", "--json");
    const again = await stack.events("redrive", "--subscriber", "audit");

    const received = await receiveAll(stack.sqs, "audit", 3 + 4 + 5);
    const { organizationId } = client;
    const ids = customers.map(({ id }) => id).sort();
    expect(parked).toEqual(
      ids.map((customerId) => ({
        subscriber: "audit",
        organizationId,
        customerId,
        fromSequence: 1,
        parkedAt: expect.any(String),
        failure: expect.any(String),
        failedRedrives: 0,
        isRemoved: false,
      })),
    );
    for (const { parkedAt } of parked) expect(Date.parse(parkedAt)).toBeGreaterThanOrEqual(before);
    expect(table.stdout.split("\n").map((line) => line.split(/ +/).slice(0, 4))).toEqual([
      ["subscriber", "organizationId", "customerId", "fromSequence"],
      ...ids.map((id) => ["audit", organizationId, id, "1"]),
      [""],
    ]);
    expect(jsonOf(ofBilling)).toEqual([]);
    expect([tooEarly.code, jsonOf(tooEarly)]).toEqual([
      1,
      {
        sent: 0,
        obstacles: ids.map((id) => ({
          key: `${organizationId}#${id}`,
          sequence: 1,
          reason: "the queue does not take it (QueueDoesNotExist)",
          failure: "QueueDoesNotExist",
        })),
      },
    ]);
    const failure = "QueueDoesNotExist";
    expect(stillParked).toEqual(parked.map((it: object) => ({ ...it, failure, failedRedrives: 1 })));
    expect([redriven.code, jsonOf(redriven)]).toEqual([0, { sent: 12, obstacles: [] }]);
    expect([again.code, again.stdout]).toEqual([0, "0 events sent.\n"]);
    expect(received).toHaveLength(12);
    for (const [i, { id }] of customers.entries())
      expect(sequencesIn(received.filter(({ event }) => event.data.id === id))).toEqual(range(1, 3 + i));
    expect(await listed()).toEqual([]);
    // The others got theirs all along, and from now on this one gets them directly.
    expect(await receiveAll(stack.sqs, "billing", 6)).toHaveLength(6);
    await live(client, 0);
    expect(sequencesIn(await receiveAll(stack.sqs, "audit", 2))).toEqual([1, 2]);
  });

  test("customers that change all the while are redriven in order and complete, too", async () => {
    const client = await stack.api.newOrganization();
    const { organizationId } = client;
    await stack.sqs.send(new DeleteQueueCommand({ QueueUrl: urlOf("audit") }));
    let isOver = false;
    const writers = [1, 2, 3].map(async () => {
      const { body } = await client.post("/api/customers", { email: "v1@acme.com" });
      const { id } = body.data;
      for (let i = 0; !isOver; i++) {
        await client.put(`/api/customers/${id}`, { email: `v${i}.${id}@acme.com` });
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return id;
    });
    await until(async () => (await markers()).length === 3);
    await createQueues(stack.sqs);

    const redrive = ["redrive", "--subscriber", "audit", "--json"];
    const redriving = [1, 2].map(() => runCommand("events", redrive, onlyDataDir(stack.api.dataDir)));
    const results = await Promise.all(redriving);
    isOver = true;
    const ids = await Promise.all(writers);
    await stack.published();
    const last = await stack.events(...redrive);

    const received = await receiveAll(stack.sqs, "audit", await depthOf(stack.sqs, "audit"));
    expect([...results, last].map((result) => [result.code, jsonOf(result).obstacles])).toEqual([
      [0, []],
      [0, []],
      [0, []],
    ]);
    const versions = await Promise.all(ids.map((id) => client.get(`/api/customers/${id}`)));
    expect(firstDeliveries(received)).toEqual(
      Object.fromEntries(
        versions.map(({ headers, body }) => [body.data.id, range(1, Number(JSON.parse(headers.get("etag") ?? "")))]),
      ),
    );
    expect(new Set(received.map(({ groupId }) => groupId))).toEqual(
      new Set(ids.map((id) => `${organizationId}#${id}`)),
    );
    expect(jsonOf(await stack.events("parked", "--json"))).toEqual([]);
  });

  test("what is no longer in the log holds its customer back, says so, and is passed only with --accept-loss", async () => {
    const client = await stack.api.newOrganization();
    await stack.sqs.send(new DeleteQueueCommand({ QueueUrl: urlOf("billing") }));
    const { id } = await live(client, 2);
    await stack.published();
    await createQueues(stack.sqs);
    const putBack = await takeLogEntry(client, id, 1);

    const refused = await stack.events("redrive", "--subscriber", "billing");
    const accepted = await stack.events("redrive", "--subscriber", "billing", "--accept-loss", "--json");

    const received = await receiveAll(stack.sqs, "billing", 1);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toBe(
      `0 events sent.\nStill parked: ${client.organizationId}#${id} from 1 on, it is no longer in the log.\n`,
    );
    expect([accepted.code, jsonOf(accepted)]).toEqual([0, { sent: 1, obstacles: [] }]);
    expect(received.map(({ event }) => event.event)).toEqual(["customer.archived"]);
    await putBack();
  });
});

describe("what is parked for a subscriber that was removed", () => {
  const call = () => ({ signal: new AbortController().signal, units: 0 });

  test("is listed as such, and gone once it is discarded; what is parked for others stays", async () => {
    const { organizationId } = await stack.api.newOrganization();
    const from = new Map([1, 2].map((n) => [`${organizationId}#cus_${n}`, n]));
    for (const name of ["crm", "audit"]) await park(call(), name, from, new Date());

    const text = await stack.events("parked", "--subscriber", "crm");
    const listed = jsonOf(await stack.events("parked", "--json"));
    const discarded = await stack.events("discard", "--subscriber", "crm", "--confirm", "crm", "--json");
    const left = jsonOf(await stack.events("parked", "--json"));
    const again = await stack.events("discard", "--subscriber", "crm", "--confirm", "crm");
    const markers = await readMarkers(call(), "audit");
    for (const marker of markers) await removeMarker(call(), marker);
    const flagOnly = await stack.events("parked");
    await stack.events("redrive", "--subscriber", "audit");

    const rows = (name: string, isRemoved: boolean) =>
      [1, 2].map((n) => ({
        subscriber: name,
        organizationId,
        customerId: `cus_${n}`,
        fromSequence: n,
        parkedAt: expect.any(String),
        failure: "unknown",
        failedRedrives: 0,
        isRemoved,
      }));
    expect(text.stdout.trimEnd().split("\n").slice(3)).toEqual([
      "crm was removed. To forget what is parked for it: npm run events -- discard --subscriber crm",
    ]);
    expect(listed).toEqual([...rows("audit", false), ...rows("crm", true)]);
    expect([discarded.code, jsonOf(discarded)]).toEqual([0, { customers: 2 }]);
    expect(left).toEqual(rows("audit", false));
    expect([again.code, again.stdout]).toEqual([0, "Events of 0 customers are no longer parked for crm.\n"]);
    expect(flagOnly.stdout).toBe(
      "Nothing is parked.\nNothing is left for audit but its flag. To take that away: npm run events -- redrive --subscriber audit\n",
    );
    expect((await stack.events("parked")).stdout).toBe("Nothing is parked.\n");
  });
});
