/** Looks for an order in which requests that ran at once can have taken effect one after the other. */
import { isDeepStrictEqual } from "node:util";
import type { CustomerJson } from "../../../core/customers/customer.ts";
import { findCustomer, judge, type Model, type Operation, type Seen } from "./model.ts";

/** One request with its answer, as the search and the script need it. */
export interface Sent {
  request: string;
  answer: string;
  /** What it did, each at a moment of its own; a list does nothing. */
  operations: readonly { operation: Operation; seen: Seen }[];
  /** What all pages of a list showed. */
  listed?: Listed;
}

/** When it was under way. */
export interface Played extends Sent {
  from: number;
  to: number;
}

export interface Listed {
  isActive: boolean | undefined;
  pages: readonly { customers: CustomerJson[]; hasMore: boolean }[];
  limit: number;
}

/** What is so after requests that an order explains, or why none does. */
export type Explanation = { model: Model } | { puzzle: string };

/**
 * Explains all that one phase's requests were answered by one order of their operations, in which none comes before one
 * that was over when it began.
 */
export function explain(start: Model, played: readonly Played[]): Explanation {
  const steps = played.flatMap(({ operations, ...request }) => operations.map((step) => ({ ...request, ...step })));
  // Two orders of the same steps that led to the same state have the same future.
  const tried = new Set<string>();
  let best = { done: -1, puzzle: "" };
  const search = (model: Model, left: typeof steps): Model | undefined => {
    const state = `${left.map((step) => steps.indexOf(step))} ${fingerprint(model)}`;
    if (tried.has(state)) return undefined;
    tried.add(state);
    if (left.length === 0) {
      const puzzle = played.map(({ listed }) => listed && problemOf(listed, start, model)).find(Boolean);
      if (puzzle === undefined) return model;
      best = { done: steps.length, puzzle };
    }
    const refused: string[] = [];
    const possible = left.filter(({ from }) => left.every(({ to }) => to >= from));
    for (const step of possible) {
      const verdict = judge(model, step.operation, step.seen);
      if (!verdict.allowed.some((allowed) => isDeepStrictEqual(allowed, step.seen)))
        refused.push(
          `${step.request}\n    answered ${show(step.seen)}\n    not      ${verdict.allowed.map(show).join(" or ")}`,
        );
      else {
        const found = search(
          verdict.model,
          left.filter((other) => other !== step),
        );
        if (found) return found;
      }
    }
    if (best.done < steps.length - left.length)
      best = { done: steps.length - left.length, puzzle: refused.join("\n  ") };
    return undefined;
  };
  const model = search(start, steps);
  return model ? { model } : { puzzle: best.puzzle };
}

const fingerprint = ({ customers, keys }: Model): string =>
  JSON.stringify([customers.map(({ json, version }) => [json, version]).sort(byId), [...keys].sort()]);

const byId = (one: unknown[], other: unknown[]): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

export const show = ({ outcome, etag = "", data }: Seen): string =>
  [outcome, etag, data === undefined ? "" : showData(data)].filter(Boolean).join(" ");

/** JSON without what says nothing. */
const showData = (data: unknown): string =>
  JSON.stringify(data, (key, value) =>
    value === null || ["object", "organizationId", "billingEmail", "livemode"].includes(key) ? undefined : value,
  );

/**
 * What is wrong with a list that ran while the organization went from one state to another: it may hold only what was
 * there at some moment between them, and must hold what was there all the time, newest first, each customer once.
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
  // A page of the active ones may be short: the filter drops what was read.
  const isFull = (length: number) => (isActive === true ? length <= limit : length === limit);
  if (pages.some((page) => (page.hasMore ? !isFull(page.customers.length) : page.customers.length > limit)))
    return `a list's pages were ${pages.map((page) => page.customers.length)} long with limit ${limit}`;
  return undefined;
}
