/** The rules for the rows of infra/subscribers.ts. Everything that reads the rows asks here first. */
import { routes, unmatchedRequest } from "./routes.ts";
import { logicalId, resourceName, stageInRegions } from "./settings.ts";
import { subscriberNameProblem } from "./subscriber-kit/subscriberName.ts";
import { type ExternalQueue, queueNames, type Subscriber } from "./subscribers.ts";

const MAX_QUEUE_NAME_LENGTH = 80;

/**
 * The publisher gets the queues' URLs in its environment, which Lambda limits to 4,096 bytes with all other variables:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_URLS_BYTES = 3_200;

/** The longest of AWS's regions with SQS. */
const LONGEST_REGION = "ap-southeast-2";

const QUEUE_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:(\d{12}):([\w-]+\.fifo)$/;

/** The queues of other stacks that the stage uses for a subscriber, in all of its regions; without any it has its own. */
export const externalQueues = ({ external }: Pick<Subscriber, "external">, stage: string): ExternalQueue[] =>
  stageInRegions(stage).flatMap((name) => external?.[name] ?? []);

/** What to change in the rows before the stage can use them, in one text; undefined when they are good. */
export function subscriberRowsProblem(rows: readonly Subscriber[], stage: string): string | undefined {
  const problems = [...rows.flatMap((row) => rowProblems(row, stage)), ...sameNames(rows), ...tooManyRows(rows, stage)];
  return problems.length > 0 ? ["Change infra/subscribers.ts:", ...problems].join("\n- ") : undefined;
}

function rowProblems({ name, events, external = {} }: Subscriber, stage: string): string[] {
  const { deadLetterQueue } = queueNames({ name });
  const longest = resourceName(stage, deadLetterQueue);
  const tooLong = longest.length - MAX_QUEUE_NAME_LENGTH;
  return [
    subscriberNameProblem(name),
    tooLong > 0 && externalQueues({ external }, stage).length === 0
      ? `"${name}" is too long by ${tooLong}: the queue ${longest} may have ${MAX_QUEUE_NAME_LENGTH} characters`
      : undefined,
    events.length === 0 ? `"${name}" wants no event: name some, write "all", or remove the row` : undefined,
    ...Object.entries(external).map(([of, queue]) => externalProblem(`"${name}" in ${of}`, queue)),
  ].filter((problem) => problem !== undefined);
}

function externalProblem(whose: string, { arn, url }: ExternalQueue): string | undefined {
  const [, account, queue] = QUEUE_ARN.exec(arn) ?? [];
  if (!queue) return `${whose}: arn is "${arn}"; it must be that of a FIFO queue, arn:aws:sqs:…:….fifo`;
  if (!url.endsWith(`/${account}/${queue}`)) return `${whose}: arn and url must be of one queue: ${arn}, ${url}`;
  return undefined;
}

/** SST's ids, which it compares without case: a row has one for its queue and one for its dead letters. */
const idsOf = ({ name }: Pick<Subscriber, "name">): string[] => {
  const id = logicalId(name).toLowerCase();
  return [id, `${id}dlq`];
};

function sameNames(rows: readonly Subscriber[]): string[] {
  const owners = new Map(
    [...routes.map(({ operation }) => operation), unmatchedRequest].map((it) => [it.toLowerCase(), it]),
  );
  return rows.flatMap(({ name }) => {
    const other = idsOf({ name }).flatMap((id) => owners.get(id) ?? [])[0];
    for (const id of idsOf({ name })) owners.set(id, name);
    if (other === undefined) return [];
    return other === name
      ? `"${name}" has two rows: make them one`
      : `"${name}" and "${other}" differ in hyphens alone, or in dlq: rename the subscriber`;
  });
}

function tooManyRows(rows: readonly Subscriber[], stage: string): string[] {
  const urls = rows.map((row) => [row.name, externalQueues(row, stage)[0]?.url ?? ownUrl(row, stage)]);
  const bytes = JSON.stringify(Object.fromEntries(urls)).length;
  if (bytes <= MAX_URLS_BYTES) return [];
  const fitting = Math.floor((rows.length * MAX_URLS_BYTES) / bytes);
  return [
    `${rows.length} rows are too many: about ${fitting} fit into the publisher's environment. Remove some, shorten names, or let one subscriber pass events on`,
  ];
}

const ownUrl = (row: Subscriber, stage: string): string =>
  `https://sqs.${LONGEST_REGION}.amazonaws.com/123456789012/${resourceName(stage, queueNames(row).queue)}`;
