import { createInterface } from "node:readline/promises";
import { SingleBar } from "cli-progress";
import { type Command, InvalidArgumentError, Option } from "commander";
import { OperatorError } from "../core/base/operatorError.ts";
import { isOrganizationId } from "../core/organizations/organization.ts";

/** Runs a command line. An OperatorError is shown as one line with exit code 1, any other error with its stack. */
export async function run(program: Command): Promise<void> {
  try {
    await program.showHelpAfterError().parseAsync();
  } catch (error) {
    console.error(error instanceof OperatorError ? `clientela: ${error.message}` : error);
    process.exitCode = 1;
  }
}

/** Asks the person at the terminal; the question goes to stderr. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return (await terminal.question(question).finally(() => terminal.close())).trim();
}

/** Prints one result: JSON for scripts, or text for people. */
export const print = (isJson: boolean, value: unknown, text: () => string): void =>
  console.log(isJson ? JSON.stringify(value) : text());

/** Rows as aligned columns under their names. */
export function table(rows: readonly Record<string, string>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Reads the organization that an option names. */
export function organizationId(text: string): string {
  if (isOrganizationId(text)) return text;
  throw new InvalidArgumentError("An organization id is org_ and up to 60 letters, digits, _ or -.");
}

/** The option of commands that work on one organization. */
export const organizationOption = (): Option =>
  new Option("--org <id>", "the organization, org_ and letters, digits, _ or -")
    .argParser(organizationId)
    .makeOptionMandatory();

/** The error for an organization that does not exist. */
export const noOrganization = (id: string): OperatorError =>
  new OperatorError(`There is no organization ${id}. It is created with its first key: npm run keys -- create`);

/** Parses a number option. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number of at least 1.");
}

/** Progress goes to stderr, so that stdout holds only the result. */
export function progress(what: string, total = 0) {
  const bar = new SingleBar({
    format: total > 0 ? `{bar} {value}/{total} ${what}, {duration_formatted}` : `{value} ${what}, {duration_formatted}`,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 2_000,
  });
  bar.start(total, 0);
  return { at: (value: number) => bar.update(value), stop: () => bar.stop() };
}
