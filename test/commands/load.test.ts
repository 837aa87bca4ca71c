import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Workload } from "../../commands/load/requests.ts";
import { runLoad } from "../../commands/load/run.ts";
import { cleanUp, npmStart, type Run } from "../local/npmStart.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { scaled } from "../support/scale.ts";

let stack: Run;
beforeAll(async () => {
  stack = await npmStart();
});
afterAll(cleanUp);

const load = (...args: string[]) => runCommand("load", args, onlyDataDir(stack.dataDir));

test("a steady mixed load is answered without an error, and in a long run the stack's memory stays flat", {
  timeout: 600_000,
}, async () => {
  const [rate, seconds] = [scaled(50, 100), scaled(3, 180)];
  const { code, stdout, stderr } = await load("--rate", String(rate), "--seconds", String(seconds), "--json");
  const result = JSON.parse(stdout);
  const requests = rate * seconds;
  const errors = Object.keys(result.errors);
  // What a machine that is busy with other things cannot answer in time. A long run has one to itself.
  const late = scaled(["503 service_unavailable", "no answer within 10 s"], []);
  expect([errors.filter((error) => !late.includes(error)), result.requests]).toEqual([[], requests]);
  // In a long run the exit code also says whether memory grew.
  expect([code, result.memory !== undefined]).toEqual([errors.length === 0 ? 0 : 1, requests >= 10_000]);
  const { p50, p99, p999, max } = result.milliseconds;
  expect([p50, p99, p999, max]).toEqual([p50, p99, p999, max].sort((a, b) => a - b));
  expect(stderr).toContain(`${requests}/${requests} requests`);
});

test("each failure is counted by what it was", async () => {
  const server = createServer((request, response) => {
    if (request.method === "PUT") request.socket.destroy();
    else if (request.method === "POST") response.writeHead(503).end('{"code":"service_unavailable"}');
    else response.end('{"data":{}}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { requests, errors } = await runLoad({
    url: `http://127.0.0.1:${port}`,
    apiKey: "ck_any",
    rate: 500,
    seconds: 1,
    workload: new Workload("run", ["user_1"]),
    memory: () => undefined,
    onProgress: () => {},
  });
  server.close();
  expect([requests, Object.keys(errors).sort()]).toEqual([500, ["503 service_unavailable", "ECONNRESET"]]);
});

test("a person reads one line each about speed, errors and memory", async () => {
  const { stdout } = await load("--rate", "20", "--seconds", "1");
  expect(stdout.split("\n")).toEqual([
    expect.stringMatching(/^20 requests, \d+\.\d a second$/),
    expect.stringMatching(/^p50 [\d.]+ ms, p99 [\d.]+ ms, p99\.9 [\d.]+ ms, slowest [\d.]+ ms$/),
    expect.stringMatching(/^(no errors|errors: .+)$/),
    expect.stringMatching(/^memory/),
    "",
  ]);
});
