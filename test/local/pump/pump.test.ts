/**
 * The stream pump does locally what Lambda's event source mapping does on AWS. On the real engine, with handlers that
 * fail.
 */
import type { DynamoDBStreamEvent } from "aws-lambda";
import { afterEach, describe, expect, test } from "vitest";
import { reservationItem } from "../../../core/customers/item.ts";
import { StreamGapError } from "../../../local/pump/streamReader.ts";
import { until } from "../npmStart.ts";
import { customer, type Handler, Source, sequencesOf, stopSources } from "./source.ts";

afterEach(async () => {
  delete process.env.ACCEPT_STREAM_GAP;
  await stopSources();
});

const DONE = { batchItemFailures: [] };

/** The event of an invocation, and whether it succeeded. */
interface Invocation {
  event: DynamoDBStreamEvent;
  ended: "done" | "failed";
}

/** A handler that records its events; `answer` may name records that failed, or throw. */
function recording(answer: Handler = async () => DONE) {
  const invocations: Invocation[] = [];
  const handler: Handler = async (event) => {
    const invocation: Invocation = { event, ended: "failed" };
    invocations.push(invocation);
    const response = await answer(event);
    invocation.ended = "done";
    return response;
  };
  return {
    handler,
    events: () => invocations.map(({ event }) => event),
    /** The sequence numbers of each invocation. */
    given: () => invocations.map(({ event }) => sequencesOf(event)),
    done: () => invocations.filter(({ ended }) => ended === "done").map(({ event }) => sequencesOf(event)),
  };
}

/** Publishes records up to this one, and none after it. */
const upTo =
  (last: number): Handler =>
  async (event) => {
    const failed = sequencesOf(event).find((sequence) => sequence > last);
    return failed === undefined ? DONE : { batchItemFailures: [{ itemIdentifier: String(failed) }] };
  };

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("what the handler gets", () => {
  test("is Lambda's DynamoDBStreamEvent: images in DynamoDB's JSON, the time in seconds, the stream's ARN", async () => {
    const source = await Source.start();
    const [first, second] = [customer("cus_1", 1), customer("cus_1", 2)];
    await source.put(first, second);
    const { handler, events } = recording();

    source.startPump(handler);

    await until(() => events().flatMap(({ Records }) => Records).length === 2);
    const [inserted, modified] = events().flatMap(({ Records }) => Records);
    const now = Date.now() / 1_000;
    const common = {
      eventVersion: expect.stringMatching(/^1\./),
      eventSource: "aws:dynamodb",
      eventSourceARN: source.stream.arn,
      awsRegion: "us-east-1",
    };
    const change = {
      Keys: { pk: { S: "org_a#cus_1" } },
      SizeBytes: expect.any(Number),
      StreamViewType: "NEW_AND_OLD_IMAGES",
      ApproximateCreationDateTime: expect.any(Number),
    };
    expect(inserted).toEqual({
      ...common,
      eventID: expect.any(String),
      eventName: "INSERT",
      dynamodb: { ...change, NewImage: first, SequenceNumber: "1" },
    });
    expect(modified).toEqual({
      ...common,
      eventID: expect.any(String),
      eventName: "MODIFY",
      dynamodb: { ...change, NewImage: second, OldImage: first, SequenceNumber: "2" },
    });
    expect(modified?.eventID).not.toBe(inserted?.eventID);
    const writtenAt = inserted?.dynamodb?.ApproximateCreationDateTime ?? 0;
    expect(writtenAt).toBe(Math.floor(writtenAt));
    expect(Math.abs(now - writtenAt)).toBeLessThan(60);
    // Lambda passes it as JSON, which must lose nothing.
    expect(JSON.parse(JSON.stringify(inserted))).toEqual(inserted);
  });

  test("comes in batches of at most 100, in the order of the changes, each record once", async () => {
    const source = await Source.start();
    await source.putMany(250);
    const { handler, given } = recording();

    source.startPump(handler);

    await until(() => source.publishedTo === "250");
    expect(Math.max(...given().map(({ length }) => length))).toBe(100);
    expect(given().flat()).toEqual(range(1, 250));
  });

  test("holds no reservation, no item without a version and no deletion, and these hold nothing up", async () => {
    const source = await Source.start();
    await source.put(reservationItem("org_a", "cus_reserved", "cus_1"), { pk: { S: "other" } });
    await source.delete("other");
    const { handler, events } = recording();
    source.startPump(handler);
    await until(() => source.publishedTo === "3");

    await source.put(customer("cus_1"), reservationItem("org_a", "cus_reserved2", "cus_1"), customer("cus_2"));
    await until(() => source.publishedTo === "6");

    const given = events().flatMap(({ Records }) => Records.map(({ dynamodb }) => dynamodb?.NewImage?.pk?.S));
    expect(given).toEqual(["org_a#cus_1", "org_a#cus_2"]);
  });
});

