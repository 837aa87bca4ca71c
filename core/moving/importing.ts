/** Customers that are moved in: what each row becomes, and what happens to it. */
import type { Item } from "../aws/item.ts";
import type { Context } from "../base/context.ts";
import { AppError, type ErrorCode, errors, type FieldProblem } from "../base/errors.ts";
import { hashedId } from "../base/ids.ts";
import { mapParallel } from "../base/parallel.ts";
import { withRetries } from "../base/retries.ts";
import type { Customer } from "../customers/customer.ts";
import { derivedCustomerId } from "../customers/ids.ts";
import { toItem } from "../customers/item.ts";
import { newCustomer } from "../customers/newCustomer.ts";
import { problemsOf, tidied } from "../customers/review.ts";
import { getById, type Lookup } from "../customers/store.ts";
import { isActiveAt } from "../customers/subscription/period.ts";
import { updateCustomer } from "../customers/update.ts";
import { shardOf, shardsInUse } from "../organizations/organization.ts";
import { organizationOf } from "../organizations/service.ts";
import { pastItem } from "../subscriptions/store.ts";
import { type Row, readRow } from "./row.ts";
import { insertCustomers, insertTogether, lookUp, type Obstacle, obstacleAt } from "./store.ts";
import { type PlanOf, type Subscriptions, subscriptionsOf } from "./subscriptions.ts";

/** A row of a file, and the line at which it begins. */
export interface SourceRow {
  line: number;
  fields: Record<string, unknown>;
  /** Why it could not be read. */
  refusal?: { code: ErrorCode; problems: readonly FieldProblem[] };
}

/** One run of an import, which may take several processes. */
export interface ImportRun {
  /** The organization, and who imports. Each row has a request id of its own. */
  context: Context;
  /** The run: rows that an earlier process of it has written are known again by their request id. */
  id: string;
  /** The file's content: its rows without an id are the same customers whenever it is imported. */
  file: string;
  /** Writes nothing. */
  isDryRun?: boolean;
  /** Updates customers that exist. */
  updates?: boolean;
  planOf: PlanOf;
}

/** What has happened to a row; in a dry run, what would. */
export type Outcome =
  | { row: SourceRow; outcome: "created" | "exists" | "updated"; customerId: string }
  | {
      row: SourceRow;
      outcome: "refused";
      code: ErrorCode;
      problems: readonly FieldProblem[];
      /** The customer that is in its way. */
      customerId?: string;
    };

/** A row that can be written. */
export interface Prepared {
  source: SourceRow;
  context: Context;
  row: Row;
  customer: Customer;
  item: Item;
  /** The id derived from its external id, if that is not its own: it leads creates and look-ups to it. */
  reservedId?: string;
  /** That derived id, where it leads from an erased customer to the reserved one. */
  freedId?: string;
  past: Item[];
}

/** The keys that a row takes: no other row with one of them may be written at the same time. */
export const keysOf = ({ customer, reservedId }: Prepared): string[] =>
  reservedId === undefined ? [customer.id] : [customer.id, reservedId];

/** Reads a row and makes its customer, or tells why there can be none. */
export async function prepare(run: ImportRun, source: SourceRow): Promise<Prepared | Outcome> {
  if (source.refusal) return refused(source, source.refusal.code, source.refusal.problems);
  const now = run.context.now();
  const row = await readRow(source.fields, now);
  if ("problems" in row) return refused(source, "validation_error", row.problems);
  const { externalId } = row.input;
  const { idKey } = await withRetries(() => organizationOf(run.context));
  const derivedId =
    externalId === undefined
      ? derivedCustomerId(idKey, "import-row", `${run.file}:${source.line}`)
      : derivedCustomerId(idKey, "external-id", externalId);
  try {
    const prepared = await prepareAt(row.id ?? derivedId, run, source, row);
    const { archivedAt, subscription } = prepared.customer;
    if (archivedAt !== undefined && subscription && isActiveAt(subscription, now))
      return refused(source, "customer_has_active_subscription");
    const isReserved = externalId !== undefined && row.id !== undefined && row.id !== derivedId;
    return isReserved ? { ...prepared, reservedId: derivedId } : prepared;
  } catch (error) {
    return refusal(source, error, "planCode");
  }
}

/** The customer of a row at an id, and what is written with it. @throws AppError `plan_not_found` */
async function prepareAt(id: string, run: ImportRun, source: SourceRow, row: Row): Promise<Prepared> {
  const context = { ...run.context, requestId: hashedId(`${run.id}:${source.line}`, 16) };
  const organization = await withRetries(() => organizationOf(context));
  const subscriptions = await withRetries(() => subscriptionsOf(context, id, row.moved, run.planOf));
  const customer = customerOf(context, id, row, subscriptions);
  return {
    source,
    context,
    row,
    customer,
    item: toItem(customer, shardOf(id, shardsInUse(organization, context.now()))),
    past: subscriptions.past.map((it) => pastItem(context, id, it)),
  };
}

/** The customer of a row, with the times and the state that it brings. */
function customerOf(context: Context, id: string, { input, review, moved }: Row, { latest }: Subscriptions): Customer {
  const customer = newCustomer(context, id, tidied(input, review));
  if (moved.createdAt) customer.createdAt = moved.createdAt.toISOString();
  if (moved.updatedAt) customer.updatedAt = moved.updatedAt.toISOString();
  if (moved.archivedAt) customer.archivedAt = moved.archivedAt.toISOString();
  else if (moved.isActive === false) customer.archivedAt = customer.updatedAt;
  if (latest) customer.subscription = latest;
  return customer;
}

