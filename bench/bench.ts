/** `npm run bench`: measures the bundles that a deploy ships, and prints the results. */
import { parseArgs } from "node:util";
import type { Results } from "./measure.ts";
import { type Figure, judge, type Measure, Unmeasurable } from "./measure.ts";
import { measures } from "./measures.ts";
import { machine, versions, writeResults } from "./results.ts";
import { deployed } from "./support/build.ts";
import { leaveTheCore } from "./support/cores.ts";

const USAGE = `Measures the bundles that a deploy ships, on this machine. Takes about nine minutes.

npm run bench -- [--json] [--only NAME] [--long]

  --json       prints one JSON object instead of the table
  --only NAME  measures only figures whose names begin with NAME, and writes no results
  --long       more rounds, and 1,000,000 customers
  --help       prints this

A run of everything writes bench/results/ and the tables of the READMEs.
`;

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    long: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  process.stdout.write(USAGE);
  process.exit();
}

// Engines and folders are removed with this process, however it ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const isWanted = (name: string): boolean => name.startsWith(options.only);
const wanted = measures.filter(({ goals }) => Object.keys(goals).some(isWanted));
if (wanted.length === 0) {
  console.error(`No figure begins with ${options.only}.`);
  process.exit(1);
}

const results = await takeAll();
if (options.only === "") writeResults(results);
process.stdout.write(options.json ? `${JSON.stringify(results.figures, null, 2)}\n` : table(results));
process.exit();

async function takeAll(): Promise<Results> {
  const startedAt = Date.now();
  const results: Results = {
    date: new Date().toISOString(),
    seconds: 0,
    long: options.long,
    machine: machine(),
    versions: versions(),
    figures: {},
    unmeasured: {},
  };
  progress("building the bundles");
  // With all cores: after this, one is reserved for what is measured.
  await deployed();
  leaveTheCore();
  for (const [index, measure] of wanted.entries()) {
    const say = (text: string) => progress(`${index + 1}/${wanted.length} ${measure.name}: ${text}`);
    say("");
    await take(measure, say, results);
  }
  progress("");
  results.seconds = Math.round((Date.now() - startedAt) / 1_000);
  return results;
}

async function take({ goals, take }: Measure, say: (text: string) => void, results: Results): Promise<void> {
  try {
    const measured = await take({ long: options.long, isWanted, progress: say });
    for (const [name, { goal }] of Object.entries(goals).filter(([name]) => isWanted(name)))
      results.figures[name] = judge(goal, measured[name] ?? Number.NaN);
  } catch (error) {
    if (!(error instanceof Unmeasurable)) throw error;
    for (const name of Object.keys(goals).filter(isWanted)) results.unmeasured[name] = error.message;
  }
}

/** A single line that is overwritten, or one line per measure if the output is not a terminal. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text !== "" && !/\d\/\d+$/.test(text.split(": ")[1] ?? "")) console.error(text);
}

function table({ figures, unmeasured }: Results): string {
  const definitions: Record<string, Figure> = Object.assign({}, ...measures.map(({ goals }) => goals));
  const lines = Object.entries(figures).map(([name, { value, goal, met }]) => {
    const { what = "", aim, why } = definitions[name] ?? {};
    const shownGoal = goal === null ? "" : `${goal}${aim === undefined ? "" : ` (aim ${aim})`}`;
    const verdict = goal === null ? "reported" : met ? "met" : "MISSED";
    const line = `${name.padEnd(24)} ${String(value).padStart(8)}  ${shownGoal.padEnd(16)} ${verdict.padEnd(8)} ${what}`;
    return met || why === undefined ? line : `${line}\n${" ".repeat(25)}${why}`;
  });
  const missing = Object.entries(unmeasured).map(([name, why]) => `${name.padEnd(24)} not measured: ${why}`);
  return `${[`${"figure".padEnd(24)}    value  goal`, ...lines, ...missing].join("\n")}\n`;
}
