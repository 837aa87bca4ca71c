/** `npm start`, killed without warning while clients write, repeatedly on the same data. */
import { afterAll, expect, test, vi } from "vitest";
import { cleanUp, enginesOn, newDataDir, npmStart, type Run, runningOf } from "../local/npmStart.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { firstDeliveries, type Received, receive, sqsClient } from "../support/queue.ts";
import { scaled } from "../support/scale.ts";
import { type Customers, change, createBatches, send, versionOf } from "./crashLoad.ts";

afterAll(cleanUp);

const ROUNDS = scaled(2, 20);
const CLIENTS = 5;
/** What does not come by then never comes. */
const WAIT = { timeout: 300_000, interval: 25 };
/** How long events may be on their way before we look whether they are parked. */
const PATIENCE = { ...WAIT, timeout: 30_000 };
const SUBSCRIBERS = ["audit", "billing"] as const;
type Deliveries = Record<(typeof SUBSCRIBERS)[number], Received[]>;

/** Lets clients write for a while, then kills the stack, every other time together with its children. */
async function crashUnderLoad(run: Run, round: number, customers: Customers): Promise<void> {
  const { pids } = run.stackFile;
  let acknowledged = 0;
  const onAcknowledged = () => {
    acknowledged++;
  };
  const clients = Array.from({ length: CLIENTS }, (_, i) =>
    change(run, `round${round}-client${i}`, customers, onAcknowledged),
  );
  clients.push(createBatches(run, `round${round}-batch`, customers, onAcknowledged));
  const ended = Promise.allSettled(clients);
  const enough = 30 + Math.random() * 120;
  await vi.waitUntil(() => acknowledged > enough, { ...WAIT, interval: 1 });
  run.signal("SIGKILL");
  if (round % 2 === 0) for (const pid of [pids.dynamodb, pids.pump]) process.kill(pid ?? 0, "SIGKILL");
  await run.ending();
  await ended;
}

/** Every acknowledged write is there; one that was not acknowledged is there completely or not at all. */
async function expectAcknowledged(run: Run, customers: Customers): Promise<void> {
  for (const [externalId, known] of customers) {
    const { data, version } = await send(run, "GET", `/${externalId}`);
    const last = versionOf(known);
    if (known.pending !== undefined && version === last + 1) {
      expect(data).toMatchObject({ id: known.id, ...known.pending });
      known.versions.set(version, data);
    } else expect([version, data]).toEqual([last, known.versions.get(last)]);
    known.pending = undefined;
  }
}

/** Every event has arrived in the queues, in order, and shows the customer as the API answered it. */
async function expectDelivered(run: Run, customers: Customers, deliveries: Deliveries): Promise<void> {
  const queues = sqsClient(run.stackFile.sqsEndpoint);
  for (const name of SUBSCRIBERS) {
    const isWanted = (data: Record<string, unknown> | undefined, sequence: number) =>
      name === "audit" || sequence === 1 || data?.isActive === false;
    const wanted = Object.fromEntries(
      [...customers.values()].map(({ id, versions }) => [
        id,
        [...versions.keys()].sort((a, b) => a - b).filter((it) => isWanted(versions.get(it), it)),
      ]),
    );
    const received = deliveries[name];
    const arrived = () => {
      const first = firstDeliveries(received);
      return Object.entries(wanted).every(([id, sequences]) => (first[id]?.length ?? 0) >= sequences.length);
    };
    const look = async () => {
      received.push(...(await receive(queues, name)));
      return arrived();
    };
    await vi.waitUntil(look, PATIENCE).catch(async () => {
      // A queue of a busy machine that takes longer than the pump waits has its events parked.
      await runCommand("events", ["redrive", "--subscriber", name], onlyDataDir(run.dataDir));
      // Missing events fail the comparison below.
      await vi.waitUntil(look, WAIT).catch(() => {});
    });
    // A create without an acknowledgement may have been committed: its events are not expected here.
    expect(firstDeliveries(received)).toMatchObject(wanted);
    const answered = new Map([...customers.values()].map(({ id, versions }) => [id, versions]));
    for (const { event } of received) {
      const data = answered.get(event.data.id)?.get(event.sequence);
      if (data) expect(event.data).toEqual(data);
    }
  }
}

test(
  `${ROUNDS} times killed under load, it starts again at once with every acknowledged write, and delivers every event`,
  async () => {
    const dataDir = newDataDir();
    const customers: Customers = new Map();
    const deliveries: Deliveries = { audit: [], billing: [] };
    for (let round = 0; ; round++) {
      const run = await npmStart({}, dataDir);
      const { pids } = run.stackFile;
      expect(enginesOn(dataDir)).toEqual([pids.dynamodb]);
      await expectAcknowledged(run, customers);
      await expectDelivered(run, customers, deliveries);
      const { code, stdout } = await runCommand("events", ["verify", "--json"], onlyDataDir(dataDir));
      expect([code, JSON.parse(stdout).missing]).toEqual([0, []]);
      if (round === ROUNDS) {
        expect((await run.stop()).code).toBe(0);
        expect(runningOf(pids)).toEqual([]);
        return;
      }
      await crashUnderLoad(run, round, customers);
      // The pump notices, and stops the engine too.
      await vi.waitUntil(() => runningOf(pids).length === 0, WAIT);
    }
  },
  scaled(600_000, 3_600_000),
);