test("the indexer gets deletions of customers too, and no reservation", async () => {
  const source = await Source.start();
  await source.put(customer("cus_1"), reservationItem("org_a", "cus_reserved", "cus_1"));
  await source.delete("org_a#cus_1");
  await source.delete("org_a#cus_reserved");
  const { handler, events } = recording();

  source.startPump(handler, "indexer");

  await until(() => source.doneTo("indexer") === "4");
  const given = events().flatMap(({ Records }) => Records.map(({ eventName }) => eventName));
  expect(given).toEqual(["INSERT", "REMOVE"]);
});

describe("a handler that fails", () => {
  test("is given the batch again from the record that it names, and nothing before it", async () => {
    const source = await Source.start();
    await source.putMany(6);
    let failures = 0;
    const { handler, given } = recording(async () =>
      failures++ < 2 ? { batchItemFailures: [{ itemIdentifier: "3" }] } : DONE,
    );

    source.startPump(handler);

    await until(() => source.publishedTo === "6");
    expect(given()).toEqual([range(1, 6), range(3, 6), range(3, 6)]);
  });

  test("that names several is given the batch again from the lowest of them", async () => {
    const source = await Source.start();
    await source.putMany(6);
    let failures = 0;
    const { handler, given } = recording(async () =>
      failures++ < 1 ? { batchItemFailures: [{ itemIdentifier: "5" }, { itemIdentifier: "2" }] } : DONE,
    );

    source.startPump(handler);

    await until(() => source.publishedTo === "6");
    expect(given()).toEqual([range(1, 6), range(2, 6)]);
  });

  test("that names a record it was not given gets all of the batch again", async () => {
    const source = await Source.start();
    await source.putMany(3);
    let failures = 0;
    const { handler, given } = recording(async () =>
      failures++ < 1 ? { batchItemFailures: [{ itemIdentifier: "unknown" }] } : DONE,
    );

    source.startPump(handler);

    await until(() => source.publishedTo === "3");
    expect(given()).toEqual([range(1, 3), range(1, 3)]);
  });

  test("by throwing is given halves until the record to blame stands alone; what went before is not given again", async () => {
    const source = await Source.start();
    await source.putMany(8);
    let isCured = false;
    const { handler, given, done } = recording(async (event) => {
      if (sequencesOf(event).includes(6) && !isCured) throw new Error("cannot");
      return DONE;
    });

    source.startPump(handler);

    const isAlone = (batch: number[]) => batch.join() === "6";
    await until(() => given().filter(isAlone).length === 3);
    const publishedMeanwhile = done();
    isCured = true;
    await until(() => source.publishedTo === "8");
    expect(publishedMeanwhile).toEqual([range(1, 4), [5]]);
    expect(done().flat()).toEqual(range(1, 8));
    const firstAlone = given().findIndex(isAlone);
    expect(given().slice(0, firstAlone)).toEqual([
      range(1, 8),
      range(1, 4),
      range(5, 8),
      [5, 6],
      [5],
      [6, 7, 8],
      [6, 7],
    ]);
    expect(Math.min(...given().slice(firstAlone).flat())).toBe(6);
  });
});

