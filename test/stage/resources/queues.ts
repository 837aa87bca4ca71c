/** Queues and topics. */
import { ACCOUNT, REGION } from "../emulator/emulator.ts";
import { type Inputs, pascal, type ResourceType, type ResourceTypes, written } from "./resourceType.ts";

const queue: ResourceType = {
  create: async (inputs, { sqs }) => {
    const { QueueUrl = "" } = await sqs.createQueue({ QueueName: inputs.name, Attributes: attributesOf(inputs) });
    return { id: QueueUrl, outputs: { url: QueueUrl, arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${inputs.name}` } };
  },
  remove: (id, _inputs, { sqs }) => sqs.deleteQueue({ QueueUrl: id }),
};

function attributesOf({ name, messageRetentionSeconds, visibilityTimeoutSeconds, ...rest }: Inputs) {
  const attributes = {
    MessageRetentionPeriod: messageRetentionSeconds,
    VisibilityTimeout: visibilityTimeoutSeconds,
    ...pascal(rest),
  };
  // SQS takes every attribute as text.
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}

/** An attribute of a queue that is a resource of its own. */
const attribute = (name: string) =>
  written(
    async (inputs, { sqs }) => {
      const { queueUrl } = inputs;
      await sqs.setQueueAttributes({ QueueUrl: queueUrl, Attributes: pascal({ [name]: inputs[name] }) });
      return { id: queueUrl };
    },
    [name],
    (id, _inputs, { sqs }) => sqs.setQueueAttributes({ QueueUrl: id, Attributes: pascal({ [name]: "" }) }),
  );

const topic: ResourceType = {
  create: async (inputs, { sns }) => {
    const { TopicArn = "" } = await sns.createTopic(pascal(inputs));
    return { id: TopicArn, outputs: { arn: TopicArn } };
  },
  remove: (id, _inputs, { sns }) => sns.deleteTopic({ TopicArn: id }),
};

export const queues: ResourceTypes = {
  "sqs/queue:Queue": queue,
  "sqs/queuePolicy:QueuePolicy": attribute("policy"),
  "sqs/redriveAllowPolicy:RedriveAllowPolicy": attribute("redriveAllowPolicy"),
  "sns/topic:Topic": topic,
};
