/** Sends a customer's values through every operation that takes or shows them. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect } from "vitest";
import { fold } from "../../core/search/fold.ts";
import type { Answer, Client } from "../support/api.ts";
import { etagOf, type Json, outcome, pathOf, problemFields, unique } from "../support/service.ts";
import { strangeText } from "./fuzzText.ts";
import { bodyOf, fieldOfKey, type Given, given, isStorable, PLAIN_EMAIL, textNames, without } from "./fuzzValues.ts";

/** One customer's life. */
export interface Life {
  /** Beside a number, as its external id. */
  id: string;
  created: Given;
  updated: Given;
  subscription: string;
  reason: string;
}

export const life: fc.Arbitrary<Life> = fc.record(
  { id: strangeText, created: given, updated: given, subscription: strangeText, reason: strangeText },
  { noNullPrototype: true },
);

/** A customer that has been through all of it, as it is answered. */
type Customer = Json;

/** What texts become: docs/customers.md. */
function inOneLine(text: string): string {
  const line = text.replace(/[\t\n\v\f\r]+/g, " ");
  return line.trim() === "" ? "" : line;
}

const parsed = (json: string): string => JSON.parse(json);

/** The values that a customer must have after what was sent, laid over those before. */
function laidOver(before: Json, { fields, address, metadata }: Given): Json {
  const texts = textNames.filter((name) => name in fields);
  const merged = new Map<string, unknown>(Object.entries(before?.metadata ?? {}));
  for (const [key, json] of metadata)
    if (json === "null") merged.delete(key);
    // A number's sign is lost at zero.
    else merged.set(key, JSON.parse(JSON.stringify(JSON.parse(json))));
  const parts = Object.entries(address).map(([name, json]) => [name, inOneLine(parsed(json))] as const);
  return {
    ...before,
    ...Object.fromEntries(texts.map((name) => [name, inOneLine(parsed(fields[name] ?? '""')) || null])),
    ...(fields.email === undefined ? {} : { email: parsed(fields.email), billingEmail: parsed(fields.email) }),
    ...(parts.length > 0
      ? {
          address: {
            postalCode: "",
            ...Object.fromEntries(parts.filter(([name, text]) => text || name === "postalCode")),
          },
        }
      : {}),
    metadata: merged.size > 0 ? Object.fromEntries(merged) : null,
  };
}

/** Holds a customer's values against those that it must have. */
function expectValues(shown: Json, wanted: Json, sent: Given, text: string): void {
  for (const [name, value] of Object.entries(wanted))
    expect([name, isDeepStrictEqual(shown[name] ?? null, value)], `${JSON.stringify(value)} in ${text}`).toEqual([
      name,
      true,
    ]);
  const zone = sent.fields.timezone;
  if (zone !== undefined) expect((shown.timezone ?? "").toLowerCase()).toBe(inOneLine(parsed(zone)).toLowerCase());
}

/** Sends values without those that are refused, and returns what was taken. What may be stored is never refused. */
async function untilTaken(
  send: (body: string) => Promise<Answer>,
  values: Given,
): Promise<{ answer: Answer; sent: Given }> {
  let sent = values;
  for (let attempt = 1; ; attempt++) {
    const answer = await send(bodyOf(sent));
    if (answer.status < 300) {
      expect(
        [...sent.metadata].filter(([, json]) => !isStorable(json)),
        answer.text,
      ).toEqual([]);
      return { answer, sent };
    }
    expect(attempt, answer.text).toBeLessThan(5);
    sent = problemFields(answer).reduce((rest, field) => {
      for (const [key, json] of sent.metadata)
        if (fieldOfKey(key) === field) expect(isStorable(json), `${key} ${json}`).toBe(false);
      return without(rest, field);
    }, sent);
  }
}

