/** Looks for an order in which parallel requests can have taken effect one after another. */
import { isDeepStrictEqual } from "node:util";
import type { CustomerJson } from "../../../core/customers/customer.ts";
import { findCustomer, judge, type Model, type Operation, type Seen } from "./model.ts";

/** A request with its answer, for the search and the script. */
export interface Sent {
  request: string;
  answer: string;
  /** Its operations, each with its own moment; a list has none. */
  operations: readonly { operation: Operation; seen: Seen }[];
  /** The contents of all pages of a list. */
  listed?: Listed;
}

/** When it started and ended. */
export interface Played extends Sent {
  from: number;
  to: number;
}

export interface Listed {
  isActive: boolean | undefined;
  pages: readonly { customers: CustomerJson[]; hasMore: boolean }[];
  limit: number;
}

export type Models = readonly [Model, ...Model[]];

/** All states that are possible after the requests, or why no order explains the answers. */
export type Explanation = { models: Models } | { puzzle: string };

/**
 * Explains all answers of one phase by the orders of its operations in which none comes before one that had ended when
 * it began. If several orders fit, the end state of each is kept: they may differ in what no answer has shown yet, such
 * as whose Idempotency-Key a customer remembers, and a later answer decides.
 */
export function explain(starts: readonly Model[], played: readonly Played[]): Explanation {
  const steps = played.flatMap(({ operations, ...request }) => operations.map((step) => ({ ...request, ...step })));
  const ends = new Map<string, Model>();
  let best = { done: -1, puzzle: "" };
  for (const start of starts) {
    // Two orders of the same steps with the same state have the same future.
    const tried = new Set<string>();
    const search = (model: Model, left: typeof steps): void => {
      const print = fingerprint(model);
      const state = `${left.map((step) => steps.indexOf(step))} ${print}`;
      if (tried.has(state)) return;
      tried.add(state);
      if (left.length === 0) {
        const puzzle = played.map(({ listed }) => listed && problemOf(listed, start, model)).find(Boolean);
        if (puzzle === undefined) ends.set(print, model);
        else best = { done: steps.length, puzzle };
      }
      const refused: string[] = [];
      const possible = left.filter(({ from }) => left.every(({ to }) => to >= from));
      for (const step of possible) {
        const verdict = judge(model, step.operation, step.seen);
        if (!verdict.allowed.some((allowed) => isDeepStrictEqual(allowed, step.seen)))
          refused.push(
            `${step.request}\n    answered ${show(step.seen)}\n    not      ${verdict.allowed.map(show).join(" or ")}`,
          );
        else
          search(
            verdict.model,
            left.filter((other) => other !== step),
          );
      }
      if (best.done < steps.length - left.length)
        best = { done: steps.length - left.length, puzzle: refused.join("\n  ") };
    };
    search(start, steps);
  }
  const [end, ...others] = ends.values();
  return end ? { models: [end, ...others] } : { puzzle: best.puzzle };
}

/** Equal for two models that differ only in the order of their customers. */
const fingerprint = ({ customers, keys }: Model): string =>
  JSON.stringify([customers.map((customer) => JSON.stringify(customer)).sort(), [...keys].sort()]);

export const show = ({ outcome, etag = "", data }: Seen): string =>
  [outcome, etag, data === undefined ? "" : showData(data)].filter(Boolean).join(" ");

/** JSON without irrelevant fields. */
const showData = (data: unknown): string =>
  JSON.stringify(data, (key, value) =>
    value === null || ["object", "organizationId", "billingEmail", "livemode"].includes(key) ? undefined : value,
  );

/**
 * What is wrong with a list that ran while the organization changed from one state to another: it may contain only what
 * existed at some moment between them, and must contain what existed all the time, newest first, each customer once.
 */
function problemOf({ isActive, pages, limit }: Listed, start: Model, end: Model): string | undefined {
  const customers = pages.flatMap((page) => page.customers);
  const isWanted = (json: CustomerJson) => isActive === undefined || json.isActive === isActive;
  for (const json of customers) {
    const since = findCustomer(start, json.id)?.version ?? 0;
    const states = findCustomer(end, json.id)?.events.filter(({ sequence }) => sequence >= since) ?? [];
    if (!isWanted(json) || !states.some(({ data }) => isDeepStrictEqual(data, json)))
      return `a list showed what was never there: ${showData(json)}`;
  }
  const keys = customers.map(({ createdAt, id }) => `${createdAt}#${id}`);
  if (keys.some((key, i) => i > 0 && key >= (keys[i - 1] ?? ""))) return `a list was not newest first: ${keys}`;
  for (const { json } of start.customers)
    if (isWanted(json) && isWanted(findCustomer(end, json.id)?.json ?? json))
      if (!customers.some(({ id }) => id === json.id)) return `a list lacked ${showData(json)}`;
  // A page of active customers may be short, because the filter drops some.
  const isFull = (length: number) => (isActive === true ? length <= limit : length === limit);
  if (pages.some((page) => (page.hasMore ? !isFull(page.customers.length) : page.customers.length > limit)))
    return `a list's pages were ${pages.map((page) => page.customers.length)} long with limit ${limit}`;
  return undefined;
}
