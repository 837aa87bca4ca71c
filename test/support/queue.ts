/** A subscriber's queue, read as a subscriber reads it. */
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { ChangeEvent } from "../../core/events/event.ts";

export interface Received {
  /** As sent, byte for byte. */
  body: string;
  event: ChangeEvent;
  groupId: string | undefined;
  deduplicationId: string | undefined;
  attributes: Record<string, MessageAttributeValue>;
}

/** A client of the local queues. */
export const sqsClient = (endpoint: string): SQSClient =>
  new SQSClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "any", secretAccessKey: "any" } });

/** Any host and account will do: the client's endpoint decides. */
export const urlOf = (subscriber: string): string => `http://any/000000000000/${subscriber}.fifo`;

/** The messages that a queue has ready, at most ten. They are deleted from the queue. */
export async function receive(sqs: SQSClient, subscriber: string): Promise<Received[]> {
  const QueueUrl = urlOf(subscriber);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["MessageGroupId", "MessageDeduplicationId"],
      MessageAttributeNames: ["All"],
    }),
  );
  if (Messages.length === 0) return [];
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return Messages.map(({ Body = "", Attributes = {}, MessageAttributes = {} }) => ({
    body: Body,
    event: JSON.parse(Body),
    groupId: Attributes.MessageGroupId,
    deduplicationId: Attributes.MessageDeduplicationId,
    attributes: MessageAttributes,
  }));
}

/** Receives until the condition on everything received holds. */
export async function receiveUntil(
  sqs: SQSClient,
  subscriber: string,
  isComplete: (received: readonly Received[]) => boolean,
): Promise<Received[]> {
  const received: Received[] = [];
  while (!isComplete(received)) {
    const some = await receive(sqs, subscriber);
    received.push(...some);
    if (some.length === 0) await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return received;
}

/** Receives a number of messages, and checks that there are no more. */
export async function receiveAll(sqs: SQSClient, subscriber: string, count: number): Promise<Received[]> {
  const received = await receiveUntil(sqs, subscriber, ({ length }) => length >= count);
  received.push(...(await receive(sqs, subscriber)));
  return received;
}

/** Everything that a queue has ready. */
export async function drain(sqs: SQSClient, subscriber: string): Promise<Received[]> {
  const received: Received[] = [];
  for (;;) {
    const some = await receive(sqs, subscriber);
    if (some.length === 0) return received;
    received.push(...some);
  }
}

/** How many messages a queue holds: waiting, or received and not deleted yet. */
export async function depthOf(sqs: SQSClient, subscriber: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: urlOf(subscriber),
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
}

/** Each customer's sequences in the order of their first deliveries, without repeats. */
export function firstDeliveries(received: readonly Received[]): Record<string, number[]> {
  const sequences: Record<string, number[]> = {};
  for (const { event } of received) {
    const seen = sequences[event.data.id] ?? [];
    sequences[event.data.id] = seen.includes(event.sequence) ? seen : [...seen, event.sequence];
  }
  return sequences;
}
