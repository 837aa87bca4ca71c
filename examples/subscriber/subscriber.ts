/**
 * A subscriber: processes each customer change once, in order, even if it is delivered twice. Run it while npm start is
 * running.
 */
import { GetQueueUrlCommand, type Message, SQSClient } from "@aws-sdk/client-sqs";
import { type ChangeEvent, type ErasedEvent, OrderGuard, parseChangeEvent } from "@clientela/client";
import { Consumer } from "sqs-consumer";

const { SUBSCRIBER = "audit", AWS_ENDPOINT_URL_SQS = "http://127.0.0.1:4566" } = process.env;
const sqs = new SQSClient({
  region: "us-east-1",
  endpoint: AWS_ENDPOINT_URL_SQS,
  useQueueUrlAsEndpoint: false,
  credentials: { accessKeyId: "local", secretAccessKey: "local" }, // on AWS: leave out endpoint and credentials
});
const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${SUBSCRIBER}.fifo` }));

/** Keeps the last sequence of each customer. In a real service: in a column, written in the same transaction as the action. */
const guard = new OrderGuard();

function act({ event, organizationId, sequence, data }: ChangeEvent | ErasedEvent): void {
  const what = "erased" in data ? "forget it" : data.email;
  console.log(`${event} ${organizationId}/${data.id} #${sequence} ${what}`);
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
        await guard.once(parseChangeEvent(message.Body), act);
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
