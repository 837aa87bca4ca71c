/**
 * The proof: hundreds of changes by many parallel writers, three subscribers, one of which fails at random and one of
 * which loses its queue half way, and a publisher that is killed again and again.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { Target } from "../../core/events/publish.ts";
import { readCheckpoint } from "../../local/pump/checkpoint.ts";
import { readStackFile } from "../../local/stackFile.ts";
import type { Answer, Client } from "../support/api.ts";
import { onlyDataDir } from "../support/command.ts";
import { scaled } from "../support/scale.ts";
import { runWarmCommand } from "../support/warmCommand.ts";
import { type Delivery, range, sequencesOf, useEvents } from "./support.ts";

const events = useEvents({ realTime: true });

const CUSTOMERS = scaled(40, 200);
const CHANGES = scaled(240, 2_000);
const WRITERS = 16;
const KILLS = 6;

/** The API's answer to every change, by customer key and sequence: deliveries are compared with it. */
type Answers = Map<string, Map<number, string>>;

function remember(answers: Answers, { organizationId }: Client, { body, headers, text, status }: Answer): void {
  expect(status, text).toBeLessThan(300);
  const key = `${organizationId}#${body.data.id}`;
  const sequence = Number(/^"(\d+)"$/.exec(headers.get("etag") ?? "")?.[1]);
  const known = answers.get(key) ?? new Map<number, string>();
  answers.set(key, known.set(sequence, JSON.stringify(body.data)));
}

/**
 * Makes changes with many parallel writers, each to a random customer. `onChange` gets the number of changes so far.
 */
async function write(client: Client, answers: Answers, onChange: (done: number) => Promise<void>): Promise<void> {
  const created = await Promise.all(
    range(1, CUSTOMERS).map((i) => client.post("/api/customers", { email: `${i}@acme.com`, id: `user_${i}` })),
  );
  for (const answer of created) remember(answers, client, answer);
  let begun = 0;
  let done = 0;
  const writer = async () => {
    while (begun < CHANGES) {
      const change = ++begun;
      const customer = `user_${1 + Math.floor(Math.random() * CUSTOMERS)}`;
      // Some of the last changes are archives, after which a customer accepts no more.
      const body =
        change > CHANGES * 0.9 && change % 4 === 0
          ? { isActive: false }
          : change % 2 === 0
            ? { fullName: `Name ${change}` }
            : { metadata: { [`key${change % 5}`]: { change } } };
      const answer = await client.put(`/api/customers/${customer}`, body);
      if (answer.body.code !== "customer_archived") remember(answers, client, answer);
      await onChange(++done);
    }
  };
  await Promise.all(range(1, WRITERS).map(writer));
}

/** The pump under test, in its own process. */
class PumpUnderTest {
  readonly dataDir: string;
  readonly #args: string[];
  #child: ChildProcess;
  #restarted = Promise.resolve();

  constructor(dataDir: string, ...args: string[]) {
    this.dataDir = dataDir;
    this.#args = [dataDir, ...args];
    this.#child = this.#start();
  }

  #start(): ChildProcess {
    return fork(fileURLToPath(new URL("pumpChild.ts", import.meta.url)), this.#args, {
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  }

  /** Kills it at any point, without a chance to finish. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await ended;
  }

  /** One restart after another, or there would be two pumps. */
  restart(): Promise<void> {
    this.#restarted = this.#restarted.then(async () => {
      await this.kill();
      this.#child = this.#start();
    });
    return this.#restarted;
  }

  /** Waits until it has reached the stream's end twice: the second time, it has seen every write before the call. */
  async caughtUp(): Promise<void> {
    const caughtUpAt = () => Date.parse(readCheckpoint(this.dataDir, "publisher")?.caughtUpAt ?? "");
    for (const _ of range(1, 2)) {
      const before = caughtUpAt();
      while (caughtUpAt() === before || Number.isNaN(caughtUpAt())) await sleep(20);
    }
  }
}

const pumps: PumpUnderTest[] = [];
afterAll(() => Promise.all(pumps.map((pump) => pump.kill())));

/** A customer's first deliveries, without repeats. */
const firstOf = (sequences: readonly number[] = []): number[] => [...new Set(sequences)];

const nameOf = (sequence: number, json: string): string =>
  sequence === 1 ? "customer.created" : JSON.parse(json).isActive ? "customer.updated" : "customer.archived";

