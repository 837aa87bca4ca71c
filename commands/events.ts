/** `npm run events`: change events, for operators. */
import { randomBytes } from "node:crypto";
import { Command, InvalidArgumentError, Option } from "commander";
import { config } from "../core/base/config.ts";
import { AppError } from "../core/base/errors.ts";
import { OperatorError } from "../core/base/operatorError.ts";
import { getCustomer } from "../core/customers/service.ts";
import { readMarkers } from "../core/events/parking/store.ts";
import type { Blocked } from "../core/events/repair/redrive.ts";
import { redrive } from "../core/events/repair/redrive.ts";
import { replayCustomer, replaySnapshots } from "../core/events/repair/replay.ts";
import type { Missing } from "../core/events/repair/verify.ts";
import { repair, verify } from "../core/events/repair/verify.ts";
import { targetsOf } from "../core/events/targets.ts";
import { listOrganizations } from "../core/organizations/administration.ts";
import { subscriberRowsProblem } from "../infra/subscriberRows.ts";
import { subscribers } from "../infra/subscribers.ts";
import { useStack } from "./environment.ts";
import { print, progress, run, table } from "./run.ts";
import { tail } from "./tail.ts";

const names = subscribers.map(({ name }) => name);

/** Operators may take long: a run has no deadline, only its single requests do. */
const call = () => ({ signal: new AbortController().signal, units: 0, now: () => new Date() });

/** The stage that the command works on. @throws OperatorError with what to change in the rows of infra/subscribers.ts */
function useSubscribers(): void {
  useStack();
  const problem = subscriberRowsProblem(subscribers, config.stage());
  if (problem) throw new OperatorError(problem);
}

/** The subscriber with its queue. */
async function targetOf(name: string) {
  const [target] = targetsOf(subscribers.filter((subscriber) => subscriber.name === name));
  if (!target) throw new OperatorError(`There is no subscriber ${name}. infra/subscribers.ts has: ${names.join(", ")}`);
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
  .option("--json", "print each event as its queue's message body, one a line")
  .action(async ({ subscriber, json }: { subscriber?: string; json?: boolean }) => {
    useSubscribers();
    const wanted = subscribers.find(({ name }) => name === subscriber) ?? { events: "all" as const };
    await tail(wanted, ({ body, event }) =>
      console.log(json ? body : `${event.timestamp}  ${event.event.padEnd(21)}  ${event.data.id}  #${event.sequence}`),
    );
  });

program
  .command("parked")
  .description("List what is parked: for whom, whose events, since when. Empty is good.")
  .addOption(subscriberOption())
  .option("--json", "print JSON")
  .action(async ({ subscriber, json = false }: { subscriber?: string; json?: boolean }) => {
    useSubscribers();
    const pages = await Promise.all(
      names.filter((name) => subscriber === undefined || name === subscriber).map((name) => readMarkers(call(), name)),
    );
    const parked = pages.flat().map(({ subscriber, key, from, parkedAt }) => {
      const [organizationId = "", customerId = ""] = key.split("#");
      return { subscriber, organizationId, customerId, fromSequence: from, parkedAt };
    });
    const rows = parked.map((it) => ({ ...it, fromSequence: String(it.fromSequence) }));
    print(json, parked, () => (rows.length > 0 ? table(rows) : "Nothing is parked."));
  });

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
    const result = { sent, obstacles: blocked };
    print(json, result, () => [`${sent} events sent.`, ...blocked.map(sentence)].join("\n"));
    if (blocked.length > 0) process.exitCode = 1;
  });

interface RedriveOptions {
  subscriber: string;
  acceptLoss: boolean;
  json?: boolean;
}

const sentence = ({ key, sequence, reason }: Blocked): string => `Still parked: ${key} from ${sequence} on, ${reason}.`;

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

/** The customer, in the one organization that has it. @throws OperatorError when none or several have it */
async function findCustomer(id: string, org: string | undefined) {
  const known = await listOrganizations();
  if (org !== undefined && !known.includes(org)) throw new OperatorError(`There is no organization ${org}.`);
  const organizations = org === undefined ? known : [org];
  const found = await Promise.all(
    organizations.map((organizationId) =>
      getCustomer({ ...call(), organizationId, requestId: "operator" }, id).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "customer_not_found") return undefined;
        throw error;
      }),
    ),
  );
  const [customer, ...others] = found.filter((it) => it !== undefined);
  if (!customer) throw new OperatorError(`There is no customer ${id}.`);
  if (others.length > 0) throw new OperatorError(`Several organizations have a customer ${id}: say which with --org.`);
  return customer;
}

program
  .command("verify")
  .description("Compare every customer's version with the event log, to prove that no change was lost.")
  .option("--repair", "publish what is missing", false)
  .option("--json", "print JSON")
  .action(async ({ repair: shallRepair, json = false }: { repair: boolean; json?: boolean }) => {
    useSubscribers();
    const bar = progress("customers seen");
    const found = await verify(call(), config.eventRetentionSeconds(), bar.at).finally(bar.stop);
    const repaired =
      shallRepair && found.missing.length > 0
        ? await repair(call(), found.missing, targetsOf(subscribers), config.eventRetentionSeconds())
        : undefined;
    print(json, { ...found, ...(repaired ? { repaired } : {}) }, () =>
      [
        `${found.customers} customers, ${found.events} events in the log.`,
        ...(found.missing.length > 0 ? found.missing.map(missingSentence) : ["Nothing is missing."]),
        ...(repaired ? [`${repaired.published} published.`, ...repaired.lost.map(lostSentence)] : []),
      ].join("\n"),
    );
    const left = repaired ? repaired.lost.length : found.missing.length;
    if (left > 0) process.exitCode = 1;
  });

const missingSentence = ({ organizationId, customerId, sequences }: Missing): string =>
  `Missing: ${organizationId} ${customerId} ${sequences.join(", ")}`;

const lostSentence = (missing: Missing): string =>
  `${missingSentence(missing)}: its state cannot be told from what is left; look into the failure destination.`;

function sequenceNumber(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}

await run(program);
