/** A start after any kind of end of the previous one, and with engines that others have started. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ListQueuesCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, describe, expect, test } from "vitest";
import { startDynoxide } from "../../local/engine/dynoxide.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import { readStackFile } from "../../local/stackFile.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { call, cleanUp, enginesOn, exists, newDataDir, npmStart, Run, runningOf, sqsOf, until } from "./npmStart.ts";

afterAll(cleanUp);

/** Makes a stopped stack's data folder one from before indexes had versions. */
function forgetIndexVersions(dataDir: string): void {
  const database = new DatabaseSync(join(dataDir, "dynamodb.sqlite"));
  database.exec(`DELETE FROM "${localTableNames.search}" WHERE pk = 'S:rebuilds'`);
  database.close();
}

describe("Starting again", () => {
  test("finds the customers, the keys and the queues with their messages, on other ports too", async () => {
    const first = await npmStart({ API_KEY: "ck_mine" });
    await call(first, "/api/customers", { email: "a@b.co", id: "kept" }, "ck_mine");
    const QueueUrl = "http://any/000000000000/audit.fifo";
    await sqsOf(first).send(
      new SendMessageCommand({ QueueUrl, MessageBody: "kept", MessageGroupId: "g", MessageDeduplicationId: "d" }),
    );
    await first.stop();
    const second = await npmStart({}, first.dataDir);
    const found = await call(second, "/api/customers/kept", undefined, "ck_mine");
    expect(await found.json()).toMatchObject({ data: { externalId: "kept", organizationId: "org_local" } });
    const { QueueUrls } = await sqsOf(second).send(new ListQueuesCommand());
    expect(QueueUrls).toHaveLength(4);
    const { Messages } = await sqsOf(second).send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(["kept"]);
    await second.stop();
  });

  test("says of which organizations the search index is older than the code, until it is rebuilt", async () => {
    const first = await npmStart();
    await call(first, "/api/customers", { email: "a@b.co" });
    await first.stop();
    forgetIndexVersions(first.dataDir);
    const second = await npmStart({}, first.dataDir);
    const rebuild = "npm run search -- rebuild --org org_local";
    expect([first.stdout.includes(rebuild), second.stdout.includes(rebuild)]).toEqual([false, true]);
    const { code, stderr } = await runCommand("search", ["rebuild", "--org", "org_local"], onlyDataDir(first.dataDir));
    expect(code, stderr).toBe(0);
    await second.stop();
    const third = await npmStart({}, first.dataDir);
    expect(third.stdout).not.toContain("rebuild");
    await third.stop();
  });

  test("after a kill -9 under load finds every acknowledged write, and no stray engine is left", async () => {
    const run = await npmStart();
    const { pids } = run.stackFile;
    const acknowledged: string[] = [];
    const write = async (writer: number) => {
      for (let i = 0; ; i++) {
        const id = `w${writer}-${i}`;
        const answer = await call(run, "/api/customers", { email: "a@b.co", id });
        if (answer.status === 201) acknowledged.push(id);
      }
    };
    const writers = Array.from({ length: 8 }, (_, writer) => write(writer).catch(() => {}));
    await until(() => acknowledged.length >= 200);
    run.signal("SIGKILL");
    await Promise.all([...writers, run.ending()]);

    // The pump notices, and stops the engine too.
    await until(() => runningOf(pids).length === 0);
    expect(() => readStackFile(run.dataDir)).toThrow(/No Clientela runs/);
    const again = await npmStart({}, run.dataDir);
    expect(enginesOn(run.dataDir)).toEqual([again.stackFile.pids.dynamodb]);
    expect(again.stackFile.pids.dynamodb).not.toBe(pids.dynamodb);
    const lost = [];
    for (const id of acknowledged) if ((await call(again, `/api/customers/${id}`)).status !== 200) lost.push(id);
    expect(lost).toEqual([]);
    await again.stop();
    expect(enginesOn(run.dataDir)).toEqual([]);
  });

  test.each(["dynoxide.pid", "sqs/fauxqs.db"])(
    "after a kill -9 in the middle of a start makes what is missing: as soon as %s was there",
    async (file) => {
      const killed = new Run(newDataDir());
      await until(() => exists(killed.dataDir, file), 2);
      await killed.stop("SIGKILL");
      const again = await npmStart({}, killed.dataDir);
      expect((await call(again, "/api/customers", { email: "a@b.co" })).status).toBe(201);
      expect(enginesOn(killed.dataDir)).toEqual([again.stackFile.pids.dynamodb]);
      await again.stop();
    },
  );

  test("leaves a process alone that has the lost engine's number by now", async () => {
    const otherDataDir = newDataDir();
    mkdirSync(otherDataDir);
    const other = await startDynoxide(otherDataDir);
    const killed = await npmStart();
    await killed.stop("SIGKILL");
    await until(() => enginesOn(killed.dataDir).length === 0);
    writeFileSync(`${killed.dataDir}/dynoxide.pid`, String(other.pid));
    const again = await npmStart({}, killed.dataDir);
    expect(enginesOn(otherDataDir)).toEqual([other.pid]);
    await again.stop();
    await other.stop();
  });
});

describe("Outside engines", () => {
  test("are used instead of the embedded ones, and left running", async () => {
    const first = await npmStart();
    const { dynamodbEndpoint, sqsEndpoint } = first.stackFile;
    const second = await npmStart({ DYNAMODB_ENDPOINT: dynamodbEndpoint, SQS_ENDPOINT: sqsEndpoint });
    expect(second.stackFile).toMatchObject({ dynamodbEndpoint, sqsEndpoint, pids: { dynamodb: null } });
    expect(enginesOn(second.dataDir)).toEqual([]);
    await call(second, "/api/customers", { email: "a@b.co", id: "shared" });
    await second.stop();
    expect((await call(first, "/api/customers/shared")).status).toBe(200);
    await first.stop();
  });
});
