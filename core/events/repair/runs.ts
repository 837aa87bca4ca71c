/** How far replays have come, in DynamoDB: the table in events/log.ts. */
import { DeleteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { send, tableNamed } from "../../aws/dynamodb.ts";
import { type Item, numberIn, textIn } from "../../aws/item.ts";
import { config } from "../../base/config.ts";
import type { Budget } from "../../base/context.ts";

const table = () => tableNamed(config.eventsTable());

/** A replay of all customers that is under way, so that it can go on where it stopped. */
export interface Run {
  subscriber: string;
  /** Tells this replay's messages from another's. */
  run: string;
  /** The customer key after which to go on. */
  after?: string;
  sent: number;
}

const runKey = (subscriber: string): Item => ({ pk: { S: "replays" }, sk: { S: subscriber } });

/** Begins a replay, or finds the one that was not finished. */
export async function startRun(call: Budget, { subscriber, run }: Run): Promise<Run> {
  const { Attributes = {} } = await send(
    call,
    new UpdateItemCommand({
      ...table(),
      Key: runKey(subscriber),
      UpdateExpression: "SET #run = if_not_exists(#run, :run), sent = if_not_exists(sent, :none)",
      ExpressionAttributeNames: { "#run": "run" },
      ExpressionAttributeValues: { ":run": { S: run }, ":none": { N: "0" } },
      ReturnValues: "ALL_NEW",
    }),
  );
  const after = Attributes.after?.S;
  return {
    subscriber,
    run: textIn(Attributes, "run"),
    sent: numberIn(Attributes, "sent"),
    ...(after === undefined ? {} : { after }),
  };
}

/** Remembers how far a replay has come. */
export async function saveRun(call: Budget, { subscriber, after, sent }: Run): Promise<void> {
  await send(
    call,
    new UpdateItemCommand({
      ...table(),
      Key: runKey(subscriber),
      UpdateExpression: after === undefined ? "SET sent = :sent" : "SET sent = :sent, #after = :after",
      ...(after === undefined ? {} : { ExpressionAttributeNames: { "#after": "after" } }),
      ExpressionAttributeValues: {
        ":sent": { N: String(sent) },
        ...(after === undefined ? {} : { ":after": { S: after } }),
      },
    }),
  );
}

export async function finishRun(call: Budget, { subscriber }: Run): Promise<void> {
  await send(call, new DeleteItemCommand({ ...table(), Key: runKey(subscriber) }));
}
