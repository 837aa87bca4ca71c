/** The results of a mutation run: scores by file, and the mutants that no test noticed. */
import { readFileSync } from "node:fs";
import type { MutantResult } from "@stryker-mutator/api/core";
import { table } from "../../commands/run.ts";

/** In per cent of the mutants that can run. */
const GOAL = 85;
const GOAL_OF_A_FILE = 70;

type Mutants = readonly Pick<MutantResult, "fileName" | "status">[];

interface Score {
  killed: number;
  survived: number;
  /** In per cent; 100 for a file without mutants. */
  percent: number;
}

/** A mutant that causes an endless loop counts as noticed. Mutants that cannot run or are left out do not count. */
function scoreOf(mutants: Mutants): Score {
  const count = (...statuses: MutantResult["status"][]) =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  const [killed, survived] = [count("Killed", "Timeout"), count("Survived", "NoCoverage")];
  return { killed, survived, percent: killed + survived === 0 ? 100 : (100 * killed) / (killed + survived) };
}

const byFile = <T extends Mutants[number]>(mutants: readonly T[]): [file: string, mutants: T[]][] =>
  [...Map.groupBy(mutants, ({ fileName }) => fileName)].sort(([a], [b]) => (a < b ? -1 : 1));

/** The files that miss their goals, as sentences; empty when there are none. */
export function shortfalls(mutants: Mutants): string[] {
  const total = scoreOf(mutants).percent;
  const low = byFile(mutants)
    .map(([file, of]) => ({ file, percent: scoreOf(of).percent }))
    .filter(({ percent }) => percent < GOAL_OF_A_FILE);
  return [
    ...(total < GOAL ? [`${shown(total)} over all, below ${GOAL} %`] : []),
    ...low.map(({ file, percent }) => `${file} has ${shown(percent)}, below ${GOAL_OF_A_FILE} %`),
  ];
}

/** Each file's score, the total, and the surviving mutants with the code that they replace. */
export function report(mutants: readonly MutantResult[]): string {
  const row = (file: string, of: Mutants) => {
    const { killed, survived, percent } = scoreOf(of);
    return { file, score: shown(percent), killed: String(killed), survived: String(survived) };
  };
  const files = byFile(mutants);
  const survivors = files.flatMap(([file, of]) =>
    of.filter(({ status }) => status === "Survived" || status === "NoCoverage").map((mutant) => lineOf(file, mutant)),
  );
  return [
    table([...files.map(([file, of]) => row(file, of)), row("all", mutants)]),
    "",
    ...(survivors.length > 0 ? ["Survivors:", ...survivors] : ["No survivors."]),
  ].join("\n");
}

/** Truncated, so that a missed goal is never rounded up. */
const shown = (percent: number): string => `${(Math.floor(percent * 10) / 10).toFixed(1)} %`;

function lineOf(file: string, { location: { start, end }, status, replacement = "" }: MutantResult): string {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .slice(start.line - 1, end.line);
  const code = lines.map((line, i) =>
    line.slice(i === 0 ? start.column - 1 : 0, i === lines.length - 1 ? end.column - 1 : undefined),
  );
  const note = status === "NoCoverage" ? " (no test runs it)" : "";
  return `${file}:${start.line}:${start.column} ${short(code.join(" "))} -> ${short(replacement)}${note}`;
}

function short(code: string): string {
  const line = code.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
