/** `npm run events -- dead`: the events that a subscriber's consumer could not handle. */
import { randomBytes } from "node:crypto";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { Command, type Option } from "commander";
import * as z from "zod/mini";
import { chunks } from "../core/base/chunks.ts";
import { config } from "../core/base/config.ts";
import { OperatorError } from "../core/base/operatorError.ts";
import { getErasure } from "../core/erasures/store.ts";
import type { Target } from "../core/events/publish.ts";
import { sendWithRetries } from "../core/events/repair/sendWithRetries.ts";
import { call, confirmName, print, progress, table } from "./run.ts";

/** How the command finds the stage and its subscribers. */
interface Subscribers {
  /** Sets the environment. */
  useSubscribers: () => void;
  subscriberOption: () => Option;
  targetOf: (name: string) => Promise<Target>;
}

interface DeadOptions {
  subscriber: string;
  json?: boolean;
}

interface ConfirmedOptions extends DeadOptions {
  confirm?: string;
}

interface RedriveOptions extends ConfirmedOptions {
  acceptLate: boolean;
}

export function deadCommand(stage: Subscribers): Command {
  const dead = new Command("dead").description("The events that a subscriber's consumer could not handle.");
  const subcommand = (name: string, description: string, isDefault = false) =>
    dead
      .command(name, { isDefault })
      .description(description)
      .addOption(stage.subscriberOption().makeOptionMandatory())
      .option("--json", "print JSON");
  const open = async ({ subscriber }: DeadOptions): Promise<DeadLetters> => {
    stage.useSubscribers();
    return openDeadLetters(await stage.targetOf(subscriber));
  };
  subcommand("list", "List them, at most 100: of each customer the first ones. Nothing is taken away.", true).action(
    async (options: DeadOptions) => list(await open(options), options),
  );
  subcommand(
    "redrive",
    "Send them to the subscriber's queue again, behind what is there. It asks for the name once more.",
  )
    .option("--accept-late", "although each comes after its customer's later events", false)
    .option("--confirm <name>", "the name once more, in place of being asked")
    .action(async (options: RedriveOptions) => redrive(await open(options), options));
  subcommand("discard", "Delete them. The event log keeps its entries. It asks for the name once more.")
    .option("--confirm <name>", "the name once more, in place of being asked")
    .action(async (options: ConfirmedOptions) => discard(await open(options), options));
  return dead;
}

/** A subscriber's queue of dead letters. */
interface DeadLetters {
  sqs: SQSClient;
  target: Target;
  url: string;
}

const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/** @throws OperatorError when the subscriber's queue has none */
async function openDeadLetters(target: Target): Promise<DeadLetters> {
  const endpoint = config.sqsEndpoint();
  // Not the publisher's client, which does not retry.
  const sqs = new SQSClient({ region: config.region(), ...(endpoint ? { endpoint } : {}) });
  const { RedrivePolicy } = await attributesOf(sqs, target.queueUrl, "RedrivePolicy");
  if (!RedrivePolicy) throw new OperatorError(`The queue of ${target.name} has no dead-letter queue.`);
  const [, , , , QueueOwnerAWSAccountId, QueueName] = redrivePolicy
    .parse(JSON.parse(RedrivePolicy))
    .deadLetterTargetArn.split(":");
  const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }));
  return { sqs, target, url: QueueUrl };
}

async function attributesOf(
  sqs: SQSClient,
  QueueUrl: string,
  ...AttributeNames: ("RedrivePolicy" | "ApproximateNumberOfMessages" | "ApproximateNumberOfMessagesNotVisible")[]
) {
  return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes ?? {};
}

/** How long a message is hidden from others while it is looked at or moved. */
const HIDDEN_SECONDS = 30;
const MAX_LISTED = 100;

/** At most ten of those that nobody else has taken; none when there are no more. */
async function take({ sqs, url }: DeadLetters): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN_SECONDS,
      // Asks all of the queue's servers.
      WaitTimeSeconds: 1,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["MessageGroupId", "SentTimestamp"],
    }),
  );
  return Messages;
}

const handlesOf = (messages: readonly Message[]) =>
  messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));

/** Shows them to others again, at once; the last one first, since the local queues put each before the others. */
async function giveBack({ sqs, url }: DeadLetters, messages: readonly Message[]): Promise<void> {
  const Entries = handlesOf(messages.toReversed()).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
  if (Entries.length > 0) await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
}

/** @throws OperatorError when some are still there: they may have been hidden for too long */
async function remove({ sqs, url }: DeadLetters, messages: readonly Message[]): Promise<void> {
  const { Failed = [] } = await sqs.send(
    new DeleteMessageBatchCommand({ QueueUrl: url, Entries: handlesOf(messages) }),
  );
  if (Failed[0]) throw new OperatorError(`SQS does not delete a dead letter (${Failed[0].Code}). Repeat the command.`);
}

/** What an event says of itself. */
const summary = z.object({
  organizationId: z.string(),
  data: z.object({ id: z.string() }),
  sequence: z.int(),
  event: z.string(),
  id: z.string(),
});

interface Listed {
  organizationId: string | null;
  customerId: string | null;
  sequence: number | null;
  event: string | null;
  id: string | null;
  /** Since when it is in this queue. */
  since: string;
}

