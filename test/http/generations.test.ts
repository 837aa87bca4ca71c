/** What every new generation of the API must cover: each place where its forms are shown, with any envelope. */
import { describe, expect, test } from "vitest";
import { bare, type Envelope, wrapped } from "../../core/http/generations/envelopes.ts";
import { describeFailure } from "../../core/http/generations/failure.ts";
import { type Forms, type Generation, present } from "../../core/http/generations/generation.ts";
import { generationOf, generations, newest } from "../../core/http/generations/generations.ts";
import { guide } from "../../core/http/generations/guide.ts";
import type { SubscriberJson } from "../../core/subscribers/schemas.ts";
import { customerExample, eventExample } from "../../scripts/openapi/customerFields.ts";
import { canceledExample, planExample, subscriptionExample } from "../../scripts/openapi/planFields.ts";

const mark = <Thing extends object>(thing: Thing) => ({ ...thing, mark: "of this generation" });
const forms: Forms = { customer: mark, plan: mark, subscription: mark, batch: mark };
const marking = (envelope: Envelope): Generation => ({ version: "made up", envelope, forms });

/** How often a generation's own form appears in an answer. */
const marksIn = (body: unknown): number => JSON.stringify(body).split('"of this generation"').length - 1;

describe.each([wrapped, bare])("in the envelope $name a generation's own form", (envelope) => {
  const generation = marking(envelope);

  test.each([customerExample, planExample, subscriptionExample, canceledExample])(
    "of a $object is shown alone and in pages",
    (data) => {
      expect(marksIn(present(generation, { kind: "single", data }))).toBe(1);
      expect(marksIn(present(generation, { kind: "page", data: [data, data], nextCursor: undefined }))).toBe(2);
    },
  );

  test("of a customer with its subscription is shown of both, and of none that there is not", () => {
    const shown = (subscription: typeof subscriptionExample | null) =>
      marksIn(present(generation, { kind: "single", data: { ...customerExample, subscription } }));

    expect([shown(subscriptionExample), shown(null)]).toEqual([2, 1]);
  });

  test("of a customer is shown in a batch and in an error, too", () => {
    const failed = [{ index: 1, error: "x", data: null }];
    const successful = [customerExample, customerExample];
    const details = { customer: customerExample, version: 7 };
    const known = { code: "version_mismatch", message: "x" } as const;
    const error = describeFailure(known, details, { id: "request", origin: "https://api.example.com" });

    expect(marksIn(present(generation, { kind: "batch", livemode: true, successful, failed }))).toBe(3);
    // The guide's envelope contains a failure twice.
    expect(marksIn(present(generation, { kind: "failure", error }))).toBe(envelope === wrapped ? 2 : 1);
  });

  test("is none where things are the same in every generation", () => {
    const me = { keyId: "key_0", organizationId: "org_acme", stage: "production", scopes: ["read"] } as const;

    const parked = { customers: 0, hasMore: false, since: null, reasons: [] };
    const subscriber: SubscriberJson = { object: "subscriber", name: "crm", events: [], parked, livemode: false };

    for (const data of [eventExample, me, subscriber, null]) {
      const body = present(generation, { kind: "single", data });
      expect(marksIn(body)).toBe(0);
      expect(JSON.stringify(body)).toContain(JSON.stringify(data));
    }
  });
});

test("a generation that leaves out a form is a type error", () => {
  const { customer, plan, subscription, batch } = forms;

  // @ts-expect-error no customer form
  const noCustomer: Forms = { plan, subscription, batch };
  // @ts-expect-error no plan form
  const noPlan: Forms = { customer, subscription, batch };
  // @ts-expect-error no subscription form
  const noSubscription: Forms = { customer, plan, batch };
  // @ts-expect-error no batch form
  const noBatch: Forms = { customer, plan, subscription };
  // @ts-expect-error a customer without the fields that a batch shows
  const noIds: Forms = { ...forms, customer: ({ email }) => ({ email }) };

  expect([noCustomer, noPlan, noSubscription, noBatch, noIds]).toHaveLength(5);
});

test("the list of generations is newest first, and its first one is what the OpenAPI document describes", () => {
  const dates = generations.flatMap(({ versions }) => versions);

  expect(dates).toEqual([...new Set(dates)].sort().reverse());
  expect(generations[0]).toBe(newest.generation);
});

test("the guide's generation shows things as they are, without a copy", () => {
  const request = { path: "/api/customers", header: () => undefined };
  const body = present(generationOf(request), { kind: "single", data: customerExample });

  expect(generationOf(request)).toBe(guide);
  expect(Object.values(Object(body))[1]).toBe(customerExample);
});
