/**
 * The part of a log entry that is compressed: its event and, behind it, who made the change before. What comes out is byte
 * for byte what went in. Compressed bytes may differ from one version of zlib to the next, so they are never compared.
 *
 * Events have most of their text in common: it is in a dictionary, which the entry names by its number. A dictionary
 * stays for as long as there is an entry with its number, so for good. A new one comes from scripts/eventDictionary.ts.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Item } from "../aws/item.ts";
import type { ChangeActor } from "../base/actor.ts";
import { AppError } from "../base/errors.ts";
import { readJson } from "../base/json.ts";
import dictionaries from "./dictionaries.json" with { type: "json" };
import type { ChangeEvent, LogEntry } from "./event.ts";

const byNumber: ReadonlyMap<string, Buffer> = new Map(
  Object.entries(dictionaries).map(([number, text]) => [number, Buffer.from(text)]),
);
const CURRENT = "1";

/** The layout of entries with a packed event: core/aws/layout.ts. */
const SCHEMA = "2";

/** The event in a body. A log entry holds its text, which is what subscribers get. */
export const parseEvent = (body: string): ChangeEvent => readJson(body) as ChangeEvent;

/** The event's JSON has no line breaks, so the first one ends it. */
export const packedText = (body: string, actorBefore: ChangeActor | undefined): string =>
  actorBefore ? `${body}\n${JSON.stringify(actorBefore)}` : body;

/** The attributes of an entry that has an event. */
export const pack = (body: string, actorBefore: ChangeActor | undefined): Item => ({
  schema: { N: SCHEMA },
  dictionary: { N: CURRENT },
  body: { B: deflateRawSync(packedText(body, actorBefore), { dictionary: dictionaryOf(CURRENT) }) },
});

/** What was packed. @throws AppError `stored_by_newer_version` when this version has no such dictionary */
export function unpack(packed: Uint8Array, dictionary: string | undefined): Pick<LogEntry, "event" | "actorBefore"> {
  const text = inflateRawSync(packed, { dictionary: dictionaryOf(dictionary) }).toString();
  const [body = "", actorBefore] = text.split("\n", 2);
  const { id, event: name } = parseEvent(body);
  return {
    event: { id, name, body },
    ...(actorBefore === undefined ? {} : { actorBefore: readJson(actorBefore) as ChangeActor }),
  };
}

function dictionaryOf(number = ""): Buffer {
  const dictionary = byNumber.get(number);
  if (!dictionary) throw new AppError("stored_by_newer_version");
  return dictionary;
}
