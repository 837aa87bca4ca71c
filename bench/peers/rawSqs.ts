/** The yardstick of sending: the AWS SDK's calls with a client as `new SQSClient()` makes it, all at once. */
import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from "@aws-sdk/client-sqs";

const client = new SQSClient();

export const handler = async (batches: readonly SendMessageBatchCommandInput[]): Promise<unknown> =>
  Promise.all(
    batches.map(async (batch) => {
      const { Failed = [] } = await client.send(new SendMessageBatchCommand(batch));
      if (Failed.length > 0) throw new Error(Failed[0]?.Code);
    }),
  );
