/** Shared by the tests of subscribers: what is parked in an organization, and requests about it. */
import { expect } from "vitest";
import type { Customer } from "../../core/customers/customer.ts";
import type { Target } from "../../core/events/publish.ts";
import { targetsOf } from "../../core/events/targets.ts";
import { subscribers } from "../../infra/subscribers.ts";
import { type Hooks, refusing } from "../events/faults.ts";
import { keyOf, lifeOf, newCustomer } from "../events/records.ts";
import { type Delivery, type Events, sequencesOf } from "../events/support.ts";
import type { Answer, Client } from "../support/api.ts";
import { checked, type Json, outcome } from "../support/service.ts";

export const PATH = "/api/subscribers";
export const parkedPath = (name = "audit"): string => `${PATH}/${name}/parked`;

/** A checked client of a new organization. */
export const organization = async (events: Events): Promise<Client> => checked(await events.api.newOrganization());

/** A subscriber of the stage, with its queue. */
export function targetNamed(name = "audit"): Target {
  const target = targetsOf(subscribers).find((it) => it.name === name);
  if (!target) throw new Error(`There is no ${name}`);
  return target;
}

/** A queue that always answers in the end: on a busy machine a request to it may take longer than it is waited for. */
export const patient: Required<Hooks>["sqs"] = async (_, proceed) => {
  for (;;) {
    const sent = await proceed().catch((error: unknown) => {
      if (error instanceof Error && (error.name === "TimeoutError" || "code" in error)) return undefined;
      throw error;
    });
    if (sent) return sent;
  }
};

/** Makes every queue refuse everything while something is published. */
export async function whileRefusing<T>(events: Events, publish: () => Promise<T>): Promise<T> {
  events.hooks.sqs = refusing();
  const result = await publish();
  events.hooks.sqs = patient;
  return result;
}

/** New customers of an organization, all of whose changes are parked for a subscriber; in the order of their ids. */
export async function parkNew(
  events: Events,
  organizationId: string,
  { customers = 1, changes = 1, name = "audit" } = {},
): Promise<Customer[]> {
  const parked = Array.from({ length: customers }, () => newCustomer({ organizationId }));
  await parkChanges(events, parked, changes, name);
  return parked;
}

export const parkChanges = (events: Events, customers: readonly Customer[], changes = 1, name = "audit") =>
  whileRefusing(events, () =>
    events.publish(
      customers.flatMap((customer) => lifeOf(changes, customer)),
      [targetNamed(name)],
    ),
  );

/** A redrive by API. */
export const redrive = (client: Client, body?: object, name = "audit"): Promise<Answer> =>
  client.post(`${PATH}/${name}/redrive`, body);

/** One redrive that is answered. */
export async function redrivenOnce(client: Client, body?: object): Promise<Json> {
  const answer = await redrive(client, body);
  expect(outcome(answer), answer.text).toBe("200");
  return answer.body.data;
}

/** As a caller does: the same request until there is no more. Returns the last answer. */
export async function redriven(client: Client, body?: object): Promise<Json> {
  for (;;) {
    const answer = await redrivenOnce(client, body);
    if (!answer.hasMore) return answer;
  }
}

/** All customers that are parked for a subscriber, page by page. */
export async function parkedOf(client: Client, { name = "audit", limit = 100 } = {}): Promise<Json[]> {
  const customers: Json[] = [];
  let cursor = "";
  do {
    const answer = await client.get(`${parkedPath(name)}?limit=${limit}${cursor && `&cursor=${cursor}`}`);
    expect(outcome(answer), answer.text).toBe("200");
    customers.push(...answer.body.data);
    cursor = answer.body.nextCursor ?? "";
  } while (cursor !== "");
  return customers;
}

/** What the list says of a subscriber. */
export async function stateOf(client: Client, name = "audit"): Promise<Json> {
  const answer = await client.get(PATH);
  expect(outcome(answer), answer.text).toBe("200");
  return answer.body.data.find((it: Json) => it.name === name);
}

/** What a subscriber's queue has of some customers. */
export async function delivered(events: Events, customers: readonly Customer[], name = "audit") {
  const keys = new Set(customers.map(keyOf));
  const deliveries = await events.drain(targetNamed(name));
  return sequencesOf(deliveries.filter(({ key }: Delivery) => keys.has(key)));
}
