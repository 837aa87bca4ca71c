/** `npm start` as people use it, from its first line of output to its end. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scopes } from "../../core/organizations/apiKey.ts";
import { subscribers } from "../../infra/subscribers.ts";
import { readStackFile } from "../../local/stackFile.ts";
import { repeat503 } from "../support/repeat.ts";
import {
  call,
  callOnce,
  cleanUp,
  DEVELOPMENT_KEY,
  enginesOn,
  exists,
  newDataDir,
  npmStart,
  portOf,
  Run,
  runningOf,
  sqsOf,
  until,
} from "./npmStart.ts";
import { isOpen, open, parse, readAll, readUntil } from "./raw.ts";

afterAll(cleanUp);

/** The one line to copy. */
function curlLine({ stdout }: Run): string {
  const [line = "", ...others] = stdout.split("\n").filter((text) => text.includes("curl "));
  expect(others).toEqual([]);
  return line.trim();
}

/** The words of a shell's command line, with quotes as in POSIX. */
const shellWords = (line: string): string[] =>
  Array.from(line.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g), ([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/g, "$1$2$3"),
  );

/** Sends a curl line as curl would. */
function sendCurl(line: string): Promise<Response> {
  const [curl, ...words] = shellWords(line);
  expect(curl).toBe("curl");
  const valuesOf = (flag: string) => words.filter((_, i) => words[i - 1] === flag);
  const headers = valuesOf("-H").map((header): [string, string] => {
    const [name = "", ...value] = header.split(": ");
    return [name, value.join(": ")];
  });
  const url = words.find((word) => word.startsWith("http")) ?? "";
  const body = valuesOf("-d")[0] ?? "";
  return repeat503(() => fetch(url, { method: valuesOf("-X")[0] ?? "GET", headers, body }));
}

describe("A started stack", () => {
  let run: Run;
  beforeAll(async () => {
    run = await npmStart();
  });

  test("says where it is, and its curl line creates a customer as printed", async () => {
    const { url, sqsEndpoint } = run.stackFile;
    for (const text of [`${url}/api`, DEVELOPMENT_KEY, run.dataDir, sqsEndpoint]) expect(run.stdout).toContain(text);
    const answer = await sendCurl(curlLine(run));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ data: { externalId: "user_123" } });
    expect(run.stderr).toBe("");
  });

  test("is healthy, without a key and with any", async () => {
    for (const headers of [{}, { "x-api-key": "ck_unknown" }]) {
      const health = await fetch(`${run.stackFile.url}/health`, { headers });
      expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
    }
  });

  test("listens on this machine's own interface only", async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((list = []) => list);
    const otherAddress =
      addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.2";
    const { url, dynamodbEndpoint, sqsEndpoint } = run.stackFile;
    for (const port of [url, dynamodbEndpoint, sqsEndpoint].map(portOf)) {
      expect(await isOpen(port, "127.0.0.1")).toBe(true);
      // A server that listens on every interface would listen on this one too.
      expect(await isOpen(port, otherAddress)).toBe(false);
    }
  });

  test("tells other programs everything in stack.json, and takes it away when it stops", async () => {
    const [engine] = enginesOn(run.dataDir);
    expect(run.stackFile).toEqual({
      url: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      region: "us-east-1",
      stage: "local",
      dynamodbEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      sqsEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      tables: {
        customers: "clientela-local-customers",
        organizations: "clientela-local-organizations",
        search: "clientela-local-search",
        subscriptions: "clientela-local-subscriptions",
        events: "clientela-local-events",
      },
      queueUrls: Object.fromEntries(subscribers.map(({ name }) => [name, expect.stringContaining(`/${name}.fifo`)])),
      dataDir: run.dataDir,
      pids: { stack: run.pid, dynamodb: engine, pump: expect.any(Number) },
    });
    expect(readStackFile(run.dataDir)).toEqual(run.stackFile);
    await run.stop();
    expect(exists(run.dataDir, "stack.json")).toBe(false);
    expect(() => readStackFile(run.dataDir)).toThrow(/No Clientela runs on .* npm start/);
  });
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("A start", () => {
  test("takes the ports that it is given, and a key instead of the default one", async () => {
    const [port, sqsPort] = [await freePort(), await freePort()];
    const API_KEY = "ck_it's-my_$KEY";
    const run = await npmStart({ PORT: String(port), SQS_PORT: String(sqsPort), API_KEY });
    expect([portOf(run.stackFile.url), portOf(run.stackFile.sqsEndpoint)]).toEqual([port, sqsPort]);
    expect((await call(run, "/api/me")).status).toBe(401);
    const me = await call(run, "/api/me", undefined, API_KEY);
    expect(await me.json()).toMatchObject({ data: { organizationId: "org_local", scopes } });
    expect((await sendCurl(curlLine(run))).status).toBe(201);
    await run.stop();
  });

  test("needs none of the user's AWS settings", async () => {
    const run = await npmStart({
      AWS_PROFILE: "absent",
      AWS_CONFIG_FILE: "/absent",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      DYNAMODB_ENDPOINT: "",
      SQS_ENDPOINT: "",
      DYNOXIDE_BIN: "",
      API_KEY: "",
    });
    expect((await call(run, "/api/customers", { email: "a@b.co" })).status).toBe(201);
    await run.stop();
  });

  test("outlives the reader of its output", async () => {
    const run = await npmStart();
    run.hangUp();
    for (let i = 0; i < 3; i++) expect((await call(run, "/api/customers")).status).toBe(200);
    expect((await run.stop()).code).toBe(0);
    expect(enginesOn(run.dataDir)).toEqual([]);
  });

  test("whose engine ends later says so, and answers 503 from then on", async () => {
    const run = await npmStart();
    process.kill(run.stackFile.pids.dynamodb ?? 0, "SIGKILL");
    await until(() => run.stderr.includes("clientela: The DynamoDB engine has stopped."));
    expect((await callOnce(run, "/api/customers/user_1")).status).toBe(503);
    expect((await run.stop()).code).toBe(0);
  });
});

