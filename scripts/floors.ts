/**
 * The floors of the house, lowest first: a folder imports its own files and those of the floors below it. Folders of one
 * floor do not know each other. `npm run check` holds it by scripts/imports.ts, and docs/architecture.md draws it.
 * A folder named inside another one (`core/customers/subscription`) is a room of its own.
 */
export const floors: readonly (readonly string[])[] = [
  ["core/base"],
  ["core/aws"],
  ["core/pages"],
  ["core/organizations"],
  ["core/plans"],
  ["core/customers/subscription"],
  ["core/customers"],
  ["core/subscriptions"],
  ["core/changes"],
  ["core/events/parking", "core/search"],
  ["core/events"],
  ["core/events/repair"],
  ["core/http/generations"],
  ["core/http"],
  ["core/http/errorPages"],
  ["functions"],
];

/** A room and all that it must not import: the floors above it, and its neighbours on its own floor. */
export const stairs: readonly { room: string; above: readonly string[] }[] = floors
  .flatMap((floor, level) =>
    floor.map((room) => ({
      room,
      above: [...floor.filter((other) => other !== room), ...floors.slice(level + 1).flat()],
    })),
  )
  .filter(({ above }) => above.length > 0);

/** The files of a room as a regular expression, without those of the rooms inside it. */
export function filesOf(room: string): string {
  const inside = floors.flat().filter((other) => other.startsWith(`${room}/`));
  return `^${room}/${inside.map((other) => `(?!${other.slice(room.length + 1)}/)`).join("")}`;
}
