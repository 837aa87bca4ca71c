/** Creates the queues of infra/subscribers.ts on whatever SQS the SDK is pointed at. */
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { queueNames, type Subscriber, subscribers } from "../infra/subscribers.ts";

const FIFO = {
  FifoQueue: "true",
  DeduplicationScope: "messageGroup",
  FifoThroughputLimit: "perMessageGroupId",
};

/** Creates what is missing; a queue that is there keeps its messages. */
export async function createQueues(client: SQSClient): Promise<void> {
  await Promise.all(subscribers.map((subscriber) => createQueuePair(client, subscriber)));
}

async function createQueuePair(client: SQSClient, subscriber: Subscriber): Promise<void> {
  const { queue, deadLetterQueue } = queueNames(subscriber);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: deadLetterQueue, Attributes: FIFO }));
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 5 });
  await client.send(new CreateQueueCommand({ QueueName: queue, Attributes: { ...FIFO, RedrivePolicy } }));
}