/** The sequences that a subscriber should get, by customer. */
function wanted(answers: Answers, target: Target, from: Record<string, number> = {}): Record<string, number[]> {
  const sequences = [...answers].map(([key, changes]): [string, number[]] => [
    key,
    [...changes.keys()]
      .sort((a, b) => a - b)
      .filter((sequence) => sequence >= (from[key] ?? 1))
      .filter((it) => target.events === "all" || target.events.includes(nameOf(it, changes.get(it) ?? ""))),
  ]);
  return Object.fromEntries(sequences.filter(([, wanted]) => wanted.length > 0));
}

/** Each delivery shows the customer exactly as the API answered it. */
function expectAsAnswered(deliveries: readonly Delivery[], answers: Answers): void {
  for (const { key, event } of deliveries)
    expect(JSON.stringify(event.data)).toBe(answers.get(key)?.get(event.sequence));
}

const firstDeliveries = (deliveries: readonly Delivery[]): Record<string, number[]> =>
  Object.fromEntries(Object.entries(sequencesOf(deliveries)).map(([key, sequences]) => [key, firstOf(sequences)]));

const command = async (...args: string[]) => {
  const { code, stdout, stderr } = await runWarmCommand("events", [...args, "--json"], onlyDataDir(events.api.dataDir));
  return { code, stderr, result: JSON.parse(stdout) };
};

test(
  `${CHANGES} changes of ${CUSTOMERS} customers by ${WRITERS} writers reach every subscriber in order, whatever fails`,
  async () => {
    // Arrange: the shipped subscribers and one more, and a pump that can be killed where the stack has none.
    const { queueUrls } = readStackFile(events.api.dataDir);
    const unreliable = await events.newTarget();
    const deleted: Target = { name: "audit", events: "all", queueUrl: queueUrls.audit ?? "" };
    const healthy: Target = {
      name: "billing",
      events: ["customer.created", "customer.archived"],
      queueUrl: queueUrls.billing ?? "",
    };
    const targets = JSON.stringify([deleted, healthy, unreliable]);
    const dataDir = mkdtempSync(join(events.api.dataDir, "pump-"));
    const pump = new PumpUnderTest(dataDir, targets, unreliable.queueUrl, "0.2");
    pumps.push(pump);
    const client = await events.api.newOrganization();
    const answers: Answers = new Map();

    // Act
    await write(client, answers, async (done) => {
      if (done === Math.floor(CHANGES / 2)) await events.deleteQueue(deleted);
      if (done % Math.floor(CHANGES / (KILLS + 1)) === 0) await pump.restart();
    });
    await pump.caughtUp();

    // Assert: every subscriber with a queue has everything, in order.
    for (const target of [healthy, unreliable]) {
      // A queue of a busy machine that takes longer than the publisher waits has its events parked, too.
      await events.redrive(target);
      const deliveries = await events.drain(target);
      expect(firstDeliveries(deliveries)).toEqual(wanted(answers, target));
      expectAsAnswered(deliveries, answers);
      expect([await events.parked(target), await events.isFlagged(target)]).toEqual([{}, false]);
    }

    // Assert: nothing is missing in the log, and each change is in it once.
    const verified = await command("verify");
    const changes = [...answers.values()].reduce((sum, { size }) => sum + size, 0);
    expect(verified).toMatchObject({ code: 0, result: { customers: CUSTOMERS, events: changes, missing: [] } });

    // Assert: after the deleted queue is recreated, a redrive sends everything from the first parked event on.
    const parked = await events.parked(deleted);
    expect(Object.keys(parked).length).toBeGreaterThan(0);
    const refused = await command("redrive", "--subscriber", "audit");
    expect([refused.code, refused.result.sent]).toEqual([1, 0]);
    await events.createQueue(deleted);
    const redriven = await command("redrive", "--subscriber", "audit");
    expect(redriven).toMatchObject({ code: 0, result: { obstacles: [] } });
    const late = await events.drain(deleted);
    const expected = wanted(answers, deleted, parked);
    expect(firstDeliveries(late)).toEqual(
      Object.fromEntries(Object.entries(expected).filter(([key]) => parked[key] !== undefined)),
    );
    expectAsAnswered(late, answers);
    expect([await events.parked(deleted), await events.isFlagged(deleted)]).toEqual([{}, false]);
  },
  scaled(600_000, 3_600_000),
);
