/** Moments of the past: in an address in UTC, in a field in the reader's time zone, and those of changes. */
import type { ChangeEvent } from "./api/api.ts";

/** The search parameters of a customer as it was. Both are ISO 8601 in UTC. */
export interface MomentsSearch {
  asOf?: string;
  /** Another moment, whose differences are shown. */
  comparedWith?: string;
}

/** Reads search parameters, which anyone may have typed. What is no moment is left out. */
export function readMomentsSearch({ asOf, comparedWith }: Record<string, unknown>): MomentsSearch {
  const [first, second] = [asOf, comparedWith].flatMap((text) => utcOf(text) ?? []);
  return { ...(first && { asOf: first }), ...(second && { comparedWith: second }) };
}

/** Without its zone, the same text would be another moment for another reader. */
const WITH_ZONE = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/;

const utcOf = (text: unknown): string | undefined =>
  typeof text === "string" && WITH_ZONE.test(text) ? isoOf(new Date(text)) : undefined;

const isoOf = (date: Date): string | undefined => (Number.isNaN(date.getTime()) ? undefined : date.toISOString());

/** A moment as a field for day and time has it, in the reader's time zone. Milliseconds are there if it has any. */
export function localOf(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [String(date.getFullYear()).padStart(4, "0"), two(date.getMonth() + 1), two(date.getDate())].join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  const milliseconds = date.getMilliseconds();
  return `${day}T${time}${milliseconds === 0 ? "" : `.${String(milliseconds).padStart(3, "0")}`}`;
}

/** The moment that such a field says; undefined while it says none. */
export const momentOf = (local: string): string | undefined => isoOf(new Date(local));

/** The last moment before one. */
export const justBefore = (iso: string): string => new Date(Date.parse(iso) - 1).toISOString();

/**
 * When each change of a history happened, newest first as they are: the history is in the order of the changes, so one whose
 * clock was behind is of the latest time before it.
 */
export function timesOf(events: readonly Pick<ChangeEvent, "timestamp" | "previous">[]): string[] {
  let latest = "";
  return events
    .toReversed()
    .map(({ timestamp, previous }) => {
      const before = typeof previous.updatedAt === "string" ? previous.updatedAt : "";
      for (const time of [before, timestamp]) if (time > latest) latest = time;
      return latest;
    })
    .toReversed();
}
