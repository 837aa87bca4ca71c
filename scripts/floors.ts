/**
 * The floors, lowest first. A folder may import its own files and those of the floors below it; folders on the same
 * floor must not import each other. `npm run check` enforces this with scripts/imports.ts, and docs/architecture.md
 * shows it. A folder listed separately from its parent (`core/customers/subscription`) counts as a room of its own.
 */
export const floors: readonly (readonly string[])[] = [
  ["core/base"],
  ["core/aws"],
  ["core/pages"],
  ["core/organizations"],
  ["core/apiKeys"],
  ["core/plans"],
  ["core/customers/subscription"],
  ["core/customers"],
  ["core/subscriptions"],
  ["core/erasures"],
  ["core/changes"],
  ["core/events/feed", "core/events/parking", "core/search"],
  ["core/events"],
  ["core/canary", "core/events/repair", "core/events/waiting", "core/moving"],
  ["core/subscribers"],
  ["core/http/generations"],
  ["core/http"],
  ["core/http/errorPages"],
  ["functions"],
];

/** A room, and what it must not import: the floors above it, and the other rooms on its floor. */
export const stairs: readonly { room: string; above: readonly string[] }[] = floors
  .flatMap((floor, level) =>
    floor.map((room) => ({
      room,
      above: [...floor.filter((other) => other !== room), ...floors.slice(level + 1).flat()],
    })),
  )
  .filter(({ above }) => above.length > 0);

/** A regular expression for the files of a room, without those of rooms inside it. */
export function filesOf(room: string): string {
  const inside = floors.flat().filter((other) => other.startsWith(`${room}/`));
  return `^${room}/${inside.map((other) => `(?!${other.slice(room.length + 1)}/)`).join("")}`;
}
