/** `npm run customers -- import`: customers out of a file, each row once however often it is begun. */
import { setTimeout as sleep } from "node:timers/promises";
import { Command, Option } from "commander";
import { hashedId } from "../../core/base/ids.ts";
import type { ImportRun, SourceRow } from "../../core/moving/importing.ts";
import { importAll } from "../../core/moving/pipeline.ts";
import { findOrganization } from "../../core/organizations/administration.ts";
import type { Organization } from "../../core/organizations/organization.ts";
import type { Plan } from "../../core/plans/plan.ts";
import { getPlan } from "../../core/plans/service.ts";
import { useStack } from "../environment.ts";
import { call, fileProgress, noOrganization, organizationOption, print, wholeNumber } from "../run.ts";
import { type Ignored, mapColumn, mappingsOf } from "./columns.ts";
import { type Counts, Journal } from "./journal.ts";
import { openSource, rowsOf, type SourceFile } from "./rows.ts";

export interface ImportOptions {
  org: string;
  map: ReadonlyMap<string, string>;
  from?: "stripe";
  encoding?: string;
  dryRun: boolean;
  update: boolean;
  report?: string;
  rate?: number;
  json?: boolean;
}

export const importCommand = (): Command =>
  new Command("import")
    .description(
      "Create the customers of a file, JSON with one object a line or CSV with the names of its columns in the first one. Customers that exist stay as they are. After an interruption, repeat it to continue. The exit code is 1 if rows were refused.",
    )
    .argument("<file>")
    .addOption(organizationOption())
    .option(
      "--map <column=field>",
      "the field that a column is, again for each one; none ignores it",
      mapColumn,
      new Map(),
    )
    .addOption(new Option("--from <product>", "whose export it is").choices(["stripe"]))
    .option("--encoding <name>", "if it is neither UTF-8 nor UTF-16, like windows-1252")
    .option("--dry-run", "write nothing, but the report of what would happen", false)
    .option("--update", "update customers that exist", false)
    .option("--report <file>", "the report, by default beside the file")
    .option("--rate <rows>", "rows a second, for the sake of those who receive their events", wholeNumber)
    .option("--json", "print JSON")
    .action(importFile);

async function importFile(path: string, options: ImportOptions): Promise<void> {
  useStack();
  const organization = await findOrganization(options.org);
  if (!organization) throw noOrganization(options.org);
  const file = await openSource(path, options.encoding);
  const report = options.report ?? `${path}${options.dryRun ? ".dry-run" : ".report"}.csv`;
  const { dryRun } = options;
  const journal = new Journal(report, identityOf(file, organization, options));
  const resumedAfter = journal.isResumed ? journal.line : undefined;
  const ignored: Ignored = new Map();
  await importRows(file, options, journal, ignored);
  const { counts } = journal;
  print(options.json ?? false, { ...counts, report, dryRun, resumedAfter, ignored: [...ignored.keys()] }, () =>
    sentencesOf(counts, { report, dryRun, resumedAfter, ignored }).join("\n"),
  );
  if (counts.refused > 0) process.exitCode = 1;
}

/**
 * What tells an import that was stopped from any other: the file, what becomes of its rows, and where they go. An organization of
 * another stage, or of one that was made anew, has another secret.
 */
export const identityOf = (
  { hash }: Pick<SourceFile, "hash">,
  { id, idSecret }: Pick<Organization, "id" | "idSecret">,
  { map, from, update, dryRun }: Pick<ImportOptions, "map" | "from" | "update" | "dryRun">,
): string => hashedId(JSON.stringify([hash, id, idSecret, [...map], from, update, dryRun]));

async function importRows(file: SourceFile, options: ImportOptions, journal: Journal, ignored: Ignored): Promise<void> {
  const begunAt = journal.line;
  const bar = fileProgress(file.lines, begunAt);
  const rows = pace(after(rowsOf(file, options, ignored), begunAt), options.rate);
  try {
    for await (const outcome of importAll(runOf(file, options, journal.run), rows)) {
      journal.add(outcome);
      bar.at(outcome.row.line);
    }
    journal.finish();
  } catch (error) {
    journal.save();
    throw error;
  } finally {
    bar.stop();
  }
}

function runOf({ hash }: SourceFile, { org, dryRun, update }: ImportOptions, id: string): ImportRun {
  const actor = { command: "npm run customers -- import" };
  const context = { ...call(), organizationId: org, requestId: "import", actor };
  const plans = new Map<string, Promise<Plan>>();
  const planOf = (code: string): Promise<Plan> => {
    const plan = plans.get(code) ?? getPlan(context, code);
    plans.set(code, plan);
    return plan;
  };
  return { context, id, file: hash, isDryRun: dryRun, updates: update, planOf };
}

async function* after(rows: AsyncIterable<SourceRow>, line: number): AsyncGenerator<SourceRow> {
  for await (const row of rows) if (row.line > line) yield row;
}

/** At most this many rows a second on average. */
export async function* pace(
  rows: AsyncIterable<SourceRow>,
  rate = Number.POSITIVE_INFINITY,
): AsyncGenerator<SourceRow> {
  const startedAt = performance.now();
  let count = 0;
  for await (const row of rows) {
    const dueAt = startedAt + (count++ / rate) * 1_000;
    if (dueAt > performance.now()) await sleep(dueAt - performance.now());
    yield row;
  }
}

interface Told {
  report: string;
  dryRun: boolean;
  resumedAfter: number | undefined;
  ignored: Ignored;
}

function sentencesOf(counts: Counts, { report, dryRun, resumedAfter, ignored }: Told): string[] {
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const likely = new Map(
    [...ignored].flatMap(([name, field]) => (field === undefined ? [] : [[name, field] as const])),
  );
  const parts = [
    `${counts.created} ${dryRun ? "would be created" : "created"}`,
    ...(counts.updated > 0 ? [`${counts.updated} updated`] : []),
    `${counts.existed} existed already`,
    `${counts.refused} ${dryRun ? "would be refused" : "refused"}`,
  ];
  return [
    ...(resumedAfter === undefined
      ? []
      : [`This went on where an earlier run had stopped, after line ${resumedAfter}.`]),
    ...(ignored.size > 0 ? [`Ignored, since no field is named so: ${[...ignored.keys()].join(", ")}.`] : []),
    ...(likely.size > 0 ? [`Some of them may be fields. ${mappingsOf(likely)}`] : []),
    `${rows} ${rows === 1 ? "row" : "rows"}: ${parts.join(", ")}. Each is in ${report}.`,
  ];
}
