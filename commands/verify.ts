/** `npm run events -- verify`: customers and past subscriptions, compared with the event log. */
import { Command } from "commander";
import { config } from "../core/base/config.ts";
import { OperatorError } from "../core/base/operatorError.ts";
import type { ErasureProblem } from "../core/events/repair/erasures.ts";
import { type PastProblem, repairPast } from "../core/events/repair/pastSubscriptions.ts";
import { finishRepairs, unfinishedRepairs } from "../core/events/repair/unfinished.ts";
import type { Late, Missing, Verified, VerifyOptions } from "../core/events/repair/verify.ts";
import { repair, verify } from "../core/events/repair/verify.ts";
import { targetsOf } from "../core/events/targets.ts";
import { MAX_CHANGE_AGE_SECONDS } from "../infra/settings.ts";
import { subscribers } from "../infra/subscribers.ts";
import { readCheckpoint } from "../local/pump/checkpoint.ts";
import type { StackFile } from "../local/stackFile.ts";
import { call, print, progress, sentenceOf, spanOf } from "./run.ts";

interface VerifyArguments {
  repair: boolean;
  includeLate: boolean;
  after?: string;
  json?: boolean;
}

/** @param useStage sets the environment; returns the stack, if it is a local one */
export const verifyCommand = (useStage: () => StackFile | undefined): Command =>
  new Command("verify")
    .description(
      "Compare every customer's version, and past subscriptions, with the event log, to prove that no change was lost. The exit code is 0 if nothing is missing, 1 if something is, 2 if nothing is but some changes are late.",
    )
    .option(
      "--repair",
      "publish events that are missing, write past subscriptions that are missing or different",
      false,
    )
    .option("--include-late", "with --repair: publish what is late too, because the publisher never will", false)
    .option("--after <key>", "go on where a stopped run says that it was")
    .option("--json", "print JSON")
    .action(async (options: VerifyArguments) => {
      if (options.includeLate && !options.repair) throw new OperatorError("--include-late needs --repair.");
      const local = useStage();
      const result = await verifyAll(options, local);
      const { error, ...shown } = result;
      print(options.json ?? false, shown, () => sentencesOf(result).join("\n"));
      process.exitCode = exitCodeOf(result, options);
      if (error !== undefined) throw resumable(error, result.stoppedAfter);
    });

/** The result of a repair, and what it could not repair. */
interface Repaired {
  published: number;
  /** Events of earlier repairs that were stopped. */
  finished: number;
  lost: Missing[];
  pastSubscriptions: { kept: number; lost: PastProblem[] };
}

interface Result extends Verified {
  /** In the log since a repair that was stopped before the feed and every queue had them. */
  unfinished: Missing[];
  repaired?: Repaired;
  /** The customer key after which a repeat goes on, if the run was stopped by an error. */
  stoppedAfter?: string;
  error?: unknown;
}

/** Verifies page by page and repairs each page at once, so that what is done stays done if the next one fails. */
async function verifyAll(options: VerifyArguments, local: StackFile | undefined): Promise<Result> {
  const bar = progress("customers seen");
  const result: Result = {
    customers: 0,
    events: 0,
    missing: [],
    late: [],
    pastSubscriptions: [],
    erasures: [],
    unfinished: [],
  };
  let seenTo = options.after;
  try {
    await lookForUnfinished(result, options.repair);
    const retentionSeconds = config.eventRetentionSeconds();
    const pages = verify(call(), { retentionSeconds, hasPassed: passedOn(local), after: options.after });
    for await (const { lastKey, ...page } of pages) {
      add(result, page);
      if (options.repair) await repairPage(result, page, options.includeLate);
      seenTo = lastKey;
      bar.at(result.customers);
    }
  } catch (error) {
    if (seenTo === undefined) throw error;
    Object.assign(result, { stoppedAfter: seenTo, error });
  } finally {
    bar.stop();
  }
  return result;
}

async function lookForUnfinished(result: Result, repairs: boolean): Promise<void> {
  const unfinished = await unfinishedRepairs(call());
  result.unfinished = unfinished.map(({ organizationId, customerId, sequence }) => ({
    organizationId,
    customerId,
    sequences: [sequence],
  }));
  if (!repairs || unfinished.length === 0) return;
  const finished = await finishRepairs(call(), unfinished, targetsOf(subscribers));
  result.repaired = { ...nothing(), finished };
}

const nothing = (): Repaired => ({ published: 0, finished: 0, lost: [], pastSubscriptions: { kept: 0, lost: [] } });

function add(result: Result, { customers, events, missing, late, pastSubscriptions, erasures }: Verified): void {
  result.customers += customers;
  result.events += events;
  result.missing.push(...missing);
  result.late.push(...late);
  result.pastSubscriptions.push(...pastSubscriptions);
  result.erasures.push(...erasures);
}

