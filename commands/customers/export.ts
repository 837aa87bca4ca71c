/** `npm run customers -- export`: an organization's customers, or one, as a file that `import` reads back. */
import { existsSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Context } from "../../core/base/context.ts";
import { AppError } from "../../core/base/errors.ts";
import { hashedId } from "../../core/base/ids.ts";
import { OperatorError } from "../../core/base/operatorError.ts";
import { getCustomer } from "../../core/customers/service.ts";
import { type Belongings, type ExportedPage, exportAll, withBelongings } from "../../core/moving/exporting.ts";
import { findOrganization } from "../../core/organizations/administration.ts";
import type { Organization } from "../../core/organizations/organization.ts";
import { useStack } from "../environment.ts";
import { call, noOrganization, organizationOption, print, progress } from "../run.ts";
import { csvHead, csvLines } from "./csv.ts";
import { PartialFile } from "./partialFile.ts";

export interface ExportOptions {
  org: string;
  customer?: string;
  format: "jsonl" | "csv";
  with: Belongings;
  json?: boolean;
}

const NONE: Belongings = { subscriptions: false, events: false };

function belongings(text: string): Belongings {
  const names = text.split(",");
  const unknown = names.find((name) => !Object.hasOwn(NONE, name));
  if (unknown !== undefined) throw new InvalidArgumentError(`Write subscriptions, events or both, with a comma.`);
  return { subscriptions: names.includes("subscriptions"), events: names.includes("events") };
}

export const exportCommand = (): Command =>
  new Command("export")
    .description(
      "Write an organization's customers into a file that import reads back, each as it is at one moment; or all that is known of one. After an interruption, repeat it to continue.",
    )
    .argument("<file>")
    .addOption(organizationOption())
    .option("--customer <id>", "only this one, by either of its ids")
    .addOption(
      new Option("--format <name>", "JSON, one object a line, or CSV").choices(["jsonl", "csv"]).default("jsonl"),
    )
    .option("--with <names>", "subscriptions, events or both, with a comma", belongings, NONE)
    .option("--json", "print JSON")
    .action(exportFile);

async function exportFile(path: string, options: ExportOptions): Promise<void> {
  useStack();
  const { org, json = false } = options;
  const organization = await findOrganization(org);
  if (!organization) throw noOrganization(org);
  if (existsSync(path)) throw new OperatorError(`${path} is there already. Remove it, or name another file.`);
  const context = { ...call(), organizationId: org, requestId: "export" };
  const file = new PartialFile(path, identityOf(organization, options));
  const resumedAfter = file.rows === 0 ? undefined : file.rows;
  const late = await writePages(context, file, options);
  file.finish();
  const rows = file.rows;
  print(json, { customers: rows, file: path, resumedAfter, late }, () =>
    [
      ...(resumedAfter === undefined
        ? []
        : [`This went on where an earlier run had stopped, after ${resumedAfter} customers.`]),
      `${rows} ${rows === 1 ? "customer" : "customers"} in ${path}.`,
      ...(late > 0 ? [`Of ${late} the latest events were not in the log yet: export again in a moment.`] : []),
    ].join("\n"),
  );
  if (late > 0) process.exitCode = 2;
}

/** What tells an export that was stopped from any other. An organization of another stage has another secret. */
export const identityOf = (
  { id, idSecret }: Pick<Organization, "id" | "idSecret">,
  { customer, format, with: belongings }: Pick<ExportOptions, "customer" | "format" | "with">,
): string => hashedId(JSON.stringify([id, idSecret, customer, format, belongings]));

/** Returns how many customers' events were not all there yet. */
async function writePages(context: Context, file: PartialFile, options: ExportOptions): Promise<number> {
  const isCsv = options.format === "csv";
  const bar = progress("customers");
  let lateOnes = 0;
  try {
    if (file.rows === 0 && isCsv) file.write(csvHead(options.with), 0);
    for await (const { customers, late, nextCursor } of pagesOf(context, options, file.cursor)) {
      const lines = isCsv
        ? csvLines(customers, options.with)
        : customers.map((it) => `${JSON.stringify(it)}\n`).join("");
      file.write(lines, customers.length, nextCursor);
      bar.at(file.rows);
      lateOnes += late;
    }
  } finally {
    bar.stop();
  }
  return lateOnes;
}

async function* pagesOf(context: Context, options: ExportOptions, after?: string): AsyncGenerator<ExportedPage> {
  if (options.customer === undefined) yield* exportAll(context, options.with, after);
  else yield withBelongings(context, [await oneCustomer(context, options.customer)], options.with);
}

async function oneCustomer(context: Context, id: string) {
  return getCustomer(context, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "customer_not_found")
      throw new OperatorError(`${context.organizationId} has no customer ${id}.`);
    throw error;
  });
}