/** Creates, in a batch too, updates, and cancels a subscription; after each step all answers show the values as they were sent. */
export async function live(client: Client, { id, created, updated, subscription, reason }: Life): Promise<Customer> {
  const post = (path: string, raw: string) => client.request("POST", path, { raw });
  const fields = { email: PLAIN_EMAIL, id: JSON.stringify(`${id}${unique()}`), ...created.fields };
  const first = await untilTaken((body) => post("/api/customers", body), { ...created, fields });
  const customer = first.answer.body.data;
  const { id: externalId, ...others } = first.sent.fields;
  const wanted = laidOver({ externalId: externalId === undefined ? null : parsed(externalId) }, first.sent);
  expectValues(customer, wanted, first.sent, first.answer.text);

  const batch = await post(
    "/api/customers/batch",
    `{"customers":[${bodyOf({ ...first.sent, fields: others })},${bodyOf({ ...created, fields: { ...fields, id: "5" } })}]}`,
  );
  expectValues(batch.body.data.successful[0], { ...wanted, externalId: null }, first.sent, batch.text);

  const path = pathOf(customer.id);
  const put = (raw: string) => client.request("PUT", path, { raw });
  const second = await untilTaken(put, updated);
  expectValues(second.answer.body.data, laidOver(wanted, second.sent), second.sent, second.answer.text);
  // The same again, and all that was read sent back, is no change.
  for (const body of [bodyOf(second.sent), JSON.stringify(second.answer.body.data)]) {
    const again = await put(body);
    expect([again.status, etagOf(again), again.body], again.text).toEqual([
      200,
      etagOf(second.answer),
      second.answer.body,
    ]);
  }
  await expectSubscription(client, customer.id, subscription, reason);
  return (await client.get(path)).body.data;
}

/** A subscription's name and the reason of its cancellation come back as they were sent. */
async function expectSubscription(client: Client, customerId: string, name: string, reason: string): Promise<void> {
  const subscribe = (name: string) => client.post("/api/subscriptions", { customerId, planCode: "free", name });
  let answer = await subscribe(name);
  if (answer.status === 422) {
    expect(problemFields(answer)).toEqual(["name"]);
    answer = await subscribe("");
    expect(answer.body.data.name).toBe("Free");
  } else expect(answer.body.data.name, answer.text).toBe(inOneLine(name) || "Free");
  const canceled = await client.post(`/api/subscriptions/${answer.body.data.id}/cancel`, { reason, immediate: true });
  expect(outcome(canceled), canceled.text).toBe("200");
  expect(canceled.body.data.cancelReason).toBe(reason.toWellFormed().replaceAll("\0", "\ufffd") || null);
}

/** Every generation shows the customer, lists and searches find it, and its history ends with it. */
export async function expectFound(client: Client, customer: Customer): Promise<void> {
  const { id, externalId, email, fullName } = customer;
  const query = async (parameters: Record<string, string>, path = "/api/customers") =>
    (await client.get(`${path}?${new URLSearchParams(parameters)}`)).body.data;
  const ids = async (parameters: Record<string, string>) =>
    (await query({ limit: "100", ...parameters })).map((it: Json) => it.id);
  for (const version of ["2026-05-01", "2026-07-24", "2026-08-27"]) {
    const { body } = await client.get(pathOf(id).replace("/api/", "/api/v1/"), { "commet-version": version });
    const shown = body.data ?? body;
    expect(isDeepStrictEqual([shown.fullName, shown.metadata], [fullName, customer.metadata]), version).toBe(true);
  }
  if (externalId !== null) {
    expect((await client.get(pathOf(externalId))).body.data).toEqual(customer);
    expect(await query({ externalId })).toEqual([customer]);
    expect((await ids({ search: externalId }))[0]).toBe(id);
  }
  expect(await ids({ email })).toContain(id);
  expect(await ids({ search: email })).toContain(id);
  // Signs alone are no words.
  if (fullName !== null && /[\p{L}\p{N}]/u.test(fold(fullName)))
    expect(await ids({ search: fullName }), fullName).toContain(id);
  const [newest] = await query({}, `${pathOf(id)}/events`);
  const { subscription, ...state } = newest.data;
  expect(isDeepStrictEqual(state, customer), JSON.stringify(state)).toBe(true);
}