/** First the log, which past subscriptions are then told from. */
async function repairPage(result: Result, page: Verified, includeLate: boolean): Promise<void> {
  const toPublish = [...page.missing, ...(includeLate ? page.late : [])];
  if (toPublish.length + page.pastSubscriptions.length === 0) return;
  result.repaired ??= nothing();
  const { repaired } = result;
  const { published, lost } = await repair(call(), toPublish, targetsOf(subscribers), config.eventRetentionSeconds());
  const past = await repairPast(call(), page.pastSubscriptions);
  repaired.published += published;
  repaired.lost.push(...lost);
  repaired.pastSubscriptions.kept += past.kept;
  repaired.pastSubscriptions.lost.push(...past.lost);
}

/** A local publisher says when it had nothing left to do; reading the stream once takes less than this. */
const STREAM_READ_MS = 1_000;

/** On AWS nobody knows how far the publisher is, but for when it gives up on a change. */
function passedOn(local: StackFile | undefined): VerifyOptions["hasPassed"] {
  if (local === undefined)
    return ({ updatedAt }) => Date.now() - Date.parse(updatedAt) > MAX_CHANGE_AGE_SECONDS * 1_000;
  return (_customer, readAt) => {
    const caughtUpAt = Date.parse(readCheckpoint(local.dataDir, "publisher")?.caughtUpAt ?? "");
    return caughtUpAt - STREAM_READ_MS > readAt.getTime();
  };
}

function exitCodeOf(
  { missing, late, pastSubscriptions, erasures, unfinished, repaired, error }: Result,
  { includeLate }: VerifyArguments,
): number {
  const left = repaired
    ? repaired.lost.length + repaired.pastSubscriptions.lost.length + (unfinished.length - repaired.finished)
    : missing.length + pastSubscriptions.length + unfinished.length;
  if (left + erasures.length > 0 || error !== undefined) return 1;
  return late.length > 0 && !includeLate ? 2 : 0;
}

/** The error of a run that can go on after a customer. */
function resumable(error: unknown, stoppedAfter = ""): unknown {
  const sentence = sentenceOf(error);
  if (sentence === undefined) return error;
  return new OperatorError(`${sentence} To go on where this stopped, add: --after '${stoppedAfter}'`);
}

function sentencesOf({
  customers,
  events,
  missing,
  late,
  pastSubscriptions,
  unfinished,
  erasures,
  repaired,
  stoppedAfter,
}: Result): string[] {
  const problems = [
    ...missing.map(missingSentence),
    ...pastSubscriptions.map(pastSentence),
    ...unfinished.map(unfinishedSentence),
    ...erasures.map(erasureSentence),
  ];
  return [
    `${customers} customers, ${events} events in the log.`,
    ...(problems.length > 0 ? problems : ["Nothing is missing."]),
    ...late.map(lateSentence),
    ...(repaired ? repairedSentences(repaired) : []),
    ...(stoppedAfter === undefined ? [] : ["This is not all: the run was stopped."]),
  ];
}

const repairedSentences = ({ published, finished, lost, pastSubscriptions }: Repaired): string[] => [
  `${published} published.`,
  ...(finished > 0 ? [`${finished} of earlier repairs finished.`] : []),
  ...lost.map(lostSentence),
  ...(pastSubscriptions.kept > 0 ? [`${pastOnes(pastSubscriptions.kept)} written.`] : []),
  ...pastSubscriptions.lost.map(lostPastSentence),
];

const placeOf = ({ organizationId, customerId, sequences }: Missing): string =>
  `${organizationId} ${customerId} ${sequences.join(", ")}`;

const missingSentence = (missing: Missing): string => `Missing: ${placeOf(missing)}`;

const unfinishedSentence = (unfinished: Missing): string =>
  `Repaired in part: ${placeOf(unfinished)}; the feed or a subscriber may lack it.`;

const lateSentence = (late: Late): string =>
  `Late: ${placeOf(late)}, changed ${ageOf(late.changedAt)} ago; the publisher may still come to it.`;

const ageOf = (time: string): string => spanOf((Date.now() - Date.parse(time)) / 1_000);

const lostSentence = (missing: Missing): string =>
  `${missingSentence(missing)}: its state cannot be told from what is left; look into the failure destination.`;

export const pastOnes = (count: number): string =>
  count === 1 ? "1 past subscription" : `${count} past subscriptions`;

const pastSentence = ({ organizationId, customerId, subscriptionId, problem }: PastProblem): string =>
  `Past subscription ${problem}: ${organizationId} ${customerId} ${subscriptionId}`;

const erasureSentence = ({ organizationId, customerId, problem }: ErasureProblem): string =>
  `Erasure: ${organizationId} ${customerId}: ${problem}. ${erasureRemedies[problem]}`;

const erasureRemedies: Record<ErasureProblem["problem"], string> = {
  "traces are left": "Erase it again: npm run customers -- erase",
  "there is no receipt": "The organizations were restored, or the receipt was deleted.",
  "the receipt was changed": "It is not as it was signed.",
  "it came back": "Erase all of the list again: npm run customers -- erase --again",
  "the log is older": "It tells of a customer that had this id before: docs/erasure.md",
};

export const lostPastSentence = (lost: PastProblem): string =>
  `${pastSentence(lost)}: how it ended cannot be told from what is left in the log.`;
