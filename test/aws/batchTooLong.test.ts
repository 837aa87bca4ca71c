import { afterEach, describe, expect, test, vi } from "vitest";
import { loadSqs, type Server, startServer } from "./support.ts";

/** The limit that queues had until August 2025, and that some still have. */
const OLD_LIMIT = 262_144;

/** The two forms in which SQS names an error: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const forms = {
  "of its JSON protocol": {},
  "with the name of its query protocol": {
    "x-amzn-query-error": "AWS.SimpleQueueService.BatchRequestTooLong;Sender",
  },
};

interface Request {
  Entries: { Id: string; MessageBody: string }[];
}

let server: Server;
afterEach(() => {
  server.stop();
  vi.unstubAllEnvs();
});

/** A queue that takes at most so many bytes in one call. Returns the sizes of the calls, and the bodies that it took. */
async function startQueue(limit: number, headers: object) {
  const seen = { calls: [] as number[], taken: [] as string[] };
  server = await startServer((_request, response, text) => {
    const { Entries } = JSON.parse(text) as Request;
    const bytes = Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
    seen.calls.push(Entries.length);
    if (bytes > limit) {
      response.writeHead(400, { ...headers });
      return response.end(JSON.stringify({ __type: "com.amazonaws.sqs#BatchRequestTooLong", message: "too long" }));
    }
    seen.taken.push(...Entries.map(({ MessageBody }) => MessageBody));
    const Successful = Entries.map(({ Id }) => ({ Id, MessageId: Id, MD5OfMessageBody: "" }));
    return response.end(JSON.stringify({ Successful, Failed: [] }));
  });
  const { sendMessages } = await loadSqs(server.url);
  return {
    ...seen,
    send: (bodies: readonly string[]) => sendMessages(`${server.url}/0/q.fifo`, bodies.map(toMessage)),
  };
}

const toMessage = (body: string, index: number) => ({
  body,
  groupId: String(index),
  deduplicationId: String(index),
  attributes: {},
});

describe.each(Object.entries(forms))(
  "A batch that is too long for the queue, which says so in the form %s,",
  (_, headers) => {
    test.each([
      ["a batch that fits is one call", 10, 20_000, [10]],
      ["is split until its parts fit", 10, 50_000, [10, 5, 5]],
      ["is sent singly where two are too long", 4, 200_000, [4, 2, 2, 1, 1, 1, 1]],
      ["a single message is never split", 1, 200_000, [1]],
    ])("%s", async (_title, messages, bytes, calls) => {
      const queue = await startQueue(OLD_LIMIT, headers);
      const bodies = Array.from({ length: messages }, (_, index) => String(index).padEnd(bytes, "."));

      const { accepted, failure } = await queue.send(bodies);

      expect([accepted.size, failure]).toEqual([messages, undefined]);
      expect(queue.calls.sort((a, b) => b - a)).toEqual(calls);
      expect(queue.taken.sort()).toEqual(bodies.sort());
    });

    test("a message that alone is too long is refused, and the others are sent", async () => {
      const queue = await startQueue(OLD_LIMIT, headers);

      const { accepted, failure } = await queue.send(["a", "b".repeat(300_000), "c", "d"]);

      expect([...accepted].map(({ body }) => body).sort()).toEqual(["a", "c", "d"]);
      expect(failure).toBe("BatchRequestTooLong");
    });
  },
);