describe("two consumers", () => {
  test("go on whatever the other does: one that fails for good holds up nobody but itself", async () => {
    const source = await Source.start();
    await source.putMany(250);
    const failing = recording(upTo(120));
    const working = recording();

    source.startPump(failing.handler, "publisher");
    source.startPump(working.handler, "indexer");

    await until(() => source.doneTo("indexer") === "250" && failing.given().some(([first]) => first === 121));
    expect(source.doneTo("publisher")).toBe("120");
    expect(working.given().flat()).toEqual(range(1, 250));
  });

  test("that lose the same changes say so each, and what mends it", async () => {
    const before = await Source.start();
    await before.putMany(2);
    before.startPump(recording().handler, "publisher");
    before.startPump(recording().handler, "indexer");
    await until(() => before.doneTo("publisher") === "2" && before.doneTo("indexer") === "2");
    await before.stop();
    before.sql("DELETE FROM _stream_records");
    const source = await Source.start(before.dataDir);

    const failures = [
      await source.startPump(recording().handler, "publisher").failure,
      await source.startPump(recording().handler, "indexer").failure,
    ];

    expect(String(failures[0])).toMatch(/before they were published .* npm run events -- verify --repair/);
    expect(String(failures[1])).toMatch(/before they were indexed .* npm run search -- rebuild/);
  });

  test("may begin at different times: the indexer takes what is left of a stream that was trimmed before", async () => {
    const before = await Source.start();
    await before.putMany(4);
    before.sql("DELETE FROM _stream_records WHERE CAST(sequence_number AS INTEGER) <= 2");
    const { handler, given } = recording();

    before.startPump(handler, "indexer");

    await until(() => before.doneTo("indexer") === "4");
    expect(given()).toEqual([[3, 4]]);
  });
});

const checkpointOf = ({ checkpoint }: Source) => {
  if (!checkpoint) throw new Error("The pump has not run yet");
  return checkpoint;
};

describe("the checkpoint", () => {
  test("survives a restart: another pump on the folder gives only what is new", async () => {
    const first = await Source.start();
    await first.putMany(3);
    const pump = first.startPump(recording().handler);
    await until(() => first.publishedTo === "3");
    await first.stop();
    await pump.failure;
    const second = await Source.start(first.dataDir);
    await second.put(customer("cus_1"));
    const { handler, given } = recording();

    second.startPump(handler);

    await until(() => second.publishedTo === "4");
    expect(given()).toEqual([[4]]);
  });

  test("never stands behind a record that was not published: what failed before a restart is given after it", async () => {
    const first = await Source.start();
    await first.putMany(3);
    const failing = recording(async () => ({ batchItemFailures: [{ itemIdentifier: "2" }] }));
    first.startPump(failing.handler);
    await until(() => failing.given().length === 3);
    await first.stop();
    const second = await Source.start(first.dataDir);
    const { handler, given } = recording();

    second.startPump(handler);

    await until(() => second.publishedTo === "3");
    expect(given()).toEqual([[2, 3]]);
  });

  test("of another stream is ignored: a table that was created again is published from its first change on", async () => {
    const first = await Source.start();
    await first.putMany(2);
    const pump = first.startPump(recording().handler);
    await until(() => first.publishedTo === "2");
    await first.stop();
    await pump.failure;
    const { streamArn, ...rest } = checkpointOf(first);
    first.setCheckpoint({ ...rest, streamArn: `${streamArn}9` });
    const second = await Source.start(first.dataDir);
    const { handler, given } = recording();

    second.startPump(handler);

    await until(() => second.checkpoint?.streamArn === second.stream.arn && second.publishedTo === "2");
    expect(given()).toEqual([[1, 2]]);
  });
});

describe("a gap in the stream", () => {
  /**
   * Some of six changes are published, then some are lost, then three more are made. `left` is what is still to be
   * read.
   */
  const gaps: [where: string, published: number, lost: string, left: number[]][] = [
    ["in the middle", 0, "n = 3", [1, 2, ...range(4, 9)]],
    ["before its first record", 0, "n <= 2", range(3, 9)],
    ["right after what is published", 2, "n IN (3, 4)", range(5, 9)],
    ["that takes with it what is published", 2, "n <= 4", range(5, 9)],
    // The engine uses those numbers again: judged by its number alone, the last published record seems to exist.
    ["at its end", 6, "n > 3", range(1, 6)],
    ["that leaves nothing", 6, "n > 0", range(1, 3)],
  ];

  async function withGap(published: number, lost: string): Promise<Source> {
    const before = await Source.start();
    await before.putMany(6);
    const { handler, given } = recording(upTo(published));
    before.startPump(handler);
    await until(() => given().length > 0 && before.publishedTo === (published === 0 ? undefined : String(published)));
    await before.stop();
    before.sql(`DELETE FROM _stream_records WHERE ${lost.replace("n", "CAST(sequence_number AS INTEGER)")}`);
    const source = await Source.start(before.dataDir);
    await source.put(customer("cus_a"), customer("cus_b"), customer("cus_c"));
    return source;
  }

  test.each(gaps)("%s stops the pump with a StreamGapError, and nothing past it is published", async (_, ...gap) => {
    const [published, lost] = gap;
    const source = await withGap(published, lost);
    const { handler, given } = recording();

    const failure = await source.startPump(handler).failure;

    expect(failure).toBeInstanceOf(StreamGapError);
    expect(String(failure)).toMatch(/verify --repair.*ACCEPT_STREAM_GAP=1/);
    expect(given()).toEqual([]);
  });

  test.each(gaps)("%s is passed with ACCEPT_STREAM_GAP, once: all that is left is published", async (_, ...gap) => {
    const [published, lost, left] = gap;
    const source = await withGap(published, lost);
    process.env.ACCEPT_STREAM_GAP = "1";
    const accepting = recording();
    const pump = source.startPump(accepting.handler);
    await until(() => accepting.done().flat().length === left.length);
    await source.stop();
    await pump.failure;
    delete process.env.ACCEPT_STREAM_GAP;
    const again = await Source.start(source.dataDir);
    await again.put(customer("cus_c"));
    const { handler, given } = recording();

    again.startPump(handler);

    await until(() => given().length > 0);
    expect(accepting.given().flat()).toEqual(left);
    expect(given()).toEqual([[Math.max(...left) + 1]]);
  });
});