function listed(message: Message): Listed {
  const since = new Date(Number(message.Attributes?.SentTimestamp)).toISOString();
  const event = eventIn(message);
  if (!event) return { organizationId: null, customerId: null, sequence: null, event: null, id: null, since };
  const { organizationId, data, sequence, event: name, id } = event;
  return { organizationId, customerId: data.id, sequence, event: name, id, since };
}

/** What a message's event says of itself. Undefined where it is none: somebody else may have put anything there. */
function eventIn({ Body = "" }: Message): z.infer<typeof summary> | undefined {
  try {
    return summary.safeParse(JSON.parse(Body)).data;
  } catch {
    return undefined;
  }
}

async function list(letters: DeadLetters, { json = false, subscriber }: DeadOptions): Promise<void> {
  const { ApproximateNumberOfMessages: about = "0" } = await attributesOf(
    letters.sqs,
    letters.url,
    "ApproximateNumberOfMessages",
  );
  const taken: Message[] = [];
  try {
    while (taken.length < MAX_LISTED) {
      const some = await take(letters);
      if (some.length === 0) break;
      taken.push(...some);
    }
  } finally {
    for (const some of chunks(taken, 10)) await giveBack(letters, some);
  }
  const shown = taken.slice(0, MAX_LISTED).map(listed);
  print(json, { about: Number(about), deadLetters: shown }, () =>
    shown.length === 0
      ? `${subscriber} has no dead letters${Number(about) > 0 ? " that are not being looked at elsewhere" : ""}.`
      : [
          table(shown.map(asTexts)),
          `${shown.length} of about ${about}. What to do: docs/events.md, "Dead-letter queues and order".`,
        ].join("\n"),
  );
}

const asTexts = (row: Listed): Record<string, string> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? "?" : String(value)]));

async function redrive(letters: DeadLetters, options: RedriveOptions): Promise<void> {
  const { subscriber, acceptLate, confirm, json = false } = options;
  if (!acceptLate)
    throw new OperatorError(
      `A dead letter that is sent again comes after its customer's later events, and a consumer that keeps the last sequence ignores it: docs/events.md, "Dead-letter queues and order". To send them all the same, add --accept-late.`,
    );
  await confirmName(subscriber, confirm, `send its dead letters to ${subscriber} again`);
  const run = randomBytes(6).toString("hex");
  const moved = new Set<string>();
  let sent = 0;
  const taken = await forEach(letters, async (message) => {
    // The consumer has failed on it again meanwhile: it would go round and round.
    if (moved.has(idOf(message))) return "end";
    moved.add(idOf(message));
    if (await isErased(message)) return "done";
    sent++;
    const failure = await sendWithRetries(letters.target.queueUrl, [copyOf(message, run)]);
    if (failure !== undefined) throw new OperatorError(`The queue of ${subscriber} does not take it (${failure}).`);
    return "done";
  });
  const erased = taken - sent;
  print(json, { sent, erased }, () =>
    [
      `${sent} dead letters sent to ${subscriber}.`,
      ...(erased > 0 ? [`${erased} deleted: their customers were erased since.`] : []),
    ].join("\n"),
  );
}

/** Whether it is of a customer that was erased after it: nothing from before is ever sent again. */
async function isErased(message: Message): Promise<boolean> {
  const event = eventIn(message);
  if (!event) return false;
  const { organizationId, data, sequence } = event;
  const erasure = await getErasure(call(), { organizationId, customerId: data.id });
  return erasure !== undefined && sequence < erasure.sequence;
}

async function discard(letters: DeadLetters, { subscriber, confirm, json = false }: ConfirmedOptions): Promise<void> {
  await confirmName(subscriber, confirm, `delete the dead letters of ${subscriber}`);
  const deleted = await forEach(letters, async () => "done");
  print(json, { deleted }, () => `${deleted} dead letters of ${subscriber} deleted.`);
}

/**
 * Does something with each dead letter, each customer's in order, and deletes it, until there are no more or `act` ends it.
 *
 * @returns how many
 */
async function forEach(letters: DeadLetters, act: (message: Message) => Promise<"done" | "end">): Promise<number> {
  const bar = progress("dead letters");
  let count = 0;
  try {
    for (;;) {
      const messages = await take(letters);
      if (messages.length === 0) return count;
      for (const [i, message] of messages.entries()) {
        let outcome: "done" | "end" | undefined;
        try {
          outcome = await act(message);
        } finally {
          if (outcome !== "done") await giveBack(letters, messages.slice(i));
        }
        if (outcome === "end") return count;
        await remove(letters, [message]);
        bar.at(++count);
      }
    }
  } finally {
    bar.stop();
  }
}

/** The event's id, or SQS's: of a dead letter, AWS makes the message's id its deduplication id. */
const idOf = (message: Message): string => eventIn(message)?.id ?? message.MessageId ?? "";

/** Under a number of its own: within five minutes of the first one, the queue would drop it as a repeat. */
const copyOf = (message: Message, run: string) => ({
  body: message.Body ?? "",
  groupId: message.Attributes?.MessageGroupId ?? "",
  deduplicationId: `${idOf(message)}-${run}`,
  attributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue = "" }]) => [name, StringValue]),
  ),
});
