import { describe, expect, test } from "vitest";
import { readActor } from "../../core/base/actor.ts";
import type { Context } from "../../core/base/context.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { newCustomer } from "../../core/customers/newCustomer.ts";
import { etag, presentCustomer } from "../../core/customers/presenter.ts";
import { textFields } from "../../core/customers/textFields.ts";

process.env.LIVEMODE = "true";
const NOW = "2026-01-02T03:04:05.678Z";
const context: Context = {
  organizationId: "org_a",
  requestId: "request",
  now: () => new Date(NOW),
  signal: new AbortController().signal,
  units: 0,
};
const texts = Object.fromEntries(textFields.map((name) => [name, `some ${name}`]));
const address = { line1: "Main St 1", city: "Austin", postalCode: "78701", country: "US" };
const first: Customer = {
  organizationId: "org_a",
  id: "cus_1",
  version: 1,
  email: "a@b.co",
  createdAt: NOW,
  updatedAt: NOW,
  requestId: "request",
};

describe("a new customer", () => {
  test("is at its first version, as of now, and has what was given", () => {
    const input = { email: "a@b.co", externalId: "user_1", address, metadata: { a: 1, b: null }, ...texts };

    expect(newCustomer(context, "cus_1", input)).toEqual({
      ...first,
      ...texts,
      externalId: "user_1",
      address,
      metadata: '{"a":1}',
    });
  });

  test("says who made it, if anybody is known to have", () => {
    const actor = { keyId: "key_1", name: "server" };
    const { actor: stored = "" } = newCustomer({ ...context, actor }, "cus_1", { email: "a@b.co" });

    expect(readActor({ actor: stored, requestId: "request" })).toEqual({ ...actor, requestId: "request" });
  });

  test("has nothing of what was empty", () => {
    const empty = Object.fromEntries(textFields.map((name) => [name, ""]));

    expect(newCustomer(context, "cus_1", { email: "a@b.co", metadata: { a: null }, ...empty })).toEqual(first);
    expect(newCustomer(context, "cus_1", { email: "a@b.co", metadata: {} })).toStrictEqual(first);
  });
});

describe("a customer is shown", () => {
  test("with every field, null where there is nothing", () => {
    expect(presentCustomer(first)).toEqual({
      id: "cus_1",
      object: "customer",
      organizationId: "org_a",
      externalId: null,
      email: "a@b.co",
      billingEmail: "a@b.co",
      fullName: null,
      domain: null,
      website: null,
      timezone: null,
      language: null,
      industry: null,
      employeeCount: null,
      address: null,
      metadata: null,
      isActive: true,
      archivedAt: null,
      livemode: true,
      createdAt: NOW,
      updatedAt: NOW,
    });
  });

  test("with all that it has", () => {
    const customer = { ...first, ...texts, externalId: "user_1", address, metadata: '{"a":1}', archivedAt: NOW };

    expect(presentCustomer(customer)).toMatchObject({
      ...texts,
      externalId: "user_1",
      address,
      metadata: { a: 1 },
      isActive: false,
      archivedAt: NOW,
    });
  });

  test("without anything that is ours alone", () => {
    const secret = { createMark: "mark", updateMark: "mark", requestId: "request", version: 7 };

    expect(Object.keys(presentCustomer({ ...first, ...secret }))).toEqual(Object.keys(presentCustomer(first)));
    expect(etag({ ...first, ...secret })).toBe('"7"');
  });
});
