/** A row of an import: what it says of a customer. The rules of each field are those of the API. */
import * as z from "zod/mini";
import type { FieldProblem } from "../base/errors.ts";
import { moment } from "../base/moment.ts";
import { isObject, misspeltFields, oncePerField, pastedText, problemOf, read, text } from "../base/validation.ts";
import { type CreateCustomer, createCustomerBody, createNames } from "../customers/customer.ts";
import { isCustomerId } from "../customers/ids.ts";
import { problemsOf, type Review, readCustomer } from "../customers/review.ts";
import { billingIntervals } from "../plans/billingInterval.ts";

const requiredText = text(255).check(problemOf((value) => (value === "" ? "is required" : undefined)));
const whole = z.int({ error: "must be a whole number" }).check(z.gte(0, { error: "must not be negative" }));
const time = z.nullish(moment);

/** A subscription as an export writes it: as events show it, with the code of its plan, which has another id elsewhere. */
const movedSubscription = z.object(
  {
    id: z
      .string({ error: "must be text" })
      .check(z.regex(/^sub_[A-Za-z0-9]{9,56}$/, { error: "must be a subscription's id" })),
    planCode: requiredText,
    planName: pastedText(255),
    name: pastedText(255),
    price: whole,
    billingInterval: z.nullish(z.enum(billingIntervals, { error: `must be one of ${billingIntervals.join(", ")}` })),
    seats: z.record(z.string(), whole, { error: "must be an object of seats by feature" }),
    startDate: moment,
    trialEndsAt: time,
    endDate: time,
    canceledAt: time,
    cancelReason: z.nullish(z.string({ error: "must be text" })),
    createdAt: moment,
  },
  { error: "must be a JSON object" },
);
export type MovedSubscription = z.infer<typeof movedSubscription>;

/** They are written with their customer in one transaction, which has room for 100 items. */
const MAX_PAST = 90;

const pastSubscriptions = z
  .array(movedSubscription, { error: "must be a list of subscriptions" })
  .check(problemOf(pastProblem));

function pastProblem(list: readonly MovedSubscription[]): string | undefined {
  if (list.length > MAX_PAST) return `must have at most ${MAX_PAST}`;
  if (list.some(({ endDate }) => endDate == null)) return "must have ended, each of them";
  return new Set(list.map(({ id }) => id.slice(-8))).size < list.length ? "must have different ids" : undefined;
}

/** Cross-field checks run even if single fields are invalid, so that every problem is reported at once. */
const always = { when: () => true };

const refuse = (field: string, error: string, isWrong: (row: Record<string, unknown>) => boolean) =>
  z.refine<unknown>((row) => !isObject(row) || !isWrong(row), { ...always, path: [field], error });

const needsPlan = ({ planCode, subscription, startDate, trialEndsAt, endDate }: Record<string, unknown>): boolean =>
  planCode == null && subscription == null && (startDate ?? trialEndsAt ?? endDate) != null;

const pastWithoutLatest = ({ subscription, pastSubscriptions }: Record<string, unknown>): boolean =>
  subscription == null && Array.isArray(pastSubscriptions) && pastSubscriptions.length > 0;

/** What a row may say beside what a create may. Null and absent mean the same. */
const movedFields = z
  .object({
    createdAt: time,
    updatedAt: time,
    archivedAt: time,
    isActive: z.nullish(z.boolean({ error: "must be true or false" })),
    planCode: z.nullish(requiredText),
    startDate: time,
    trialEndsAt: time,
    endDate: time,
    subscription: z.nullish(movedSubscription),
    pastSubscriptions: z.nullish(pastSubscriptions),
  })
  .check(
    refuse("planCode", "is required with startDate, trialEndsAt or endDate", needsPlan),
    refuse(
      "planCode",
      "and subscription are given: send one of them",
      (row) => (row.planCode && row.subscription) != null,
    ),
    refuse("subscription", "is required with pastSubscriptions", pastWithoutLatest),
    refuse("isActive", "is true, but archivedAt is given", (row) => row.isActive === true && row.archivedAt != null),
  );
export type MovedFields = z.infer<typeof movedFields>;

/** The names of all fields of a row, for those who look for columns. */
export const rowFieldNames: readonly string[] = [
  ...Object.keys(createCustomerBody._zod.def.in.shape),
  ...Object.keys(movedFields.shape),
];

/** A row that could be read. */
export interface Row {
  /** Its own id, which begins with `cus_`. */
  id?: string;
  input: CreateCustomer;
  review: Review;
  moved: MovedFields;
}

/** How far a clock elsewhere may be ahead. */
const MAX_AHEAD_MS = 300_000;

/** Reads a row, or tells every problem at once. An `id` that begins with `cus_` is the customer's own. */
export async function readRow(row: Record<string, unknown>, now: Date): Promise<Row | { problems: FieldProblem[] }> {
  const { id, ...others } = row;
  const isOwn = typeof id === "string" && id.startsWith("cus_");
  const customer = await readCustomer(createCustomerBody, isOwn ? others : row, createNames);
  const moved = read(movedFields, row);
  const misspelt = misspeltFields(Object.keys(movedFields.shape), row).map(({ field, message }) => ({
    field,
    message,
  }));
  const problems = [
    ...(isOwn && !isCustomerId(id) ? [{ field: "id", message: "must be cus_ and 1 to 48 letters and digits" }] : []),
    ...("problems" in customer ? customer.problems : []),
    ...misspelt,
    ...("problems" in moved ? moved.problems : timeProblems(moved.value, now)),
  ];
  if (problems.length > 0 || !("value" in customer) || !("value" in moved)) {
    const objections = "value" in customer ? problemsOf(customer.review.objections) : [];
    return { problems: oncePerField([...problems, ...objections]) };
  }
  return { ...(isOwn ? { id } : {}), input: customer.value, review: customer.review, moved: moved.value };
}

function timeProblems(moved: MovedFields, now: Date): FieldProblem[] {
  const latest = new Date(now.getTime() + MAX_AHEAD_MS);
  const future = (["createdAt", "updatedAt", "archivedAt"] as const)
    .filter((field) => (moved[field] ?? now) > latest)
    .map((field) => ({ field, message: "must not be in the future" }));
  const isTrialWrong = moved.trialEndsAt != null && moved.trialEndsAt <= (moved.startDate ?? now);
  return isTrialWrong ? [...future, { field: "trialEndsAt", message: "must be after startDate" }] : future;
}
