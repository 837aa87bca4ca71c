/** `queuesProcess.ts SUBSCRIBER...`: starts SQS with a queue for each, and sends its URL to its parent. */
import { startFauxqs } from "fauxqs";

const server = await startFauxqs({ port: 0, host: "127.0.0.1", logger: false });
for (const subscriber of process.argv.slice(2))
  server.createQueue(`${subscriber}.fifo`, {
    attributes: { FifoQueue: "true", DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" },
  });
process.send?.(`http://127.0.0.1:${server.port}`);
