/** `npm start` when it cannot start: one line for a person, exit code 1, nothing left running. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findDynoxide } from "../../local/engine/dynoxideProgram.ts";
import { scaled } from "../support/scale.ts";
import { cleanUp, enginesOn, newDataDir, npmStart, Run } from "./npmStart.ts";

let taken: Server;
let takenPort: string;
beforeAll(async () => {
  taken = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  takenPort = String(Object(taken.address()).port);
});
afterAll(async () => {
  taken.close();
  await cleanUp();
});

/** The one line that a failed start prints. */
async function complaintOf(environment: Record<string, string>, dataDir = newDataDir()): Promise<string> {
  const { code, stdout, stderr } = await new Run(dataDir, environment).ending();
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^clientela: [^\n]+\n$/);
  expect(enginesOn(dataDir)).toEqual([]);
  return stderr;
}

describe("A start that cannot be, in one line and with exit code 1:", () => {
  test("a taken PORT", async () => {
    expect(await complaintOf({ PORT: takenPort })).toContain(
      `Port ${takenPort} is taken. Choose another: PORT=${Number(takenPort) + 1} npm start`,
    );
  });

  test("a taken SQS_PORT", async () => {
    expect(await complaintOf({ SQS_PORT: takenPort })).toContain(`SQS_PORT=${Number(takenPort) + 1} npm start`);
  });

  const ports: Record<string, string>[] = [{ PORT: "abc" }, { SQS_PORT: "-1" }, { PORT: "65536" }, { PORT: "3000.5" }];
  test.each(ports.slice(0, scaled(2, 4)))("%j, which is not a port", async (environment) => {
    const [setting] = Object.entries(environment).map((entry) => entry.join("="));
    expect(await complaintOf(environment)).toContain(`${setting} is not a port`);
  });

  test.each(["ck_a b", "sk_live"].slice(0, scaled(1, 2)))("API_KEY=%s", async (API_KEY) => {
    expect(await complaintOf({ API_KEY })).toContain("API_KEY must start with ck_ and hold no blanks");
  });

  test("a file where the data folder, one of its parents or the queues' folder should be", async () => {
    const dataDir = newDataDir();
    writeFileSync(dataDir, "");
    expect(await complaintOf({}, dataDir)).toContain(`Cannot write to the data folder ${dataDir}`);
    const inside = join(dataDir, "data");
    expect(await complaintOf({}, inside)).toContain(`Cannot write to the data folder ${inside}`);
    const other = newDataDir();
    mkdirSync(other);
    writeFileSync(join(other, "sqs"), "");
    expect(await complaintOf({}, other)).toContain(join(other, "sqs"));
  });

  test("an engine's data that is none", async () => {
    const [customers, queues] = [newDataDir(), newDataDir()];
    mkdirSync(customers);
    writeFileSync(join(customers, "dynamodb.sqlite"), "x".repeat(5_000));
    expect(await complaintOf({}, customers)).toContain("does not start: ");
    mkdirSync(join(queues, "sqs"), { recursive: true });
    writeFileSync(join(queues, "sqs", "fauxqs.db"), "x".repeat(5_000));
    expect(await complaintOf({}, queues)).toContain(`The queues in ${join(queues, "sqs")} cannot be read`);
  });

  test("a data folder on which another stack runs, which does not notice", async () => {
    const first = await npmStart();
    const { pids, url } = first.stackFile;
    const { code, stdout, stderr } = await new Run(first.dataDir).ending();
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^clientela: Another Clientela runs on [^\n]+DATA_DIR=other npm start\n$/);
    expect([first.stackFile.pids, enginesOn(first.dataDir)]).toEqual([pids, [pids.dynamodb]]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    await first.stop();
  });

  test("a data folder of another version", async () => {
    const run = await npmStart();
    const client = new DynamoDBClient({
      endpoint: run.stackFile.dynamodbEndpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
    });
    const TableName = run.stackFile.tables.customers;
    await client.send(new DeleteTableCommand({ TableName }));
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      }),
    );
    await run.stop();
    expect(await complaintOf({}, run.dataDir)).toContain(
      `The table ${TableName} was created by another version (no index byExternalId, no index byCreatedAt, no index byArchivedAt, no stream)`,
    );
  });

  const programs: [string, string, RegExp][] = [
    ["that is no program", join(import.meta.dirname, "raw.ts"), /DYNOXIDE_BIN=.* is not a program/],
    ["that is another program", process.execPath, /does not start: .*/],
    ["that is not there", "/absent/dynoxide", /DYNOXIDE_BIN=.* is not a program/],
    ["that is a folder", tmpdir(), /DYNOXIDE_BIN=.* is not a program/],
  ];
  test.each(programs.slice(0, scaled(2, 4)))("a DYNOXIDE_BIN %s", async (_what, DYNOXIDE_BIN, expected) => {
    expect(await complaintOf({ DYNOXIDE_BIN })).toMatch(expected);
  });

  test("a DYNOXIDE_BIN that is not made for this machine", async () => {
    const program = newDataDir();
    writeFileSync(program, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 2, 3]), { mode: 0o755 });
    expect(await complaintOf({ DYNOXIDE_BIN: program })).toMatch(/cannot run|does not start/);
  });

  test("outside engines that nobody can reach, or whose address is none", async () => {
    const nobody = "http://127.0.0.1:1";
    expect(await complaintOf({ DYNAMODB_ENDPOINT: nobody })).toContain(`Cannot create the tables on ${nobody}: `);
    expect(await complaintOf({ SQS_ENDPOINT: nobody })).toContain(`Cannot create the queues on ${nobody}: `);
    expect(await complaintOf({ SQS_ENDPOINT: "nowhere" })).toContain("Cannot create the queues on nowhere: ");
  });
});

