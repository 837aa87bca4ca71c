import { hash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import type { Item } from "../../core/aws/item.ts";
import type { Customer } from "../../core/customers/customer.ts";
import dictionaries from "../../core/events/dictionaries.json" with { type: "json" };
import type { LogEntry } from "../../core/events/event.ts";
import { pack, unpack } from "../../core/events/packing.ts";
import { scaled } from "../support/scale.ts";
import { changed, newCustomer, recordOf } from "./records.ts";
import { call, useEvents } from "./support.ts";

const events = useEvents();

const unpacked = (item: Item) => unpack(item.body?.B ?? new Uint8Array(), item.dictionary?.N);

/** The entry of a change, which has an event. */
function entryOf(after: Customer, before?: Customer): LogEntry & Required<Pick<LogEntry, "event">> {
  const [entry] = events.entriesOf([recordOf(after, before)]);
  if (!entry?.event) throw new Error("The change has no event");
  return { ...entry, event: entry.event };
}

describe("what is packed", () => {
  test("comes out byte for byte, whatever a customer holds", () => {
    void fc.assert(
      fc.property(
        fc.record({ fullName: fc.string({ unit: "grapheme" }), metadata: fc.dictionary(fc.string(), fc.jsonValue()) }),
        fc.option(fc.record({ keyId: fc.string(), name: fc.string(), requestId: fc.string(), reason: fc.string() })),
        ({ fullName, metadata }, actorBefore) => {
          const { event } = entryOf(newCustomer({ fullName, metadata: JSON.stringify(metadata) }));
          expect(unpacked(pack(event.body, actorBefore ?? undefined))).toEqual({
            event,
            ...(actorBefore ? { actorBefore } : {}),
          });
        },
      ),
      { numRuns: scaled(50, 5_000) },
    );
  });

  test("comes out where nothing can be saved, and where it is as large as a customer can be", () => {
    const noise = Array.from({ length: 16_000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7_919) % 20_000)));
    const { event } = entryOf(newCustomer({ metadata: JSON.stringify({ noise: noise.join("") }) }));
    expect(unpacked(pack(event.body, undefined)).event).toEqual(event);
  });

  test("is the same through the log, written twice, and when another version of zlib has packed it", async () => {
    const first = newCustomer({ fullName: "é\u2028😀" });
    const entry = entryOf(changed(first, { fullName: "\uFFFE" }), first);
    const key = events.core.orderKey(entry);
    await events.core.appendToLog(call(), [entry]);
    await events.core.appendToLog(call(), [entry]);
    expect(await events.core.readLogFrom(call(), key, 1)).toEqual([entry]);

    const dictionary = Buffer.from(dictionaries["1"]);
    const B = deflateRawSync(entry.event.body, { dictionary, level: 1, memLevel: 1 });
    await putEntry(entry, { schema: { N: "2" }, dictionary: { N: "1" }, body: { B } });
    expect(await events.core.readLogFrom(call(), key, 1)).toEqual([entry]);
  });

  test("is not needed: entries from before version 0.2 are whole text, and are read", async () => {
    const entry = entryOf(newCustomer());
    const { id, name, body } = entry.event;
    await putEntry(entry, { id: { S: id }, name: { S: name }, body: { S: body } });
    expect(await events.core.readLogFrom(call(), events.core.orderKey(entry), 1)).toEqual([entry]);
  });

  test("by a newer version's dictionary is refused, not misread", async () => {
    const entry = entryOf(newCustomer());
    await putEntry(entry, { ...pack(entry.event.body, undefined), dictionary: { N: "999" } });
    const read = events.core.readLogFrom(call(), events.core.orderKey(entry), 1);
    await expect(read).rejects.toMatchObject({ code: "stored_by_newer_version" });
  });
});

test("a dictionary that was released stays as it is: entries that name it are read with it for good", () => {
  const released = ["8e19e52c8f6e8970cd6b3ef6ea9815e06ab5df52c1ebd7a35e78ed4ebf32bb19"];
  expect(Object.keys(dictionaries)).toEqual(released.map((_, i) => String(i + 1)));
  expect(Object.values(dictionaries).map((text) => hash("sha256", text))).toEqual(released);
});

/** Writes an entry's item with these attributes. */
async function putEntry(entry: LogEntry, attributes: Item): Promise<void> {
  const Item: Item = {
    pk: { S: events.core.orderKey(entry) },
    sk: { S: String(entry.sequence).padStart(12, "0") },
    expiresAt: { N: String(entry.expiresAt) },
    ...attributes,
  };
  const RequestItems = { [process.env.EVENTS_TABLE ?? ""]: [{ PutRequest: { Item } }] };
  await dynamodb().send(new BatchWriteItemCommand({ RequestItems }));
}
