/** The subscribers' queues: those of a stage, or of the stack on this machine. */
import type { SQS } from "@aws-sdk/client-sqs";
import { resourceName, stageInRegion } from "../../infra/settings.ts";
import { externalQueues, subscriberRowsProblem } from "../../infra/subscriberRows.ts";
import { queueNames, type Subscriber, subscribers } from "../../infra/subscribers.ts";
import type { Operator } from "../environment.ts";
import { deadLettering } from "./code.ts";
import { type Finding, saying } from "./finding.ts";
import { deploySentence, differences, type Settings } from "./settings.ts";
import type { Stage } from "./stage.ts";

const say = saying("queues");

export async function examineQueues({ aws: { sqs }, operator, code }: Stage): Promise<Finding[]> {
  const urls: Record<string, string> = JSON.parse(operator.subscriberQueueUrls);
  const read = async (row: Subscriber) => {
    const url = urls[row.name];
    if (url === undefined || externalQueues(row, operator.stage).length > 0) return [];
    return [{ row, queue: await attributesOf(sqs, url), deadLetters: await attributesOf(sqs, deadLettersOf(url)) }];
  };
  const own = (await Promise.all(subscribers.map(read))).flat();
  const { queues } = await code();
  const findings = [
    ...subscriberFindings(operator, subscribers, urls),
    ...own.flatMap(({ row, queue, deadLetters }) => [
      ...queueFindings(operator, queueNames(row).queue, queues, queue),
      ...queueFindings(operator, queueNames(row).deadLetterQueue, queues, deadLetters),
      ...deadLetterFindings(row.name, deadLetters),
    ]),
  ];
  if (findings.some(({ state }) => state !== "note")) return findings;
  return [...findings, say("well", `${queues.size} are as the code says, and none has dead letters.`)];
}

/** Whether consumers of the stack on this machine failed on events. */
export async function examineLocalQueues(sqs: SQS, urls: Readonly<Record<string, string>>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, url] of Object.entries(urls))
    findings.push(...deadLetterFindings(name, await attributesOf(sqs, deadLettersOf(url))));
  return findings.length > 0 ? findings : [say("well", "None has dead letters.")];
}

type Attributes = Readonly<Record<string, string>>;

/** Undefined when there is no such queue. */
async function attributesOf(sqs: SQS, QueueUrl: string): Promise<Attributes | undefined> {
  try {
    return (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] })).Attributes ?? {};
  } catch (error) {
    if (error instanceof Error && /NonExistentQueue|QueueDoesNotExist/.test(error.name)) return undefined;
    throw error;
  }
}

const deadLettersOf = (url: string): string => url.replace(/\.fifo$/, "-dlq.fifo");

/**
 * What the code's rows and the deployed stage do not have in common.
 *
 * @param urls the queues that the stage sends to, by subscriber
 */
export function subscriberFindings(
  { stage, region }: Operator,
  rows: readonly Subscriber[],
  urls: Readonly<Record<string, string>>,
): Finding[] {
  const problem = subscriberRowsProblem(rows, stage);
  if (problem) return [say("act", problem.replaceAll(/\n- /g, " "))];
  const deploy = `Deploy: npx sst deploy --stage ${stage}.`;
  const ofRows = rows.flatMap((row) => {
    const url = urls[row.name];
    if (url === undefined) return [say("act", `The stage does not know the subscriber ${row.name}. ${deploy}`)];
    const external = externalQueues(row, stage).length > 0 && row.external?.[stageInRegion(stage, region)];
    if (external && external.url !== url)
      return [say("act", `The stage sends to another queue of ${row.name} than infra/subscribers.ts names. ${deploy}`)];
    return external ? [say("note", `The queue of ${row.name} is in another stack: it was not looked at.`)] : [];
  });
  const known = new Set(rows.map(({ name }) => name));
  const strangers = Object.keys(urls).filter((name) => !known.has(name));
  return [
    ...ofRows,
    ...strangers.map((name) =>
      say(
        "act",
        `The stage sends events to ${name}, which infra/subscribers.ts does not have. Add the row, or deploy.`,
      ),
    ),
  ];
}

/** @param code the settings that the code gives each queue, by its name on AWS */
export function queueFindings(
  { stage }: Operator,
  localName: string,
  code: ReadonlyMap<string, Settings>,
  attributes: Attributes | undefined,
): Finding[] {
  const name = resourceName(stage, localName);
  if (!attributes) return [say("act", `${name} is missing. ${deploySentence(stage)}`)];
  const different = differences(code.get(name) ?? {}, settingsOf(attributes));
  return different.length > 0 ? [say("act", `Of ${name} ${different.join("; ")}. ${deploySentence(stage)}`)] : [];
}

const settingsOf = (attributes: Attributes): Settings => ({
  "visibility timeout in seconds": Number(attributes.VisibilityTimeout),
  "retention in seconds": Number(attributes.MessageRetentionPeriod),
  "scope of deduplication": attributes.DeduplicationScope,
  "scope of throughput": attributes.FifoThroughputLimit,
  "encryption by SQS": attributes.SqsManagedSseEnabled === "true",
  ...deadLettering(attributes.RedrivePolicy),
});

/** @param attributes of the subscriber's queue for dead letters */
export function deadLetterFindings(subscriber: string, attributes: Attributes | undefined): Finding[] {
  const count = Number(attributes?.ApproximateNumberOfMessages ?? 0);
  if (count === 0) return [];
  return [
    say(
      "act",
      `The consumer of ${subscriber} failed on about ${count} events, which are dead letters. Mend it, then docs/events.md, "Dead-letter queues and order".`,
    ),
  ];
}
