/** Sending for an operator: nobody waits behind it, so it retries for longer than the publisher. */
import { backOff } from "../../aws/dynamodb.ts";
import { type Message, sendMessages } from "../../aws/sqs.ts";

const MAX_ATTEMPTS = 8;

/** Sends until all messages are accepted. Returns the name of an error when the queue keeps refusing some. */
export async function sendWithRetries(queueUrl: string, messages: readonly Message[]): Promise<string | undefined> {
  let rest = messages;
  for (let attempt = 1; ; attempt++) {
    const { accepted, failure = "not accepted" } = await sendMessages(queueUrl, rest);
    rest = rest.filter((message) => !accepted.has(message));
    if (rest.length === 0) return undefined;
    if (attempt === MAX_ATTEMPTS) return failure;
    await backOff(attempt);
  }
}
