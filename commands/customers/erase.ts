/** `npm run customers -- erase` and `-- erasures`: customers erased for good, and the receipts. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Command, Option } from "commander";
import type { Context } from "../../core/base/context.ts";
import { AppError } from "../../core/base/errors.ts";
import { OperatorError } from "../../core/base/operatorError.ts";
import { CustomerErased } from "../../core/customers/erased.ts";
import { derivedCustomerId, isCustomerId, randomCustomerId } from "../../core/customers/ids.ts";
import { getCustomer } from "../../core/customers/service.ts";
import { getById } from "../../core/customers/store.ts";
import { type Erasure, finishedAt } from "../../core/erasures/erasure.ts";
import { listErasures } from "../../core/erasures/list.ts";
import { presentErasure } from "../../core/erasures/presenter.ts";
import type { ErasureJson } from "../../core/erasures/schemas.ts";
import { freeExternalId, getErasure } from "../../core/erasures/store.ts";
import { eraseAgain, eraseCustomer } from "../../core/events/eraseCustomer.ts";
import { findOrganization, listOrganizations } from "../../core/organizations/administration.ts";
import { organizationOf } from "../../core/organizations/service.ts";
import { useStack } from "../environment.ts";
import {
  call,
  confirmName,
  noOrganization,
  organizationId,
  organizationOption,
  print,
  progress,
  table,
} from "../run.ts";

interface EraseOptions {
  org?: string;
  file?: string;
  free?: string;
  again: boolean;
  confirm?: string;
  json: boolean;
}

export const eraseCommand = (): Command =>
  new Command("erase")
    .description(
      "Erase a customer for good, by either of its ids; or those of a file; or again all that were erased, after a restore. It asks for the id, or the number of customers, once more.",
    )
    .argument("[id]", "the customer's id, or your id of it")
    .addOption(new Option("--org <id>", "the organization; --again alone does without").argParser(organizationId))
    .option("--file <file>", "erase the customers of a file, one id a line")
    .option("--free <id>", "let the external id of an erased customer be used again; by that or by its cus_ id")
    .option("--again", "repeat every erasure of the list, after customers were restored from a backup", false)
    .option("--confirm <text>", "what it would ask for, in place of being asked")
    .option("--json", "print JSON", false)
    .action(erase);

async function erase(id: string | undefined, options: EraseOptions): Promise<void> {
  const { org, file, free, again, json } = options;
  if ([id, file, free, again || undefined].filter((it) => it !== undefined).length !== 1)
    throw new OperatorError("Say whom to erase: an id, --file or --again; or --free.");
  useStack();
  if (again) return eraseAllAgain(org, json);
  if (org === undefined) throw new OperatorError("Say whose customer it is, with --org.");
  const context = await contextOf(org);
  if (free !== undefined) return freeId(context, free, json);
  if (id !== undefined) return eraseOne(context, id, options);
  return eraseFile(context, file ?? "", options);
}

const ACTOR = { command: "npm run customers -- erase" };

/** @throws OperatorError when there is no such organization */
async function contextOf(organization: string): Promise<Context> {
  if (!(await findOrganization(organization))) throw noOrganization(organization);
  const requestId = `erase-${randomBytes(6).toString("hex")}`;
  return { ...call(), organizationId: organization, requestId, actor: ACTOR };
}

/** The id of a customer, erased or not. @throws OperatorError when there is none */
async function idOf(context: Context, given: string): Promise<string> {
  try {
    return (await getCustomer(context, given)).id;
  } catch (error) {
    if (error instanceof CustomerErased) return isCustomerId(given) ? given : error.customerId;
    throw asOperatorError(error, given);
  }
}

async function eraseOne(context: Context, given: string, { confirm, json }: EraseOptions): Promise<void> {
  const customerId = await idOf(context, given);
  await confirmName(customerId, confirm, `erase ${customerId} for good`);
  const erasure = await untilDone(context, customerId).catch((error) => {
    throw asOperatorError(error, given);
  });
  print(json, presentErasure(erasure), () => sentenceOf(erasure));
}

const POLL_MS = 500;
const PATIENCE_MS = 30_000;

/** Erases a customer and waits for the publisher and the indexer, but not for ever. */
async function untilDone(context: Context, customerId: string): Promise<Erasure> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const erasure = await eraseCustomer(context, customerId, (id) => id === customerId);
    if (finishedAt(erasure) !== undefined || Date.now() > until) return erasure;
    await sleep(POLL_MS);
  }
}

function sentenceOf(erasure: Erasure): string {
  const { events, searchEntries, pastSubscriptions } = erasure.removed;
  const removed = `${events} events, ${searchEntries} search entries, ${pastSubscriptions} past subscriptions`;
  const end = finishedAt(erasure) === undefined ? "The rest goes on behind this; repeat it to see the end." : "Done.";
  return `${erasure.customerId} was erased at ${erasure.erasedAt}, receipt ${erasure.id}: ${removed}. ${end}`;
}

