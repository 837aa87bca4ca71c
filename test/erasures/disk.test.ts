/** What is left of an erased customer on this machine's disk, once the engines have forgotten what they keep for a time. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createOrganization, issueKey } from "../../core/organizations/administration.ts";
import { scopes } from "../../core/organizations/apiKey.ts";
import { startStack } from "../../local/stack.ts";
import { captureLogs, clientOf } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { untilIndexed, untilPublished } from "../support/pump.ts";
import { marksIn, plant } from "./support.ts";

/** Takes everything out of a queue. */
async function drain(QueueUrl: string): Promise<string> {
  const sqs = new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL_SQS ?? "" });
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) break;
    bodies.push(...Messages.map(({ Body = "" }) => Body));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  sqs.destroy();
  return bodies.join();
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());

test("no byte of the data folder holds a mark, once streams are trimmed, queues drained and SQLite vacuumed", async () => {
  captureLogs();
  const dataDir = mkdtempSync(join(tmpdir(), "clientela-test-"));
  const apiKey = "ck_test00000000000000000000000000000";
  const stack = await startStack({ dataDir, port: 0, sqsPort: 0, apiKey });
  await createOrganization("org_disk");
  const { secret } = await issueKey({ organizationId: "org_disk", name: "test", scopes });
  const client = clientOf(stack.url, secret, "org_disk");
  await pushPlans("org_disk", [{ code: "pro", name: "Pro" }]);
  const { id, marks } = await plant(client, { planCode: "pro" });
  await Promise.all([untilPublished(dataDir), untilIndexed(dataDir)]);
  for (let status = 202; status === 202; )
    ({ status } = await client.post(`/api/customers/${id}/erase`, { confirm: id }));
  await untilPublished(dataDir);
  for (const queueUrl of Object.values(stack.queueUrls))
    expect(await drain(queueUrl)).toContain('"event":"customer.erased"');
  await stack.stop();

  for (const file of filesIn(dataDir).filter((name) => name.endsWith(".sqlite") || name.endsWith(".db"))) {
    const database = new DatabaseSync(file);
    if (file.endsWith("dynamodb.sqlite")) database.exec("DELETE FROM _stream_records");
    database.exec("PRAGMA wal_checkpoint(TRUNCATE); VACUUM");
    database.close();
  }

  for (const file of filesIn(dataDir)) expect(marksIn(readFileSync(file, "latin1"), marks), file).toEqual([]);
  rmSync(dataDir, { recursive: true, force: true });
});
