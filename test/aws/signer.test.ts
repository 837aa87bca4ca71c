import { DynamoDBClient, type DynamoDBClientConfig, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Credentials, Signer } from "../../core/aws/signer.ts";

interface Sent {
  headers: Record<string, string>;
}

const region = "eu-west-1";

/** What both clients have in common: they keep the request they would send, and number their calls alike. */
const settings = (sent: Sent[], credentials: Credentials): DynamoDBClientConfig => ({
  region,
  credentials,
  maxAttempts: 1,
  requestHandler: {
    handle: async (request: Sent) => {
      sent.push(request);
      return { response: { statusCode: 200, headers: {}, body: new Blob(["{}"]).stream() } };
    },
  } as unknown as NonNullable<DynamoDBClientConfig["requestHandler"]>,
});

/** The header that differs in each call is the same in all, before it is signed. */
function withoutRandom<Client extends Pick<DynamoDBClient, "middlewareStack"> | SQSClient>(client: Client): Client {
  client.middlewareStack.addRelativeTo(
    // biome-ignore lint/suspicious/noExplicitAny: a request of any protocol
    (next: any) => (args: any) => {
      args.request.headers["amz-sdk-invocation-id"] = "0";
      return next(args);
    },
    { relation: "before", toMiddleware: "httpSigningMiddleware", name: "withoutRandom" },
  );
  return client;
}

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 60 }).filter((value) => value.isWellFormed());
const credentials = fc.record(
  { accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/), secretAccessKey: fc.stringMatching(/^[\x21-\x7e]{40}$/) },
  { requiredKeys: ["accessKeyId", "secretAccessKey"] },
);
const withToken = fc
  .tuple(credentials, fc.option(fc.stringMatching(/^[\x21-\x7e]{10,300}$/), { nil: undefined }))
  .map(([keys, sessionToken]): Credentials => ({ ...keys, ...(sessionToken === undefined ? {} : { sessionToken }) }));
const date = fc.date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
const dates = fc.array(date, { minLength: 1, maxLength: 3 });
const paths = fc.constantFrom("", "/", "/proxy", "/proxy/of_mine/v1.0~a/");

describe("Our signer writes byte for byte what the SDK's own does", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("for DynamoDB", () =>
    fc.assert(
      fc.asyncProperty(withToken, text, dates, paths, async (keys, value, dates, path) => {
        const [theirs, ours]: [Sent[], Sent[]] = [[], []];
        const signer = new Signer(keys, region, "dynamodb");
        const endpoint = `https://dynamodb.${region}.amazonaws.com${path}`;
        const clients = [
          withoutRandom(new DynamoDBClient({ ...settings(theirs, keys), endpoint })),
          withoutRandom(new DynamoDBClient({ ...settings(ours, keys), endpoint, signer })),
        ];
        for (const now of dates)
          for (const client of clients) {
            vi.setSystemTime(now);
            await client.send(new PutItemCommand({ TableName: "t", Item: { pk: { S: value } } }));
          }
        expect(ours.map(({ headers }) => headers)).toEqual(theirs.map(({ headers }) => headers));
        expect(ours[0]?.headers.authorization).toContain("AWS4-HMAC-SHA256 Credential=");
      }),
      { numRuns: 30 },
    ));

  test("for SQS", () =>
    fc.assert(
      fc.asyncProperty(withToken, text, date, async (keys, value, now) => {
        const [theirs, ours]: [Sent[], Sent[]] = [[], []];
        vi.setSystemTime(now);
        const QueueUrl = `https://sqs.${region}.amazonaws.com/000000000000/audit.fifo`;
        const Entries = [{ Id: "0", MessageBody: value, MessageGroupId: "g", MessageDeduplicationId: "d" }];
        for (const client of [
          new SQSClient(settings(theirs, keys)),
          new SQSClient({ ...settings(ours, keys), signer: new Signer(keys, region, "sqs") }),
        ])
          await withoutRandom(client).send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        expect(ours[0]?.headers).toEqual(theirs[0]?.headers);
        expect(ours[0]?.headers.authorization).toContain(`/${region}/sqs/aws4_request`);
      }),
      { numRuns: 15 },
    ));

  test("and refuses what it cannot sign", async () => {
    const signer = new Signer({ accessKeyId: "a", secretAccessKey: "b" }, region, "dynamodb");
    for (const path of ["", "//", "/a b", "/a%20b", "/a?b"])
      await expect(signer.sign({ method: "POST", path, headers: {} })).rejects.toThrow("cannot be signed");
  });
});
