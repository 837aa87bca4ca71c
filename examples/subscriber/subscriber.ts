/** A subscriber: acts on every change of a customer once, in order, whatever is delivered twice. Run it with npm start beside it. */
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
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

/** The last sequence acted on, by customer. In a real service: a column, written in the same transaction as the action. */
const lastSequence = new Map<string, number>();

const consumer = Consumer.create({
  sqs,
  queueUrl: QueueUrl,
  batchSize: 10,
  handleMessage: async (message) => {
    const { event, organizationId, sequence, data } = JSON.parse(message.Body ?? "") as ChangeEvent;
    const customer = `${organizationId}/${data.id}`;
    if (sequence > (lastSequence.get(customer) ?? 0)) {
      console.log(`${event} ${customer} #${sequence} ${data.email}`); // act here
      lastSequence.set(customer, sequence);
    }
    return message; // done with it: the queue may forget it
  },
});
consumer.on("error", (error) => console.error(error.message));
consumer.on("processing_error", (error) => console.error(error.message)); // the message comes again
consumer.start();
process.once("SIGINT", () => consumer.stop());
