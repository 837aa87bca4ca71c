/** The baseline for sending: calls of the AWS SDK with a client from `new SQSClient()`, all in parallel. */
import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from "@aws-sdk/client-sqs";

const client = new SQSClient();

export const handler = async (batches: readonly SendMessageBatchCommandInput[]): Promise<unknown> =>
  Promise.all(
    batches.map(async (batch) => {
      const { Failed = [] } = await client.send(new SendMessageBatchCommand(batch));
      if (Failed.length > 0) throw new Error(Failed[0]?.Code);
    }),
  );
