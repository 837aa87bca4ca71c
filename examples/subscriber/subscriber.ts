/**
 * A subscriber: processes each customer change once, in order, even if it is delivered twice. Run it while npm start is
 * running.
 */
import { GetQueueUrlCommand, type Message, SQSClient } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";
import type { ChangeEvent } from "../../core/events/event.ts";

const { SUBSCRIBER = "audit", AWS_ENDPOINT_URL_SQS = "http://127.0.0.1:4566" } = process.env;
const sqs = new SQSClient({
  region: "us-east-1",
  endpoint: AWS_ENDPOINT_URL_SQS,
  useQueueUrlAsEndpoint: false,
  credentials: { accessKeyId: "local", secretAccessKey: "local" }, // on AWS: leave out endpoint and credentials
});
const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${SUBSCRIBER}.fifo` }));

/**
 * The last processed sequence by customer. In a real service: a column, written in the same transaction as the action.
 */
const lastSequence = new Map<string, number>();

async function handle({ event, organizationId, sequence, data }: ChangeEvent): Promise<void> {
  const customer = `${organizationId}/${data.id}`;
  if (sequence <= (lastSequence.get(customer) ?? 0)) return; // seen before
  console.log(`${event} ${customer} #${sequence} ${data.email}`); // act here
  lastSequence.set(customer, sequence);
}

const consumer = Consumer.create({
  sqs,
  queueUrl: QueueUrl,
  batchSize: 10,
  waitTimeSeconds: 2, // Ctrl-C waits for it; in a service, 20 costs least
  suppressFifoWarning: true, // below, order is kept
  messageSystemAttributeNames: ["MessageGroupId"],
  // One receive may return several changes of a customer: process them in order, and none after one that failed.
  handleMessageBatch: async (messages) => {
    const done: Message[] = [];
    const failed = new Set<string | undefined>();
    for (const message of messages) {
      const customer = message.Attributes?.MessageGroupId;
      if (failed.has(customer)) continue;
      try {
        await handle(JSON.parse(message.Body ?? ""));
        done.push(message); // the queue may forget it
      } catch (error) {
        console.error(error); // it comes again, and what follows it
        failed.add(customer);
      }
    }
    return done;
  },
});
consumer.on("error", (error) => console.error(error.message));
consumer.start();
process.once("SIGINT", () => consumer.stop());
