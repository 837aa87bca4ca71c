/** Draws the results: each figure relative to its goal. */
import type { Results } from "./measure.ts";

const ROW = 22;
const LEFT = 190;
const SCALE = 300;
const WIDTH = LEFT + SCALE * 1.5 + 110;
const TOP = 44;
/** Figures that should be high. */
const MINIMA = ["front", "import.rows"];

/** An SVG with a bar for each figure that has a goal; bars beyond the line miss it. */
export function plot({ figures, date }: Pick<Results, "figures" | "date">): string {
  const rows = Object.entries(figures).flatMap(([name, { value, goal, met }]) => {
    if (goal === null) return [];
    // A minimum is inverted, so that shorter is always better.
    const share = MINIMA.includes(name) ? goal / value : value / goal;
    return [{ name, share, met, text: `${value} (${goal})` }];
  });
  const bars = rows.map(({ name, share, met, text }, index) => {
    const y = TOP + index * ROW;
    const width = Math.round(Math.min(share, 1.5) * SCALE);
    return [
      `<text x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${name}</text>`,
      `<rect x="${LEFT}" y="${y + 3}" width="${width}" height="${ROW - 7}" fill="${met ? "#2f6f4f" : "#b3432b"}"/>`,
      `<text x="${LEFT + width + 6}" y="${y + 14}">${text}</text>`,
    ].join("");
  });
  const height = TOP + rows.length * ROW + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<title>The figures of npm run bench</title>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="${LEFT}" y="18" font-weight="bold">Value as a share of its goal, ${date.slice(0, 10)}: shorter is better</text>
<text x="${LEFT}" y="36">value (goal); the line is the goal</text>
${bars.join("\n")}
<line x1="${LEFT + SCALE}" y1="${TOP - 2}" x2="${LEFT + SCALE}" y2="${height - 8}" stroke="#222222" stroke-dasharray="4 3"/>
</svg>
`;
}
