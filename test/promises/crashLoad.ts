/**
 * Clients that change customers through the API and remember the answers, to compare with the state after a restart.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { DEVELOPMENT_KEY, type Run } from "../local/npmStart.ts";
import { repeat503 } from "../support/repeat.ts";

/** A customer as its only writer knows it. */
export interface Known {
  id: string;
  /** The answer for each version. */
  versions: Map<number, Record<string, unknown>>;
  /** The fields of a change that was sent but not answered. */
  pending: Record<string, unknown> | undefined;
}

/** All customers of all clients, by external id. */
export type Customers = Map<string, Known>;

export const versionOf = ({ versions }: Known): number => Math.max(...versions.keys());

interface Answered {
  data: Record<string, unknown>;
  version: number;
}

/** @throws when the stack is gone, and for any answer except a success */
export async function send(run: Run, method: string, path: string, json?: object): Promise<Answered> {
  const url = `${run.stackFile.url}/api/customers${path}`;
  const request = {
    method,
    headers: { "x-api-key": DEVELOPMENT_KEY, "content-type": "application/json" },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  };
  const response = await repeat503(() => fetch(url, request));
  const { data } = (await response.json()) as { data: Record<string, unknown> };
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return { data, version: Number(JSON.parse(response.headers.get("etag") ?? "0")) };
}

/** Creates customers and changes each several times, the last one to archived, until the stack is gone. */
export async function change(run: Run, name: string, customers: Customers, onAcknowledged: () => void): Promise<void> {
  for (let number = 0; ; number++) {
    const externalId = `${name}-${number}`;
    const known = await create(run, externalId, customers);
    onAcknowledged();
    const changes = [
      ...Array.from({ length: number % 4 }, (_, i) => ({ fullName: `Name ${i}` })),
      { metadata: { plan: "pro" } },
      ...(number % 2 === 0 ? [{ isActive: false }] : []),
    ];
    for (const fields of changes) {
      known.pending = fields;
      const { data, version } = await send(run, "PUT", `/${externalId}`, fields);
      known.versions.set(version, data);
      known.pending = undefined;
      onAcknowledged();
    }
  }
}

async function create(run: Run, externalId: string, customers: Customers): Promise<Known> {
  const { data } = await send(run, "POST", "", { email: "a@acme.com", id: externalId });
  const known: Known = { id: String(data.id), versions: new Map([[1, data]]), pending: undefined };
  customers.set(externalId, known);
  return known;
}

/** Creates customers in batches until the stack is gone. */
export async function createBatches(run: Run, name: string, customers: Customers, onAcknowledged: () => void) {
  for (let number = 0; ; number++) {
    const items = Array.from({ length: 10 }, (_, i) => ({ email: "a@acme.com", id: `${name}-${number}-${i}` }));
    const { data } = await send(run, "POST", "/batch", { customers: items });
    for (const customer of data.successful as Record<string, unknown>[]) {
      const known = { id: String(customer.id), versions: new Map([[1, customer]]), pending: undefined };
      customers.set(String(customer.externalId), known);
    }
    onAcknowledged();
    await sleep(20);
  }
}