test("a gap is passed with ACCEPT_STREAM_GAP once, also when nothing was left to publish", async () => {
  const before = await Source.start();
  await before.putMany(2);
  before.startPump(recording().handler);
  await until(() => before.publishedTo === "2");
  await before.stop();
  before.sql("DELETE FROM _stream_records");
  process.env.ACCEPT_STREAM_GAP = "1";
  const accepting = await Source.start(before.dataDir);
  const pump = accepting.startPump(recording().handler);
  await until(() => accepting.publishedTo === undefined);
  await accepting.stop();
  await pump.failure;
  delete process.env.ACCEPT_STREAM_GAP;
  const source = await Source.start(before.dataDir);
  await source.put(customer("cus_1"));
  const { handler, given } = recording();

  source.startPump(handler);

  await until(() => given().length > 0);
  expect(given()).toEqual([[1]]);
});

describe("trimming", () => {
  /** Many copies of one change. */
  const fill = (source: Source, upTo: number) =>
    source.sql(`
      WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${upTo})
      INSERT INTO _stream_records (table_name, event_name, keys_json, new_image, sequence_number, shard_id, created_at)
      SELECT table_name, event_name, keys_json, new_image, CAST(n AS TEXT), shard_id, created_at
      FROM _stream_records, numbers WHERE sequence_number = '1'`);

  const recordsIn = (source: Source) =>
    source.sql(`
      SELECT MIN(CAST(sequence_number AS INTEGER)) AS first, MAX(CAST(sequence_number AS INTEGER)) AS last, COUNT(*) AS count
      FROM _stream_records`)[0];

  test.each([
    ["publisher", "indexer"],
    ["indexer", "publisher"],
  ] as const)("waits for the %s, however far the %s is", async (slow, fast) => {
    const source = await Source.start();
    await source.put(customer("cus_1"));
    fill(source, 8_000);
    const { handler, given } = recording(async () => ({ batchItemFailures: [{ itemIdentifier: "1" }] }));

    source.startPump(handler, slow);
    source.startPump(recording().handler, fast);

    await until(() => given().length >= 3 && source.doneTo(fast) === "8000");
    expect(recordsIn(source)).toEqual({ first: 1, last: 8_000, count: 8_000 });
  });

  test("keeps the log short as its consumers are done with it, without a gap for who reads on", async () => {
    const source = await Source.start();
    await source.put(customer("cus_1"));
    fill(source, 6_250);
    // Records after 6,150 are not published, so they must stay.
    const { handler, given } = recording(upTo(6_150));
    source.startPump(handler);
    source.startPump(recording().handler, "indexer");
    await until(() => given().some(([first]) => first === 6_151) && source.doneTo("indexer") === "6250");
    const trimmed = recordsIn(source);
    await source.stop();

    const again = await Source.start(source.dataDir);
    await again.put(customer("cus_2"));
    const later = recording();
    again.startPump(later.handler);

    await until(() => again.publishedTo === "6251");
    expect(trimmed).toEqual({ first: 5_001, last: 6_250, count: 1_250 });
    expect(later.given().flat()).toEqual(range(6_151, 6_251));
  });
});