describe("Stopping", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "by %s ends with code 0 and leaves nothing running",
    async (signal) => {
      const run = await npmStart();
      const { url, dynamodbEndpoint, sqsEndpoint, pids } = run.stackFile;
      expect(runningOf(pids)).toHaveLength(3);
      await call(run, "/api/customers");
      const { code, stderr } = await run.stop(signal);
      expect([code, stderr, runningOf(pids)]).toEqual([0, "", []]);
      for (const port of [url, dynamodbEndpoint, sqsEndpoint].map(portOf)) expect(await isOpen(port)).toBe(false);
    },
  );

  test("answers the requests under way, and nobody who merely holds a connection delays it", async () => {
    const run = await npmStart();
    const port = portOf(run.stackFile.url);
    const silent = await open(port);
    const idle = await open(port);
    idle.write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await readUntil(idle, "ok");
    const longPoll = new ReceiveMessageCommand({ QueueUrl: "http://any/000000000000/audit.fifo", WaitTimeSeconds: 20 });
    const polled = sqsOf(run)
      .send(longPoll)
      .catch(() => "ended with the stack");
    const { underWay, finish } = await halfSent(port);
    // A terminal and npm may both deliver a Ctrl-C, and a closed window sends more.
    for (const signal of ["SIGINT", "SIGINT", "SIGHUP"] as const) run.signal(signal);
    await until(async () => !(await isOpen(port)));
    // They are closed while a request is still in flight.
    await until(() => silent.closed && idle.closed);
    finish();
    const answer = parse((await underWay).split("\r\n\r\n").slice(1).join("\r\n\r\n"));
    expect([answer.status, JSON.parse(answer.body).data.externalId]).toEqual([201, "late"]);
    expect(answer.headers.get("connection")).toEqual(["close"]);
    expect((await run.ending()).code).toBe(0);
    await polled;
    const again = await npmStart({}, run.dataDir);
    expect((await call(again, "/api/customers/late")).status).toBe(200);
    await again.stop();
  });

  test("does not wait for requests under way at a second Ctrl-C, and still leaves no engine", async () => {
    const run = await npmStart();
    const { pids, url } = run.stackFile;
    const { underWay } = await halfSent(portOf(url));
    run.signal("SIGINT");
    const again = setInterval(() => run.signal("SIGINT"), 100);
    expect((await run.ending()).code).toBe(1);
    clearInterval(again);
    await underWay;
    await until(() => runningOf(pids).length === 0);
  });

  test.each(["lock.sqlite", "dynoxide.pid"])(
    "works while the stack still starts: as soon as %s is there",
    async (file) => {
      const run = new Run(newDataDir());
      await until(() => exists(run.dataDir, file), 2);
      expect((await run.stop()).code).toBe(0);
      expect(enginesOn(run.dataDir)).toEqual([]);
      expect(exists(run.dataDir, "stack.json")).toBe(false);
    },
  );
});

/** A request to create a customer whose body is not sent yet, although its handler waits for it. */
async function halfSent(port: number): Promise<{ underWay: Promise<string>; finish: () => void }> {
  const body = '{"email":"a@b.co","id":"late"}';
  const socket = await open(port);
  const underWay = readAll(socket);
  socket.write(
    [
      "POST /api/customers HTTP/1.1",
      "Host: localhost",
      `X-Api-Key: ${DEVELOPMENT_KEY}`,
      `Content-Length: ${body.length}`,
      "Expect: 100-continue",
      "",
      "",
    ].join("\r\n"),
  );
  await readUntil(socket, "100 Continue");
  return { underWay, finish: () => socket.write(body) };
}
