/** Time zones by tzdata's names. The runtime's own list knows fewer of them, and takes some that tzdata never had. */

/** By lower-case name. */
let names: ReadonlyMap<string, string> | undefined;

/** A time zone's name as tzdata writes it, whatever its case; undefined for what tzdata does not have. */
export async function timezoneNamed(name: string): Promise<string | undefined> {
  // Loaded when a time zone is sent first: no other request needs it.
  names ??= namesIn((await import("./timezones.json", { with: { type: "json" } })).default);
  return names.get(name.toLowerCase());
}

/**
 * Whether a customer may have been given this one before names were tzdata's: the runtime was asked, which knows Java's old
 * letters and any case, and calls offsets by no name.
 */
export function wasTimezone(name: string): boolean {
  try {
    return /^[a-z]/i.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const namesIn = (areas: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(areas)
      .flatMap(([area, places]) => places.split(" ").map((place) => (area === "" ? place : `${area}/${place}`)))
      .map((name) => [name.toLowerCase(), name]),
  );
