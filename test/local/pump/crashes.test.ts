/**
 * Every committed change reaches the queues, in order per customer, whatever crashes. Tested with `npm start` itself.
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { doneTo } from "../../support/pump.ts";
import { depthOf, firstDeliveries, receiveAll, receiveUntil, sqsClient } from "../../support/queue.ts";
import { repeat503 } from "../../support/repeat.ts";
import { cleanUp, npmStart, type Run, runningOf, until } from "../npmStart.ts";

afterAll(cleanUp);

const KEY = "ck_localdevelopmentkey0000000000000000";

async function call(run: Run, method: string, path: string, json: object): Promise<{ id: string; version: number }> {
  const url = `${run.stackFile.url}/api/customers${path}`;
  const headers = { "x-api-key": KEY, "content-type": "application/json" };
  const answer = await repeat503(() => fetch(url, { method, headers, body: JSON.stringify(json) }));
  const { data } = (await answer.json()) as { data: { id: string } };
  expect(answer.status).toBeLessThan(300);
  return { id: data.id, version: Number(JSON.parse(answer.headers.get("etag") ?? "")) };
}

/** Creates a customer and changes it until told to stop or the stack is gone. Records each acknowledged version. */
async function change(run: Run, name: string, versions: Map<string, number>, shallStop: () => boolean): Promise<void> {
  const { id } = await call(run, "POST", "", { email: "a@acme.com", id: name });
  versions.set(id, 1);
  for (let i = 0; !shallStop(); i++) {
    const { version } = await call(run, "PUT", `/${id}`, { fullName: `Acme ${i}` });
    versions.set(id, version);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until search finds each customer by its current name, even if the last change was not acknowledged. */
async function untilFound(run: Run, ids: Iterable<string>): Promise<void> {
  const get = async <T>(path: string): Promise<T> => {
    const url = `${run.stackFile.url}/api/customers${path}`;
    const answer = await repeat503(() => fetch(url, { headers: { "x-api-key": KEY } }));
    return ((await answer.json()) as { data: T }).data;
  };
  for (const id of ids) {
    const { fullName, email } = await get<{ fullName: string | null; email: string }>(`/${id}`);
    const path = `?limit=100&search=${encodeURIComponent(fullName ?? email)}`;
    await until(async () => (await get<{ id: string }[]>(path)).some((found) => found.id === id));
  }
}

const publishedTo = ({ dataDir }: Run) => doneTo(dataDir, "publisher");
const indexedTo = ({ dataDir }: Run) => doneTo(dataDir, "indexer");
const queuesOf = (run: Run) => sqsClient(run.stackFile.sqsEndpoint);
const numbersTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const complete = (versions: Map<string, number>) =>
  Object.fromEntries([...versions].map(([id, version]) => [id, numbersTo(version)]));
const total = (versions: Map<string, number>) => [...versions.values()].reduce((sum, version) => sum + version, 0);

test("a pump that is killed again and again is started again, and publishes and indexes what changed meanwhile", async () => {
  const run = await npmStart();
  const versions = new Map<string, number>();
  let shallStop = false;
  const writers = numbersTo(4).map((i) => change(run, `customer${i}`, versions, () => shallStop));
  const pids = new Set<number>();
  for (let kills = 0; kills < 2; kills++) {
    const { pump } = run.stackFile.pids;
    pids.add(pump ?? 0);
    await until(() => total(versions) > (kills + 1) * 20);
    process.kill(pump ?? 0, "SIGKILL");
    await until(() => run.stackFile.pids.pump !== pump);
  }
  shallStop = true;
  await Promise.all(writers);

  const received = await receiveUntil(queuesOf(run), "audit", (some) => {
    const last = firstDeliveries(some);
    return [...versions].every(([id, version]) => last[id]?.includes(version));
  });

  expect(firstDeliveries(received)).toEqual(complete(versions));
  expect(pids.size).toBe(2);
  await untilFound(run, versions.keys());
  await run.stop();
});

test("after a kill -9 of everything under load, the next start publishes and indexes every acknowledged change", async () => {
  const killed = await npmStart();
  const versions = new Map<string, number>();
  const writers = numbersTo(4).map((i) => change(killed, `customer${i}`, versions, () => false).catch(() => {}));
  await until(async () => total(versions) > 100 && (await depthOf(queuesOf(killed), "audit")) > 10);
  const { pids } = killed.stackFile;
  killed.signal("SIGKILL");
  process.kill(pids.dynamodb ?? 0, "SIGKILL");
  process.kill(pids.pump ?? 0, "SIGKILL");
  await Promise.all([...writers, killed.ending()]);
  const run = await npmStart({}, killed.dataDir);

  const received = await receiveUntil(queuesOf(run), "audit", (some) => {
    const last = firstDeliveries(some);
    return [...versions].every(([id, version]) => last[id]?.includes(version));
  });

  // Each writer may have one change that was committed but not acknowledged.
  const deliveries = firstDeliveries(received);
  expect(Object.keys(deliveries).sort()).toEqual([...versions.keys()].sort());
  for (const [id, version] of versions)
    expect(deliveries[id]).toEqual(numbersTo(Math.max(version, ...(deliveries[id] ?? []))));
  for (const [id, version] of versions) expect(deliveries[id]?.length).toBeLessThanOrEqual(version + 1);
  await untilFound(run, versions.keys());
  await run.stop();
});

test("messages wait in their queues through a stop and a start, and nothing is published a second time", async () => {
  const first = await npmStart();
  const versions = new Map<string, number>();
  await Promise.all(numbersTo(3).map((i) => change(first, `customer${i}`, versions, () => total(versions) >= 12)));
  await until(async () => (await depthOf(queuesOf(first), "audit")) === total(versions));
  await until(() => publishedTo(first) === total(versions));
  await first.stop();
  const second = await npmStart({}, first.dataDir);
  const { id } = await call(second, "POST", "", { email: "late@acme.com" });

  // The late one may be received before the last of the others.
  const received = await receiveAll(queuesOf(second), "audit", total(versions) + 1);

  expect(firstDeliveries(received)).toEqual({ ...complete(versions), [id]: [1] });
  expect(received).toHaveLength(total(versions) + 1);
  await second.stop();
});

describe("a stack whose stream lost changes", () => {
  test("says so in a line for each consumer and serves the API; told to accept it, it publishes on", async () => {
    const first = await npmStart();
    await call(first, "POST", "", { email: "a@acme.com", id: "published" });
    await receiveAll(queuesOf(first), "audit", 1);
    await until(() => publishedTo(first) === 1 && indexedTo(first) === 1);
    await first.stop();
    const database = new DatabaseSync(join(first.dataDir, "dynamodb.sqlite"));
    database.exec("DELETE FROM _stream_records");
    database.close();

    const gapped = await npmStart({}, first.dataDir);
    const { pump } = gapped.stackFile.pids;
    await until(() => runningOf({ stack: pump ?? 0, dynamodb: null, pump: null }).length === 0);
    await call(gapped, "POST", "", { email: "a@acme.com", id: "unpublished" });
    // Long enough for another pump to start, which would not get further either.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(gapped.stackFile.pids.pump).toBe(pump);
    const { stderr } = await gapped.stop();
    const accepting = await npmStart({ ACCEPT_STREAM_GAP: "1" }, first.dataDir);
    const [received] = await receiveAll(queuesOf(accepting), "audit", 1);

    const lines = stderr.trimEnd().split("\n").toSorted();
    expect(lines).toEqual([
      expect.stringMatching(/^clientela: The stream has lost changes .* indexed .* npm run search -- rebuild/),
      expect.stringMatching(
        /^clientela: The stream has lost changes .* published .* npm run events -- verify --repair/,
      ),
    ]);
    expect(received?.event).toMatchObject({ event: "customer.created", data: { externalId: "unpublished" } });
    await accepting.stop();
  });
});
