/** Batches: up to 100 creates in one request, each succeeding or failing on its own. */
import * as z from "zod/mini";
import type { Context } from "../base/context.ts";
import { AppError, type FieldProblem } from "../base/errors.ts";
import { mapParallel } from "../base/parallel.ts";
import { problemOf } from "../base/validation.ts";
import { type CreateCustomer, type Customer, createCustomerBody, createNames } from "./customer.ts";
import { type Review, readCustomer } from "./review.ts";
import { createCustomer } from "./service.ts";

const MAX_ITEMS = 100;
const MAX_PARALLEL = 25;
/** Items nested deeper than this are not echoed: JSON.stringify is recursive. */
const MAX_ECHO_DEPTH = 32;

/** The body of a batch. Items are validated one by one, so that an invalid one fails alone. */
export const createCustomersBody = z.object(
  {
    customers: z
      .array(z.unknown(), { error: "must be a list of customers" })
      .check(problemOf((items) => (items.length > MAX_ITEMS ? `must have at most ${MAX_ITEMS} items` : undefined)))
      .register(z.globalRegistry, { maxItems: MAX_ITEMS }),
  },
  { error: "must be a JSON object" },
);

/** An item that was not created: its index in the request, what is wrong, and the item as sent. */
export interface FailedItem {
  index: number;
  error: string;
  data: object | null;
}

/**
 * Creates each item of a batch as `createCustomer` would. Of items with the same external id the first valid one wins,
 * and the others get its result.
 */
export async function createCustomers(
  context: Context,
  items: readonly unknown[],
  idempotencyKey: string | undefined,
): Promise<{ successful: Customer[]; failed: FailedItem[] }> {
  const byExternalId = new Map<string, Promise<Customer>>();
  const create = (input: CreateCustomer, review: Review, index: number): Promise<Customer> => {
    const { externalId } = input;
    const earlier = externalId === undefined ? undefined : byExternalId.get(externalId);
    const key = idempotencyKey && `${index}:${idempotencyKey}`;
    const own = async () => (await createCustomer(context, input, key, "batch-idempotency-key", review)).customer;
    // An earlier item may have failed because of its own idempotency key, which says nothing about this one.
    const result = earlier ? earlier.catch(own) : own();
    if (externalId !== undefined) byExternalId.set(externalId, result);
    return result;
  };
  // All before the first is created, so that they are created in their order.
  const parsedItems = await Promise.all(items.map((item) => readCustomer(createCustomerBody, item, createNames)));
  const results = await mapParallel(
    parsedItems,
    MAX_PARALLEL,
    async (parsed, index): Promise<Customer | FailedItem> => {
      const item = items[index];
      if ("problems" in parsed) return failure(index, describe(index, parsed.problems), item);
      return create(parsed.value, parsed.review, index).catch((error: unknown) => {
        if (error instanceof AppError && error.details) return failure(index, describe(index, error.details), item);
        if (error instanceof AppError) return failure(index, `${error.code}: ${error.message}`, item);
        throw error;
      });
    },
  );
  return {
    successful: results.filter((result): result is Customer => !isFailed(result)),
    failed: results.filter(isFailed),
  };
}

const isFailed = (result: Customer | FailedItem): result is FailedItem => "index" in result;

const describe = (index: number, problems: readonly FieldProblem[]): string =>
  problems
    .map(
      ({ field, message }) => `${field === "body" ? `customers[${index}]` : `customers[${index}].${field}`} ${message}`,
    )
    .join("; ");

const failure = (index: number, error: string, item: unknown): FailedItem => ({
  index,
  error,
  data:
    typeof item === "object" && item !== null && !Array.isArray(item) && !isDeeper(item, MAX_ECHO_DEPTH) ? item : null,
});

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((child) => isDeeper(child, depth - 1));
}
