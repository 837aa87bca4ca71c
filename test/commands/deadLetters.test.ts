import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import type { CommandResult } from "../support/command.ts";
import { depthOf, receiveAll, urlOf } from "../support/queue.ts";
import { jsonOf, live, sequencesIn, useEventsStack } from "./eventsStack.ts";

const stack = useEventsStack();
const DEAD = "audit-dlq";

beforeEach(async () => {
  await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(DEAD) }));
});

const dead = (...args: string[]): Promise<CommandResult> => stack.events("dead", ...args, "--subscriber", "audit");

/** Receives what is there as often as a queue allows a consumer to fail on it, and once more. */
async function failOnAll(): Promise<void> {
  const receive = { QueueUrl: urlOf("audit"), MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
  while ((await depthOf(stack.sqs, "audit")) > 0) await stack.sqs.send(new ReceiveMessageCommand(receive));
}

/** A customer with two changes on which the consumer failed, and one after them. */
async function withDeadLetters() {
  const client = await stack.api.newOrganization();
  const { id, externalId } = await live(client, 0);
  await stack.published();
  await failOnAll();
  return { client, id, externalId };
}

describe("events dead", () => {
  test("lists each customer's first dead letters, and leaves them where they are", async () => {
    const { client, id } = await withDeadLetters();

    const text = await dead();
    const listed = jsonOf(await dead("list", "--json"));

    const letter = { organizationId: client.organizationId, customerId: id, sequence: 1, event: "customer.created" };
    // Here a customer's second message is hidden while its first is looked at.
    const first = { ...letter, id: expect.stringMatching(/^evt_/), since: expect.any(String) };
    expect(listed).toEqual({ about: 2, deadLetters: [first] });
    expect(text.stdout).toContain(id);
    expect(text.stdout).toMatch(/\n1 of about 2\. /);
    expect(sequencesIn(await receiveAll(stack.sqs, DEAD, 2))).toEqual([1, 2]);
  });

  test("says that there are none, and shows what is no event of ours as such", async () => {
    expect((await dead()).stdout).toBe("audit has no dead letters.\n");
    const message = { MessageBody: "hello", MessageGroupId: "any", MessageDeduplicationId: "any" };
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(DEAD), ...message }));
    const { deadLetters } = jsonOf(await dead("--json"));
    expect(deadLetters).toMatchObject([{ customerId: null, sequence: null, event: null }]);
  });

  test("redrive sends them behind what came since, each customer's in order, though the queue had them minutes ago", async () => {
    const { id } = await withDeadLetters();
    const other = await live(await stack.api.newOrganization(), 0);
    await stack.published();

    const redriven = await dead("redrive", "--accept-late", "--confirm", "audit", "--json");

    expect([redriven.code, jsonOf(redriven)]).toEqual([0, { sent: 2, erased: 0 }]);
    const received = await receiveAll(stack.sqs, "audit", 4);
    const of = (customer: string) => sequencesIn(received.filter(({ event }) => event.data.id === customer));
    expect([of(id), of(other.id)]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    for (const { event, groupId, attributes } of received)
      expect([groupId, attributes.event?.StringValue]).toEqual([
        `${event.organizationId}#${event.data.id}`,
        event.event,
      ]);
    expect(await depthOf(stack.sqs, DEAD)).toBe(0);
  });

  test("redrive sends again what the consumer has failed on once more", async () => {
    const { id } = await withDeadLetters();
    expect(jsonOf(await dead("redrive", "--accept-late", "--confirm", "audit", "--json"))).toEqual({
      sent: 2,
      erased: 0,
    });
    await failOnAll();
    expect(jsonOf(await dead("redrive", "--accept-late", "--confirm", "audit", "--json"))).toEqual({
      sent: 2,
      erased: 0,
    });
    expect((await receiveAll(stack.sqs, "audit", 2)).map(({ event }) => event.data.id)).toEqual([id, id]);
  });

  test("redrive sends none of a customer that was erased since, and deletes them", async () => {
    const { client, id } = await withDeadLetters();
    await client.post(`/api/customers/${id}/erase`, { confirm: id });
    await stack.published();
    const redriven = await dead("redrive", "--accept-late", "--confirm", "audit", "--json");
    expect(jsonOf(redriven)).toEqual({ sent: 0, erased: 2 });
    expect(sequencesIn(await receiveAll(stack.sqs, "audit", 1))).toEqual([3]);
    expect(await depthOf(stack.sqs, DEAD)).toBe(0);
  });

  test("discard deletes them; the customer's history keeps its events, and replay sends them", async () => {
    const { client, externalId } = await withDeadLetters();

    const discarded = await dead("discard", "--confirm", "audit");

    expect([discarded.code, discarded.stdout]).toEqual([0, "2 dead letters of audit deleted.\n"]);
    expect([await depthOf(stack.sqs, DEAD), await depthOf(stack.sqs, "audit")]).toEqual([0, 0]);
    expect((await client.get(`/api/customers/${externalId}/events`)).body.data.length).toBe(2);
    const org = ["--org", client.organizationId];
    await stack.events("replay", "--subscriber", "audit", "--customer", externalId, ...org);
    expect(sequencesIn(await receiveAll(stack.sqs, "audit", 2))).toEqual([1, 2]);
  });

  test.each([
    [
      ["redrive", "--confirm", "audit"],
      /^clientela: A dead letter that is sent again comes after .* --accept-late\.\n$/,
    ],
    [["redrive", "--accept-late", "--confirm", "billing"], /^clientela: Nothing was done: .* not audit\.\n$/],
    [["discard"], /^clientela: To delete the dead letters of audit, add --confirm audit\.\n$/],
  ])("%j does nothing, and says what is missing", async (args, message) => {
    const { code, stdout, stderr } = await dead(...args);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
  });
});