/** What an operator can do something about. */
function asOperatorError(error: unknown, id: string): unknown {
  if (!(error instanceof AppError) || error.status >= 500) return error;
  return new OperatorError(`${id}: ${error.message}`);
}

/** Goes through all ids, whatever becomes of some. */
async function eraseFile(context: Context, file: string, { confirm, json }: EraseOptions): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new OperatorError(`There is no file ${file} to read.`);
  });
  const ids = [...new Set(text.split(/\r?\n/).map((line) => line.trim()))].filter((line) => line !== "");
  await confirmName(String(ids.length), confirm, `erase the ${ids.length} customers of ${file} for good`);
  const bar = progress("customers", ids.length);
  const erased: Erasure[] = [];
  const problems: { id: string; problem: string }[] = [];
  for (const [index, id] of ids.entries()) {
    await eraseCustomer({ ...context, requestId: `${context.requestId}-${index}` }, id, () => true)
      .then((erasure) => erased.push(erasure))
      .catch((error: unknown) => {
        const known = asOperatorError(error, id);
        if (!(known instanceof OperatorError)) throw error;
        problems.push({ id, problem: known.message });
      })
      .finally(() => bar.at(index + 1));
  }
  bar.stop();
  print(json, { erased: erased.map(presentErasure), problems }, () =>
    [`${erased.length} customers erased.`, ...problems.map(({ problem }) => `Not erased: ${problem}`)].join("\n"),
  );
  if (problems.length > 0) process.exitCode = 1;
}

async function freeId(context: Context, given: string, json: boolean): Promise<void> {
  const erasure = await erasureOf(context, given);
  if (erasure.reservedId === undefined) throw new OperatorError(`${given} had no external id.`);
  const isFreed = await freeExternalId(context, erasure, randomCustomerId());
  if (!isFreed) throw new OperatorError(`The external id of ${given} is free already, or has another customer.`);
  const after = (await getErasure(context, erasure)) ?? erasure;
  print(json, presentErasure(after), () =>
    [
      `The external id of ${erasure.customerId} can be used again, by a customer with another id (receipt ${erasure.id}).`,
      "The erased customer stays erased.",
    ].join("\n"),
  );
}

/** The receipt of the customer that had the id. @throws OperatorError when there is none */
async function erasureOf(context: Context, given: string): Promise<Erasure> {
  const { idKey } = await organizationOf(context);
  const id = isCustomerId(given) ? given : derivedCustomerId(idKey, "external-id", given);
  const { erasedId } = await getById(context, id);
  const customerId = isCustomerId(given) ? given : erasedId;
  const { organizationId } = context;
  const erasure = customerId === undefined ? undefined : await getErasure(context, { organizationId, customerId });
  if (!erasure) throw new OperatorError(`No customer that was erased had the id ${given}.`);
  return erasure;
}

async function eraseAllAgain(org: string | undefined, json: boolean): Promise<void> {
  const bar = progress("erasures");
  let looked = 0;
  const again: Erasure[] = [];
  const problems: string[] = [];
  for (const organization of org === undefined ? await listOrganizations() : [org]) {
    const context = await contextOf(organization);
    for await (const former of all(context)) {
      await eraseAgain({ ...context, requestId: `${context.requestId}-${looked}` }, former)
        .then(({ erasure, isNeeded }) => isNeeded && again.push(erasure))
        .catch((error: unknown) => {
          const known = asOperatorError(error, `${organization} ${former.customerId}`);
          if (!(known instanceof OperatorError)) throw error;
          problems.push(known.message);
        });
      bar.at(++looked);
    }
  }
  bar.stop();
  print(json, { looked, again: again.map(presentErasure), problems }, () =>
    [`${looked} erasures looked at, ${again.length} made again.`, ...problems.map((it) => `Not erased: ${it}`)].join(
      "\n",
    ),
  );
  if (problems.length > 0) process.exitCode = 1;
}

const PAGE = 100;

/** All receipts of an organization, newest first. */
async function* all(context: Context): AsyncGenerator<Erasure, void> {
  let cursor: string | undefined;
  do {
    const page = await listErasures(context, { limit: PAGE, cursor });
    yield* page.erasures;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

export const erasuresCommand = (): Command =>
  new Command("erasures")
    .description("List the receipts of an organization's erased customers, newest first.")
    .addOption(organizationOption())
    .option("--json", "print JSON", false)
    .action(async ({ org, json }: { org: string; json: boolean }) => {
      useStack();
      const receipts: ErasureJson[] = [];
      for await (const erasure of all(await contextOf(org))) receipts.push(presentErasure(erasure));
      print(json, receipts, () =>
        receipts.length > 0
          ? table(
              receipts.map(({ erasedAt, customerId, status, id, erasedBy }) => ({
                erasedAt,
                customerId,
                status,
                receipt: id,
                by: erasedBy?.name ?? erasedBy?.command ?? "",
              })),
            )
          : `No customer of ${org} was erased.`,
      );
    });
