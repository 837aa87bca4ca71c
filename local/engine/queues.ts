/** Creates the queues of infra/subscribers.ts on the SQS that the SDK is configured for. */
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { OperatorError } from "../../core/base/operatorError.ts";
import { subscriberRowsProblem } from "../../infra/subscriberRows.ts";
import { queueNames, type Subscriber, subscribers } from "../../infra/subscribers.ts";

const FIFO = {
  FifoQueue: "true",
  DeduplicationScope: "messageGroup",
  FifoThroughputLimit: "perMessageGroupId",
};

/**
 * Creates missing queues and returns the URL of each subscriber's queue. Existing queues keep their messages. Locally,
 * even a subscriber with an external queue has one here.
 *
 * @throws OperatorError with what to change in the rows
 */
export async function createQueues(client: SQSClient): Promise<Record<string, string>> {
  const problem = subscriberRowsProblem(subscribers, "local");
  if (problem) throw new OperatorError(problem);
  const urls = subscribers.map(async (subscriber) => [subscriber.name, await createQueuePair(client, subscriber)]);
  return Object.fromEntries(await Promise.all(urls));
}

async function createQueuePair(client: SQSClient, subscriber: Subscriber): Promise<string> {
  const { queue, deadLetterQueue } = queueNames(subscriber);
  const deadLetters = await client.send(new CreateQueueCommand({ QueueName: deadLetterQueue, Attributes: FIFO }));
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetters.QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 5 });
  const { QueueUrl = "" } = await client.send(
    new CreateQueueCommand({ QueueName: queue, Attributes: { ...FIFO, RedrivePolicy } }),
  );
  return QueueUrl;
}
