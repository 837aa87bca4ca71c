import { createInterface } from "node:readline/promises";
import { SingleBar } from "cli-progress";
import { type Command, InvalidArgumentError, Option } from "commander";
import { AppError } from "../core/base/errors.ts";
import { OperatorError } from "../core/base/operatorError.ts";
import { isOrganizationId } from "../core/organizations/organization.ts";

/** Runs a command line. What sentenceOf knows is shown as one line with exit code 1, any other error with its stack. */
export async function run(program: Command): Promise<void> {
  try {
    await program.showHelpAfterError().parseAsync();
  } catch (error) {
    const sentence = sentenceOf(error);
    console.error(sentence === undefined ? error : `clientela: ${sentence}`);
    process.exitCode = 1;
  }
}

/** Operators may take long: a run has no deadline, only its single requests do. */
export const call = () => ({ signal: new AbortController().signal, units: 0, now: () => new Date() });

/** Credentials that were good once. The last two are the SDK's, of a session that has ended, or of none at all. */
const EXPIRED = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "CredentialsProviderError",
  "TokenProviderError",
]);
const UNKNOWN_KEYS = new Set(["InvalidClientTokenId", "InvalidSignatureException", "UnrecognizedClientException"]);
const FORBIDDEN = new Set(["AccessDenied", "AccessDeniedException", "AuthorizationErrorException"]);

/** An error that the person at the terminal can do something about, in one line; undefined if it is another. */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof OperatorError) return error.message;
  if (error instanceof AppError && error.code === "stored_by_newer_version")
    return "A newer version has stored this, and this one cannot read it. Nothing was changed: deploy the newer one again, docs/upgrade.md.";
  if (error instanceof AppError && error.code === "customer_erased")
    return "The customer was erased for good. Receipts: npm run customers -- erasures";
  const isBusy = error instanceof AppError && error.code === "service_unavailable";
  const cause = isBusy ? error.cause : error;
  if (!(cause instanceof Error)) return undefined;
  const { name, message } = cause;
  if (EXPIRED.has(name)) return `The AWS credentials have expired (${name}). Renew them, and repeat the command.`;
  if (UNKNOWN_KEYS.has(name)) return `AWS does not know these credentials (${name}).`;
  if (FORBIDDEN.has(name)) return `AWS does not allow it: ${message.replaceAll(/\s+/g, " ")}`;
  return isBusy ? `DynamoDB does not answer (${name}). Repeat the command.` : undefined;
}

/** Asks the person at the terminal; the question goes to stderr. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return (await terminal.question(question).finally(() => terminal.close())).trim();
}

/**
 * Lets the person at the terminal, or a script with `--confirm`, write a name once more.
 *
 * @param what is going to happen, as `discard what is parked for crm`
 * @throws OperatorError when it is another name, or nobody can be asked
 */
export async function confirmName(name: string, confirm: string | undefined, what: string): Promise<void> {
  if (confirm === undefined && !process.stdin.isTTY) throw new OperatorError(`To ${what}, add --confirm ${name}.`);
  const typed = confirm ?? (await ask(`Type ${name} to ${what}: `));
  if (typed !== name) throw new OperatorError(`Nothing was done: that is not ${name}.`);
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

/** `6 s`, `12 min` or `5 h`. */
export function spanOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
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

/**
 * The same for the rows of a file: how far it is, rows a second, and the time left.
 *
 * @param lines of the file
 * @param begunAt the line after which this run begins
 */
export function fileProgress(lines: number, begunAt: number) {
  const bar = new SingleBar({
    format: "{bar} {percentage}%  {rows} rows, {rate} a second, {left} left",
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 2_000,
  });
  const startedAt = performance.now();
  let rows = 0;
  bar.start(lines, begunAt, { rows, rate: 0, left: "?" });
  return {
    /** One more row is done, the one at this line. */
    at: (line: number) => {
      const seconds = (performance.now() - startedAt) / 1_000;
      const left = spanOf((seconds * (lines - line)) / (line - begunAt));
      bar.update(line, { rows: ++rows, rate: Math.round(rows / seconds), left });
    },
    stop: () => bar.stop(),
  };
}
