/** Shared by the tests of erasures: what is stored anywhere, and the stream as the publisher and the indexer get it. */
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import type { Item } from "../../core/aws/item.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import { unpack } from "../../core/events/packing.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import type { Client } from "../support/api.ts";

/** Every item of every table as text, with what the event log has packed. */
export async function everything(): Promise<string> {
  const dynamodb = new DynamoDBClient({});
  const items: string[] = [];
  for (const TableName of Object.values(localTableNames)) {
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await dynamodb.send(
        new ScanCommand({ TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
      );
      items.push(...(page.Items ?? []).map(textOf));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }
  dynamodb.destroy();
  return items.join("\n");
}

const textOf = (item: Item): string => {
  const packed = item.body?.B ? JSON.stringify(unpack(item.body.B, item.dictionary?.N)) : "";
  return `${JSON.stringify(item)} ${packed}`;
};

/** Those of the marks that a text holds, in whatever case. */
export const marksIn = (text: string, marks: readonly string[]): string[] => {
  const lower = text.toLowerCase();
  return marks.filter((mark) => lower.includes(mark.toLowerCase()));
};

/** All records of the customers table's stream, oldest first, as functions get them. */
export async function streamRecords(): Promise<ChangeRecord[]> {
  const streams = new DynamoDBStreamsClient({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? "" });
  const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName: localTableNames.customers }));
  const StreamArn = Streams[0]?.StreamArn ?? "";
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const records: ChangeRecord[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const iterator = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" as const };
    let { ShardIterator } = await streams.send(new GetShardIteratorCommand(iterator));
    for (;;) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator }));
      if (!page.Records?.length) break;
      for (const { dynamodb } of page.Records) {
        const { ApproximateCreationDateTime, ...change } = dynamodb ?? {};
        const createdAt = Math.floor((ApproximateCreationDateTime?.getTime() ?? 0) / 1_000);
        records.push({ dynamodb: { ...(change as ChangeRecord["dynamodb"]), ApproximateCreationDateTime: createdAt } });
      }
      ShardIterator = page.NextShardIterator;
    }
  }
  streams.destroy();
  return records;
}

/** The records of one customer. */
export const recordsOf = async (id: string): Promise<ChangeRecord[]> =>
  (await streamRecords()).filter(({ dynamodb }) =>
    (dynamodb?.NewImage ?? dynamodb?.OldImage)?.pk?.S?.endsWith(`#${id}`),
  );

/** The same records, made so long ago. */
export const aged = (records: readonly ChangeRecord[], seconds: number): ChangeRecord[] =>
  records.map(({ dynamodb }) => ({
    dynamodb: {
      ...dynamodb,
      ApproximateCreationDateTime: (dynamodb?.ApproximateCreationDateTime ?? 0) - seconds,
    },
  }));

let serial = 0;
const letters = (n: number): string => String(n).replace(/\d/g, (digit) => "qwertyuiop"[Number(digit)] ?? "");

/** A text that is nowhere else. */
export function newMark(): string {
  return `zx${letters(process.pid)}v${letters(++serial)}k`;
}

/** A customer with marks in every field that takes one, in former values, and in subscriptions that have ended. */
export async function plant(client: Client, { planCode }: { planCode: string }) {
  const marks: string[] = [];
  const mark = () => {
    const made = newMark();
    marks.push(made);
    return made;
  };
  const fields = () => ({
    email: `${mark()}@${mark()}.example`,
    fullName: `${mark()} ${mark()}`,
    domain: `${mark()}.example`,
    website: `https://${mark()}.example`,
    industry: mark(),
    employeeCount: mark(),
    language: mark(),
    taxDocument: mark(),
    documentType: mark(),
    address: { line1: mark(), line2: mark(), city: mark(), state: mark(), postalCode: mark(), country: "US" },
    metadata: { [mark()]: mark() },
  });
  const externalId = mark();
  const { body } = await client.post(
    "/api/customers",
    { id: externalId, ...fields() },
    { "idempotency-key": mark(), "x-reason": mark() },
  );
  const { id } = body.data;
  await client.put(`/api/customers/${id}`, fields(), { "idempotency-key": mark(), "x-reason": mark() });
  for (let i = 0; i < 3; i++) {
    const subscription = { customerId: id, planCode, name: mark() };
    const { body: subscribed } = await client.post("/api/subscriptions", subscription, { "idempotency-key": mark() });
    await client.post(`/api/subscriptions/${subscribed.data.id}/cancel`, { reason: mark(), immediate: true });
  }
  return { id: String(id), externalId, marks };
}
