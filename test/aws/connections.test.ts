import { afterEach, describe, expect, test, vi } from "vitest";
import { getItem, type Line, loadDynamodb, loadSqs, newCall, startLine, startServer } from "./support.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const stop of stops.splice(0)) stop();
});

/** A server behind a line, and the attempts that reach it, as numbered by the SDK. */
async function startBehindLine(
  answerOf: (body: string) => object,
  delayMs = 0,
): Promise<Line & { attempts: string[] }> {
  const attempts: string[] = [];
  const server = await startServer((request, response, body) => {
    attempts.push(String(request.headers["amz-sdk-request"]));
    setTimeout(() => response.end(JSON.stringify(answerOf(body))), delayMs);
  });
  const line = await startLine(server.port);
  stops.push(line.stop, server.stop);
  return { ...line, attempts };
}

const times = <T>(count: number, run: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, run));

/** An attempt has 2.5 s, in which a machine under a heavy load may not answer a hundred requests: then once more. */
const UNHURRIED = { retry: 3 };

describe("Connections of DynamoDB that died while the process was frozen", UNHURRIED, () => {
  const item = { Item: { pk: { S: "a" } } };

  test.each([5, 100])("cost %i requests after a batch of 100 no attempt", async (count) => {
    const line = await startBehindLine(() => item);
    const { send } = await loadDynamodb(line.url);
    await times(100, () => send(newCall(), getItem()));
    expect(line.opened()).toBe(100);
    line.kill("open");
    const answers = await times(count, () => send(newCall(), getItem()));
    expect(answers.map(({ Item }) => Item)).toEqual(Array(count).fill(item.Item));
    expect(line.attempts).toEqual(Array(100 + count).fill("attempt=1; max=3"));
  });

  test("are replaced once; a new one that breaks too costs an attempt", async () => {
    const line = await startBehindLine(() => item);
    const { send } = await loadDynamodb(line.url);
    await send(newCall(), getItem());
    let resets = 0;
    line.kill("all", () => resets++);
    await expect(send(newCall(), getItem())).rejects.toMatchObject({ code: "service_unavailable" });
    expect([resets, line.opened()]).toEqual([4, 4]);
  });

  test("are not replaced once the request's time is over", async () => {
    const line = await startBehindLine(() => item);
    const { send } = await loadDynamodb(line.url);
    await send(newCall(), getItem());
    const deadline = new AbortController();
    line.kill("open", () => deadline.abort());
    const sent = send({ signal: deadline.signal, units: 0 }, getItem());
    await expect(sent).rejects.toMatchObject({ code: "service_unavailable" });
    await send(newCall(), getItem());
    expect(line.attempts).toHaveLength(2);
  });

  test("do not take along those that are in use", async () => {
    const line = await startBehindLine(() => item, 200);
    const { send } = await loadDynamodb(line.url);
    await times(2, () => send(newCall(), getItem()));
    const underWay = send(newCall(), getItem());
    await vi.waitFor(() => expect(line.attempts).toHaveLength(3), { timeout: 60_000 });
    line.kill("open");
    await Promise.all([underWay, send(newCall(), getItem())]);
    expect([line.attempts.length, line.opened()]).toEqual([4, 3]);
  });
});

test(
  "Connections of SQS that died while the process was frozen cost a publisher's only attempt nothing",
  UNHURRIED,
  async () => {
    const line = await startBehindLine((body) => ({ Successful: JSON.parse(body).Entries, Failed: [] }));
    const { sendMessages } = await loadSqs(line.url);
    const messages = Array.from({ length: 100 }, (_, i) => ({
      body: "{}",
      groupId: `g${i}`,
      deduplicationId: `d${i}`,
      attributes: {},
    }));
    const queueUrl = `${line.url}/000000000000/audit.fifo`;
    for (const some of [messages, messages.slice(0, 5)]) {
      const { accepted, failure } = await sendMessages(queueUrl, some);
      expect([accepted.size, failure]).toEqual([some.length, undefined]);
      line.kill("open");
    }
  },
);

test("Queues at different hosts get each their own messages, sent at once", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  stops.push(() => warn.mockRestore());
  const received: string[][] = [[], []];
  const servers = await Promise.all(
    received.map((bodies) =>
      startServer((_request, response, body) => {
        const { QueueUrl, Entries } = JSON.parse(body);
        bodies.push(QueueUrl);
        response.end(JSON.stringify({ Successful: Entries }));
      }),
    ),
  );
  stops.push(...servers.map(({ stop }) => stop));
  const { sendMessages } = await loadSqs("");
  const urls = servers.map(({ url }) => `${url}/000000000000/audit.fifo`);
  const message = { body: "{}", groupId: "g", deduplicationId: "d", attributes: {} };
  await Promise.all(Array.from({ length: 20 }, (_, i) => sendMessages(urls[i % 2] ?? "", [message])));
  expect(received).toEqual(urls.map((url) => Array(10).fill(url)));
});
