/** Packed events in the log, as it is stored. */
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import type { Item } from "../../core/aws/item.ts";
import type { Customer } from "../../core/customers/customer.ts";
import type { LogEntry } from "../../core/events/event.ts";
import { pack } from "../../core/events/packing.ts";
import { changed, newCustomer, recordOf } from "./records.ts";
import { call, useEvents } from "./support.ts";

const events = useEvents();

/** The entry of a change, which has an event. */
function entryOf(after: Customer, before?: Customer): LogEntry & Required<Pick<LogEntry, "event">> {
  const [entry] = events.entriesOf([recordOf(after, before)]);
  if (!entry?.event) throw new Error("The change has no event");
  return { ...entry, event: entry.event };
}

describe("what is packed", () => {
  test("is the same through the log, and when it is written twice", async () => {
    const first = newCustomer({ fullName: "é\u2028😀" });
    const entry = entryOf(changed(first, { fullName: "\uFFFE" }), first);
    await events.core.appendToLog(call(), [entry]);
    await events.core.appendToLog(call(), [entry]);
    expect(await events.core.readLogFrom(call(), events.core.orderKey(entry), 1)).toEqual([entry]);
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
