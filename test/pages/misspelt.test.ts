/** What the queries of lists say: a misspelt filter is refused, so that no list answers with strangers. */

import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { AppError } from "../../core/base/errors.ts";
import { parseQuery } from "../../core/base/validation.ts";
import { parsePageQuery } from "../../core/pages/query.ts";
import { parseListPlansQuery } from "../../core/plans/list.ts";
import { parseListQuery } from "../../core/search/find.ts";
import { parseListQuery as parseSubscriptionsQuery } from "../../core/subscriptions/list.ts";
import { activeSubscriptionQuery } from "../../core/subscriptions/schemas.ts";

/** The problems that a query has, each as `field: message`. */
function problems(parse: (query: URLSearchParams) => unknown, query: string): string[] {
  try {
    parse(new URLSearchParams(query));
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.details ?? []).map(({ field, message }) => `${field}: ${message}`);
  }
}

const customers = (query: URLSearchParams) => parseListQuery(query);
const activeSubscription = (query: URLSearchParams) => parseQuery(activeSubscriptionQuery, query);

describe("A misspelt parameter is refused by the name that is meant:", () => {
  test.each([
    ["external_id", "externalId"],
    ["externalid", "externalId"],
    ["ExternalId", "externalId"],
    ["external-id", "externalId"],
    ["externalId[]", "externalId"],
    ["EXTERNAL_ID", "externalId"],
    ["customer_id", "customerId"],
    ["customerID", "customerId"],
    ["is_active", "isActive"],
    ["isactive", "isActive"],
    ["Email", "email"],
    ["e-mail", "email"],
    ["email[]", "email"],
    ["Search", "search"],
    ["Limit", "limit"],
    ["CURSOR", "cursor"],
    ["id", "externalId"],
    ["ID", "externalId"],
    ["id[]", "externalId"],
    ["_id", "externalId"],
    ["billingEmail", "email"],
    ["billing_email", "email"],
    ["nextCursor", "cursor"],
    ["next_cursor", "cursor"],
    ["Expand", "expand"],
    ["EXPAND[]", "expand"],
  ])("%s, of customers", (sent, right) => {
    expect(problems(customers, `${encodeURIComponent(sent)}=x`)).toEqual([`${sent}: is not known: send ${right}`]);
  });

  test.each([
    ["plans", parseListPlansQuery, "include_private", "includePrivate"],
    ["plans", parseListPlansQuery, "Limit", "limit"],
    ["events", parsePageQuery, "Limit", "limit"],
    ["events", parsePageQuery, "cursor[]", "cursor"],
    ["events", parsePageQuery, "nextCursor", "cursor"],
    ["plans", parseListPlansQuery, "next_cursor", "cursor"],
    ["the active subscription", activeSubscription, "customer_id", "customerId"],
    ["the active subscription", activeSubscription, "customerid", "customerId"],
    ["subscriptions", parseSubscriptionsQuery, "customer_id", "customerId"],
    ["subscriptions", parseSubscriptionsQuery, "external_id", "customerId"],
    ["subscriptions", parseSubscriptionsQuery, "ID", "customerId"],
    ["subscriptions", parseSubscriptionsQuery, "status[]", "status"],
    ["subscriptions", parseSubscriptionsQuery, "nextCursor", "cursor"],
  ])("of %s", (_list, parse, sent, right) => {
    expect(problems(parse, `${sent}=x`)).toEqual([`${sent}: is not known: send ${right}`]);
  });

  test("each once, beside the problems of others, and also where the right one is sent too", () => {
    expect(problems(customers, "external_id=a&external_id=b&externalId=c&limit=0&is-active=true")).toEqual([
      "external_id: is not known: send externalId",
      "is-active: is not known: send isActive",
      "limit: must be a whole number of at least 1",
    ]);
  });
});

test.each(["", "foo=1", "page=2", "starting_after=x", "externalIds=x", "mail=x", "startDate=x", "q=x", "names=x"])(
  "What is truly unknown stays ignored: %j",
  (query) => {
    for (const parse of [customers, parseListPlansQuery, parsePageQuery]) expect(problems(parse, query)).toEqual([]);
  },
);

test.each(["email", "externalId"])("An empty %s is refused: it names nobody", (name) => {
  expect(problems(customers, `${name}=`)).toEqual([`${name}: must not be empty`]);
});

test("A + in an address that was sent as it is, which is a blank then, is told of", () => {
  expect(problems(customers, "email=ann+x@x.example")).toEqual([
    "email: must not hold blanks: a + in it is sent as %2B",
  ]);
  expect(problems(customers, "email=ann%2Bx@x.example")).toEqual([]);
});

test("A parameter of a schema is never taken for another one's misspelling", () => {
  const schema = z.object({ is_active: z.optional(z.string()), isActive: z.optional(z.string()) });
  const parse = (query: URLSearchParams) => parseQuery(schema, query);
  expect(parse(new URLSearchParams("is_active=a&isActive=b"))).toEqual({ is_active: "a", isActive: "b" });
});
