/** Draws docs/architecture.md's picture: the folders of scripts/floors.ts as stairs, and which folder imports which. */
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { filesOf, floors } from "./floors.ts";
import { options } from "./imports.ts";

const rooms = floors.flat();
const patterns = new Map(rooms.map((room) => [room, new RegExp(filesOf(room))]));

/** In pixels: height and width of a step, space for the names on the right, margin. */
const STEP = 34;
const ROW = 26;
const NAMES = 190;
const MARGIN = 10;

/** The folder in scripts/floors.ts to which a file belongs. */
const roomOf = (file: string): string | undefined => rooms.find((room) => patterns.get(room)?.test(file));

/** The folders that each folder's files import; types and dynamic imports count. */
async function readImports(): Promise<Map<string, Set<string>>> {
  const { tsConfig: _, ...others } = options;
  const { output } = await cruise(["core", "functions"], others, { extensions: [".ts"] });
  const imports = new Map(rooms.map((room) => [room, new Set<string>()]));
  for (const { source, dependencies } of (output as ICruiseResult).modules)
    for (const { resolved } of dependencies) {
      const [from, to] = [roomOf(source), roomOf(resolved)];
      if (from !== undefined && to !== undefined && from !== to) imports.get(from)?.add(to);
    }
  return imports;
}

/**
 * The picture as SVG: each folder is a step above those that it may import, with a dot on its line over each one that
 * it imports. Its only words are the folders' names, so that it is the same in every language.
 */
export async function architecture(): Promise<string> {
  const imports = await readImports();
  const width = MARGIN + rooms.length * STEP + NAMES;
  const height = 2 * MARGIN + rooms.length * ROW;
  const left = (index: number): number => MARGIN + index * STEP;
  const top = (index: number): number => MARGIN + (rooms.length - 1 - index) * ROW;
  const lines = rooms.map((_, index) => {
    const [x, y] = [left(index) + STEP / 2, top(index) + ROW / 2];
    return `<path d="M${left(0) + STEP / 2} ${y}H${x}V${MARGIN}" fill="none" stroke="#dcd7cb"/>`;
  });
  const dots = rooms.flatMap((room, index) =>
    rooms.flatMap((other, place) =>
      imports.get(room)?.has(other)
        ? [`<circle cx="${left(place) + STEP / 2}" cy="${top(index) + ROW / 2}" r="5"/>`]
        : [],
    ),
  );
  const steps = rooms.flatMap((room, index) => [
    `<rect x="${left(index)}" y="${top(index) + 2}" width="${STEP}" height="${ROW - 4}" rx="3" fill="${colourOf(room)}"/>`,
    `<text x="${left(index) + STEP + 8}" y="${top(index) + ROW / 2 + 4}">${room}/</text>`,
  ]);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">
<title>core/, functions/</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${[...lines, ...steps, ...dots].join("\n")}
</svg>
`;
}

/** One colour for code above the domain, one for the domain, one for code below it. */
function colourOf(room: string): string {
  if (/^core\/(base|aws|pages)$/.test(room)) return "#8a8577";
  return /^(functions|core\/http\b)/.test(room) ? "#b3732b" : "#2f6f4f";
}
