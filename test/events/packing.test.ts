import { hash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Item } from "../../core/aws/item.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { entryOf } from "../../core/events/derive.ts";
import dictionaries from "../../core/events/dictionaries.json" with { type: "json" };
import { pack, unpack } from "../../core/events/packing.ts";
import { scaled } from "../support/scale.ts";
import { newCustomer, recordOf } from "./records.ts";

const unpacked = (item: Item) => unpack(item.body?.B ?? new Uint8Array(), item.dictionary?.N);

/** The event of a customer's creation. */
function eventOf(fields: Partial<Customer>) {
  const event = entryOf(recordOf(newCustomer(fields)), 60)?.event;
  if (!event) throw new Error("The change has no event");
  return event;
}

describe("what is packed", () => {
  test("comes out byte for byte, whatever a customer holds", () => {
    void fc.assert(
      fc.property(
        fc.record({ fullName: fc.string({ unit: "grapheme" }), metadata: fc.dictionary(fc.string(), fc.jsonValue()) }),
        fc.option(fc.record({ keyId: fc.string(), name: fc.string(), requestId: fc.string(), reason: fc.string() })),
        ({ fullName, metadata }, actorBefore) => {
          const event = eventOf({ fullName, metadata: JSON.stringify(metadata) });
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
    const event = eventOf({ metadata: JSON.stringify({ noise: noise.join("") }) });
    expect(unpacked(pack(event.body, undefined)).event).toEqual(event);
  });

  test("comes out when another version of zlib has packed it", () => {
    const event = eventOf({ fullName: "é\u2028😀" });
    const packed = deflateRawSync(event.body, { dictionary: Buffer.from(dictionaries["1"]), level: 1, memLevel: 1 });
    expect(unpack(packed, "1")).toEqual({ event });
  });

  test("takes a third of the room at most, and names the layout and the dictionary that reading it takes", () => {
    const { body } = eventOf({ fullName: "Ann", externalId: "user_1" });
    const item = pack(body, undefined);
    expect(item).toEqual({ schema: { N: "2" }, dictionary: { N: "1" }, body: { B: expect.any(Uint8Array) } });
    expect(item.body?.B?.length).toBeLessThan(body.length / 3);
  });

  test.each(["999", undefined])(
    "by a dictionary that this version has not, %s, is refused, not misread",
    (dictionary) => {
      const { body } = pack(eventOf({}).body, undefined);
      expect(() => unpack(body?.B ?? new Uint8Array(), dictionary)).toThrow(
        expect.objectContaining({ code: "stored_by_newer_version" }),
      );
    },
  );
});

test("a dictionary that was released stays as it is: entries that name it are read with it for good", () => {
  const released = ["8e19e52c8f6e8970cd6b3ef6ea9815e06ab5df52c1ebd7a35e78ed4ebf32bb19"];
  expect(Object.keys(dictionaries)).toEqual(released.map((_, i) => String(i + 1)));
  expect(Object.values(dictionaries).map((text) => hash("sha256", text))).toEqual(released);
});
