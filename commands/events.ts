/** `npm run events`: change events, for operators. */
import { randomBytes } from "node:crypto";
import { Command, InvalidArgumentError, Option } from "commander";
import type { ChangeActor } from "../core/base/actor.ts";
import { config } from "../core/base/config.ts";
import { OperatorError } from "../core/base/operatorError.ts";
import { CustomerErased } from "../core/customers/erased.ts";
import { getCustomer, noneIfNotFound } from "../core/customers/service.ts";
import type { ChangeEvent, ErasedEvent } from "../core/events/event.ts";
import { EXPIRED, UNREADABLE } from "../core/events/parking/failure.ts";
import { type Marker, readFlags, readMarkers } from "../core/events/parking/store.ts";
import { discard } from "../core/events/repair/discard.ts";
import { keepPastOfAll } from "../core/events/repair/pastSubscriptions.ts";
import type { Blocked } from "../core/events/repair/redrive.ts";
import { redrive } from "../core/events/repair/redrive.ts";
import { replayCustomer, replaySnapshots } from "../core/events/repair/replay.ts";
import type { Keeping } from "../core/events/repair/runs.ts";
import { isOnStage, targetsOf } from "../core/events/targets.ts";
import { listOrganizations } from "../core/organizations/administration.ts";
import { subscriberRowsProblem } from "../infra/subscriberRows.ts";
import { subscribers } from "../infra/subscribers.ts";
import type { StackFile } from "../local/stackFile.ts";
import { deadCommand } from "./deadLetters.ts";
import { useStack } from "./environment.ts";
import { call, confirmName, print, progress, run, table } from "./run.ts";
import { type Seen, tail, tailFeed } from "./tail.ts";
import { lostPastSentence, pastOnes, verifyCommand } from "./verify.ts";

const names = subscribers.map(({ name }) => name);

/** The stage that the command works on. @throws OperatorError with what to change in the rows of infra/subscribers.ts */
function useSubscribers(): StackFile | undefined {
  const local = useStack();
  const problem = subscriberRowsProblem(subscribers, config.stage());
  if (problem) throw new OperatorError(problem);
  return local;
}

const noSubscriber = (name: string): OperatorError =>
  new OperatorError(`There is no subscriber ${name}. infra/subscribers.ts has: ${names.join(", ")}`);

/** The subscriber with its queue. */
async function targetOf(name: string) {
  const [target] = targetsOf(subscribers.filter((subscriber) => subscriber.name === name));
  if (!target) throw noSubscriber(name);
  return target;
}

const subscriberOption = () => new Option("--subscriber <name>", "whose queue").choices(names);

const program = new Command("npm run events --").description(
  "Change events: watch them, resend what is parked or missed, prove that none is lost.",
);

program
  .command("tail")
  .description("Show changes as they happen, until Ctrl-C. Nothing is taken from a subscriber.")
  .addOption(subscriberOption())
  .option("--org <id>", "only this organization's, in the order of its feed")
  .option("--json", "print each event as its queue's message body, one a line")
  .action(async ({ subscriber, org, json }: { subscriber?: string; org?: string; json?: boolean }) => {
    useSubscribers();
    const wanted = subscribers.find(({ name }) => name === subscriber) ?? { events: "all" as const };
    const show = ({ body, event }: Seen) => console.log(json ? body : lineOf(event));
    if (org === undefined) return tail(wanted, show);
    await refuseUnknown(org);
    await tailFeed(org, wanted, show);
  });

/** When, what, whose, and by whom. */
const lineOf = ({ timestamp, event, data, sequence, actor }: ChangeEvent | ErasedEvent): string =>
  [timestamp, event.padEnd(21), data.id, `#${sequence}`, ...(actor ? [byWhom(actor)] : [])].join("  ");

/** Callers chose the names and the reasons: a terminal must not take any of it for commands. */
const byWhom = ({ name = "a key", command, reason }: ChangeActor): string =>
  `by ${command ?? name}${reason === undefined ? "" : `: ${reason}`}`.replaceAll(/\p{C}/gu, "");

