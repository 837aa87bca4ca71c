/** The names of time zones, out of moment-timezone's copy of tzdata: its zones and its links. */
import tzdata from "moment-timezone/data/packed/latest.json" with { type: "json" };

/** Every name that tzdata has, but for `Factory`, which says that nobody set one. */
export const timezoneNames = (): string[] =>
  [
    ...tzdata.zones.map((zone) => zone.split("|")[0] ?? ""),
    // A link's target comes first.
    ...tzdata.links.map((link) => link.split("|")[1] ?? ""),
  ].toSorted();

/** The names by their first part, which is written once; those of one part by `""`. */
export function timezones(): Record<string, string> {
  const areas = Map.groupBy(timezoneNames(), (name) => name.slice(0, Math.max(0, name.indexOf("/"))));
  return Object.fromEntries(
    [...areas].map(([area, names]) => [
      area,
      names.map((name) => (area === "" ? name : name.slice(area.length + 1))).join(" "),
    ]),
  );
}
