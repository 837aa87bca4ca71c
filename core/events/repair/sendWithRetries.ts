/** Sending what the publisher does not: no other customer waits behind it, so it may be tried more often. */
import { backOff } from "../../aws/dynamodb.ts";
import { type Message, sendMessages } from "../../aws/sqs.ts";

const MAX_ATTEMPTS = 8;

/**
 * Sends until all messages are accepted. Returns the name of an error when the queue keeps refusing some.
 *
 * @param givesUp whether there is no further attempt after so many
 */
export async function sendWithRetries(
  queueUrl: string,
  messages: readonly Message[],
  givesUp = (attempts: number): boolean => attempts >= MAX_ATTEMPTS,
): Promise<string | undefined> {
  let rest = messages;
  for (let attempt = 1; ; attempt++) {
    const { accepted, failure = "not accepted" } = await sendMessages(queueUrl, rest);
    rest = rest.filter((message) => !accepted.has(message));
    if (rest.length === 0) return undefined;
    if (givesUp(attempt)) return failure;
    await backOff(attempt);
  }
}