const MAX_PARALLEL = 25;

/**
 * Writes at most 25 rows whose keys differ.
 *
 * @throws AppError `service_unavailable` when DynamoDB refuses for half a minute
 */
export async function writeRows(run: ImportRun, rows: readonly Prepared[]): Promise<Outcome[]> {
  const isWritable = ({ row }: Prepared) => !run.isDryRun && row.review.objections.length === 0;
  const isAlone = ({ reservedId, past }: Prepared) => reservedId === undefined && past.length === 0;
  const alone = rows.filter((row) => isWritable(row) && isAlone(row));
  const taken = await withRetries(() =>
    insertCustomers(
      run.context,
      alone.map(({ item }) => item),
    ),
  );
  const toLookAt = rows.filter((row) => !isWritable(row) || taken.has(row.item));
  const found = await withRetries(() => lookUp(run.context, toLookAt.flatMap(keysOf)));
  return mapParallel(rows, MAX_PARALLEL, async (row) => {
    const isLookedAt = toLookAt.includes(row);
    const obstacle = isLookedAt
      ? obstacleIn(found, row)
      : isAlone(row)
        ? undefined
        : await withRetries(() => insertTogether(row.context, row.item, row));
    if (obstacle) return meet(run, row, obstacle);
    const { objections } = row.row.review;
    if (objections.length > 0) return refused(row.source, "validation_error", problemsOf(objections));
    return { row: row.source, outcome: "created", customerId: row.customer.id };
  });
}

function obstacleIn(found: ReadonlyMap<string, Lookup>, { customer, reservedId = "" }: Prepared): Obstacle | undefined {
  const own = found.get(customer.id);
  if (own) return { at: "id", found: own };
  const reserved = found.get(reservedId);
  return reserved && obstacleAt(reservedId, reserved);
}

/** What becomes of a row whose place is taken. */
async function meet(run: ImportRun, row: Prepared, obstacle: Obstacle): Promise<Outcome> {
  if (obstacle.at === "externalId") return { ...refused(row.source, "external_id_taken"), customerId: obstacle.holder };
  if (obstacle.at === "freedExternalId") return writeAgain(run, leadingTo(obstacle.leadsTo, row));
  const { customer, aliasOf, erasedId } = obstacle.found;
  if (customer) return meetCustomer(run, row, customer);
  if (row.row.id === undefined && aliasOf !== undefined) {
    // Its external id was freed, for a customer with an id of its own.
    if (erasedId !== undefined) return writeAgain(run, await prepareAt(aliasOf, run, row.source, row.row));
    const found = await withRetries(() => getById(row.context, aliasOf));
    return found.customer ? meetCustomer(run, row, found.customer) : erased(row, aliasOf);
  }
  if (erasedId !== undefined) return erased(row, erasedId);
  return refused(row.source, "validation_error", [
    { field: "id", message: "is kept for another customer's external id" },
  ]);
}

/** The row, whose external id was freed for another id than its own. */
function leadingTo(nextId: string, { reservedId: freedId, ...row }: Prepared): Prepared {
  const isOwn = nextId === row.customer.id;
  return isOwn || freedId === undefined ? row : { ...row, reservedId: nextId, freedId };
}

async function writeAgain(run: ImportRun, row: Prepared): Promise<Outcome> {
  const [outcome] = await writeRows(run, [row]);
  if (!outcome) throw new Error("A row has no outcome");
  return outcome;
}

const erased = ({ source }: Prepared, customerId: string): Outcome => ({
  ...refused(source, "customer_erased"),
  customerId,
});

async function meetCustomer(run: ImportRun, row: Prepared, customer: Customer): Promise<Outcome> {
  const { id: customerId, requestId, version } = customer;
  const outcome = (outcome: "created" | "exists" | "updated"): Outcome => ({ row: row.source, outcome, customerId });
  // Written by this run, before it was stopped or before its answer was lost.
  if (requestId === row.context.requestId) return outcome(version === 1 ? "created" : "updated");
  if (!run.updates || run.isDryRun) return outcome("exists");
  const { input, review } = row.row;
  const isArchived = row.customer.archivedAt !== undefined;
  if (isArchived && customer.archivedAt !== undefined) return outcome("exists");
  const change = isArchived ? { ...input, isActive: false } : input;
  try {
    const updated = await withRetries(() => updateCustomer(row.context, customerId, change, { review }));
    return outcome(updated.requestId === row.context.requestId ? "updated" : "exists");
  } catch (error) {
    return { ...refusal(row.source, error), customerId };
  }
}

type Refused = Extract<Outcome, { outcome: "refused" }>;

const refused = (
  row: SourceRow,
  code: ErrorCode,
  problems: readonly FieldProblem[] = [{ field: "", message: errors[code].message }],
): Refused => ({ row, outcome: "refused", code, problems });

/** What the API refuses is a row's outcome; anything else ends the import. */
function refusal(row: SourceRow, error: unknown, field = ""): Refused {
  if (!(error instanceof AppError) || error.status >= 500) throw error;
  return refused(row, error.code, error.details ?? [{ field, message: error.message }]);
}