/** @throws OperatorError */
async function refuseUnknown(org: string): Promise<void> {
  if (!(await listOrganizations()).includes(org)) throw new OperatorError(`There is no organization ${org}.`);
}

program
  .command("parked")
  .description("List what is parked: for whom, whose events, since when. Empty is good.")
  .option("--subscriber <name>", "for whom, also one that was removed")
  .option("--json", "print JSON")
  .action(async ({ subscriber, json = false }: { subscriber?: string; json?: boolean }) => {
    useStack();
    const flagged = [...(await readFlags(call(), new Date())).parked.keys()];
    const known = [...new Set([...names, ...flagged])];
    if (subscriber !== undefined && !known.includes(subscriber)) throw noSubscriber(subscriber);
    const looked = known.filter((name) => subscriber === undefined || name === subscriber);
    const markers = (await Promise.all(looked.map((name) => readMarkers(call(), name)))).flat();
    const parked = markers.map(({ subscriber, key, from, parkedAt, failure = null, failedRedrives }) => {
      const [organizationId = "", customerId = ""] = key.split("#");
      const isRemoved = !isOnStage(subscriber);
      const place = { subscriber, organizationId, customerId, fromSequence: from };
      return { ...place, parkedAt, failure, failedRedrives, isRemoved };
    });
    const rows = parked.map(({ isRemoved, ...it }) => ({
      ...it,
      fromSequence: String(it.fromSequence),
      failure: it.failure ?? "",
      failedRedrives: String(it.failedRedrives),
    }));
    print(json, parked, () =>
      [
        rows.length > 0 ? table(rows) : "Nothing is parked.",
        ...looked.filter((name) => flagged.includes(name)).flatMap((name) => whatToDo(name, markers)),
      ].join("\n"),
    );
  });

/** What the list does not say of a subscriber with a flag. */
function whatToDo(name: string, markers: readonly Marker[]): string[] {
  const command = (it: string) => `npm run events -- ${it} --subscriber ${name}`;
  if (!isOnStage(name)) return [`${name} was removed. To forget what is parked for it: ${command("discard")}`];
  if (markers.some(({ subscriber }) => subscriber === name)) return [];
  return [`Nothing is left for ${name} but its flag. To take that away: ${command("redrive")}`];
}

program
  .command("discard")
  .description(
    "Forget what is parked for a subscriber that was removed from infra/subscribers.ts. The event log keeps its entries. It asks for the name once more.",
  )
  .requiredOption("--subscriber <name>", "the subscriber that was removed")
  .option("--confirm <name>", "the name once more, in place of being asked")
  .option("--json", "print JSON")
  .action(async ({ subscriber, confirm, json = false }: DiscardOptions) => {
    useStack();
    if (isOnStage(subscriber))
      throw new OperatorError(`${subscriber} is a subscriber of this stage. To send it what is parked, use redrive.`);
    await confirmName(subscriber, confirm, `discard what is parked for ${subscriber}`);
    const customers = await discard(call(), subscriber);
    print(json, { customers }, () => `Events of ${customers} customers are no longer parked for ${subscriber}.`);
  });

interface DiscardOptions {
  subscriber: string;
  confirm?: string;
  json?: boolean;
}

program
  .command("redrive")
  .description("Send a subscriber its parked events, in order. After an interruption, repeat it to continue.")
  .addOption(subscriberOption().makeOptionMandatory())
  .option("--accept-loss", "skip events that are no longer in the log", false)
  .option("--json", "print JSON")
  .action(async ({ subscriber, acceptLoss, json = false }: RedriveOptions) => {
    useSubscribers();
    const bar = progress("events sent");
    const options = { acceptLoss, onSent: bar.at };
    const { sent, blocked } = await redrive(call(), await targetOf(subscriber), options).finally(bar.stop);
    const obstacles = blocked.map((it) => ({ ...it, reason: reasonOf(it) }));
    print(json, { sent, obstacles }, () => [`${sent} events sent.`, ...blocked.map(sentence)].join("\n"));
    if (blocked.length > 0) process.exitCode = 1;
  });