describe("The engine's program", () => {
  const folder = mkdtempSync(join(tmpdir(), "clientela-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const program = (name: string) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "", { mode: 0o755 });
    return file;
  };
  const elsewhere = { platform: "sunos", arch: "sparc" };

  test.each([
    ["darwin", "arm64"],
    ["darwin", "x64"],
    ["linux", "arm64"],
    ["win32", "x64"],
  ])("is a package of npm on %s %s: where it is missing the message says how to install it", (platform, arch) => {
    expect(() => findDynoxide({ PATH: "" }, { platform, arch })).toThrow(
      `The DynamoDB engine, @dynoxide/${platform}-${arch}, is not installed. Install it with: npm ci --include=optional (or set DYNOXIDE_BIN`,
    );
  });

  test("is a matter of two settings where npm has none", () => {
    expect(() => findDynoxide({ PATH: "" }, elsewhere)).toThrow(
      "npm has no DynamoDB engine for sunos on sparc: set DYNOXIDE_BIN to a dynoxide 1.2.1, or DYNAMODB_ENDPOINT to another engine",
    );
  });

  test("is the one on the PATH when no package has it", () => {
    const PATH = ["/absent", folder].join(delimiter);
    const [unix, windows] = [program("dynoxide"), program("dynoxide.exe")];
    expect(findDynoxide({ PATH }, elsewhere)).toBe(unix);
    expect(findDynoxide({ PATH }, { platform: "win32", arch: "arm64" })).toBe(windows);
  });

  test("is the one that DYNOXIDE_BIN names before any other, and no other when that one is wrong", () => {
    const DYNOXIDE_BIN = program("own/engine");
    program("dynoxide");
    expect(findDynoxide({ PATH: folder, DYNOXIDE_BIN }, elsewhere)).toBe(DYNOXIDE_BIN);
    expect(() => findDynoxide({ PATH: folder, DYNOXIDE_BIN: join(folder, "own") }, elsewhere)).toThrow("not a program");
  });
});