interface RedriveOptions {
  subscriber: string;
  acceptLoss: boolean;
  json?: boolean;
}

const sentence = (it: Blocked): string => `Still parked: ${it.key} from ${it.sequence} on, ${reasonOf(it)}.`;

function reasonOf({ failure }: Blocked): string {
  if (failure === EXPIRED) return "it is no longer in the log";
  if (failure === UNREADABLE) return "its record cannot be read by this version";
  return `the queue does not take it (${failure})`;
}

program
  .command("replay")
  .description(
    "Send a subscriber every customer's current state as customer.snapshot, so that a new one starts complete; or one customer's logged events again.",
  )
  .addOption(subscriberOption().makeOptionMandatory())
  .option("--customer <id>", "only this customer's logged events, by either of its ids")
  .option("--after <sequence>", "only those after this sequence", sequenceNumber)
  .option("--org <id>", "the customer's organization, if several know the id")
  .option("--json", "print JSON")
  .action(async ({ subscriber, customer, after, org, json = false }: ReplayOptions) => {
    // Without the customer, these options would send everybody's snapshots.
    if (customer === undefined && (after ?? org) !== undefined)
      throw new OperatorError("--after and --org need --customer.");
    useSubscribers();
    const target = await targetOf(subscriber);
    const runId = randomBytes(6).toString("hex");
    const bar = progress("events sent");
    const send = async (): Promise<number> => {
      if (customer !== undefined)
        return replayCustomer(call(), target, await findCustomer(customer, org), after ?? 0, runId);
      return (await replaySnapshots(call(), target, runId, (run) => bar.at(run.sent))).sent;
    };
    const sent = await send().finally(bar.stop);
    print(json, { sent }, () => `${sent} events sent to ${subscriber}.`);
  });

interface ReplayOptions {
  subscriber: string;
  customer?: string;
  after?: number;
  org?: string;
  json?: boolean;
}

/** The customer, in the one organization that has it. @throws OperatorError when none or several have it, CustomerErased when it was erased */
async function findCustomer(id: string, org: string | undefined) {
  if (org !== undefined) await refuseUnknown(org);
  const organizations = org === undefined ? await listOrganizations() : [org];
  const erased: CustomerErased[] = [];
  const found = await Promise.all(
    organizations.map((organizationId) =>
      getCustomer({ ...call(), organizationId, requestId: "operator" }, id).catch((error: unknown) => {
        // Another organization may have a customer with that id.
        if (error instanceof CustomerErased) erased.push(error);
        return noneIfNotFound(error);
      }),
    ),
  );
  const [customer, ...others] = found.filter((it) => it !== undefined);
  if (!customer) throw erased[0] ?? new OperatorError(`There is no customer ${id}.`);
  if (others.length > 0) throw new OperatorError(`Several organizations have a customer ${id}: say which with --org.`);
  return customer;
}

program.addCommand(deadCommand({ useSubscribers, subscriberOption, targetOf }));

program.addCommand(verifyCommand(useSubscribers));

program
  .command("keep-subscriptions")
  .description(
    "Keep past subscriptions that only the event log has, those from before version 0.2, for good. After an interruption, repeat it to continue.",
  )
  .option("--json", "print JSON")
  .action(async ({ json = false }: { json?: boolean }) => {
    useStack();
    const bar = progress("customers seen");
    let begun: Keeping | undefined;
    const onProgress = (keeping: Keeping) => {
      begun ??= keeping;
      bar.at(keeping.customers);
    };
    const { customers, kept, lost } = await keepPastOfAll(call(), onProgress).finally(bar.stop);
    const resumed = begun?.after !== undefined;
    print(json, { customers, kept, lost, resumed }, () =>
      [
        ...(resumed ? [`This went on where an earlier run had stopped, after ${begun?.customers} customers.`] : []),
        `${customers} customers, ${pastOnes(kept)} written.`,
        ...lost.map(lostPastSentence),
      ].join("\n"),
    );
    if (lost.length > 0) process.exitCode = 1;
  });

function sequenceNumber(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}

await run(program);
