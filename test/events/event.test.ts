import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { changeEvent, erasedEvent, feedEvent } from "../../core/events/event.ts";
import { changeNames, eventLetters, eventNames, namesForAll } from "../../core/events/names.ts";
import { eventExample } from "../../scripts/openapi/customerFields.ts";
import { stateExample } from "../../scripts/openapi/planFields.ts";

describe("a change event", () => {
  test.each([...changeNames, "customer.snapshot"])("may be named %s", (event) => {
    expect(changeEvent.parse({ ...eventExample, event })).toEqual({ ...eventExample, event });
  });

  test("has one of five names if it is a change", () => {
    expect(changeNames).toEqual([
      "customer.created",
      "customer.updated",
      "subscription.created",
      "subscription.canceled",
      "customer.archived",
    ]);
    expect(changeEvent.safeParse({ ...eventExample, event: "customer.deleted" }).success).toBe(false);
  });

  test("has a customer's whole state, with the latest subscription if there is one", () => {
    const event = { ...eventExample, data: { ...eventExample.data, subscription: stateExample } };

    expect(changeEvent.parse(event)).toEqual(event);
    expect(changeEvent.safeParse({ ...eventExample, data: {} }).success).toBe(false);
    expect(changeEvent.safeParse({ ...eventExample, data: { ...event.data, subscription: {} } }).success).toBe(false);
  });
});

describe("the event of an erased customer", () => {
  const { id, timestamp, organizationId, sequence, data } = eventExample;
  const erased = {
    ...{ id, timestamp, organizationId, sequence, event: "customer.erased", previous: {} },
    data: { id: data.id, object: "customer", erased: true },
  };

  test("says that it was erased, and nothing else of it", () => {
    expect(erasedEvent.parse(erased)).toEqual(erased);
    expect(erasedEvent.parse({ ...erased, data: { ...data, ...erased.data } })).toEqual(erased);
    for (const wrong of [{ event: "customer.updated" }, { data }, { data: { ...erased.data, object: "plan" } }])
      expect(erasedEvent.safeParse({ ...erased, ...wrong }).success).toBe(false);
    expect(changeEvent.safeParse(erased).success).toBe(false);
  });

  test("goes to every subscriber, as snapshots do, and other events to those that want them", () => {
    expect(["customer.snapshot", ...eventNames].filter((name) => namesForAll.has(name))).toEqual([
      "customer.snapshot",
      "customer.erased",
    ]);
  });
});

describe("an event in the feed", () => {
  test("is told apart when a repair has published it", () => {
    expect(feedEvent.parse({ ...eventExample, repaired: true })).toEqual({ ...eventExample, repaired: true });
    expect(feedEvent.parse(eventExample)).toEqual(eventExample);
  });

  test("is stored with a letter for its name, which is the same in every release", () => {
    expect(eventLetters).toEqual({
      "customer.created": "c",
      "customer.updated": "u",
      "subscription.created": "s",
      "subscription.canceled": "x",
      "customer.archived": "a",
      "customer.erased": "e",
      "customer.snapshot": "-",
    });
  });
});

describe("the subscribers' queues", () => {
  beforeEach(() => {
    vi.resetModules();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });
  const subscriber = (name: string) => ({ name, events: ["customer.created"] as const });
  const onStage = () => import("../../core/events/targets.ts");
  const targets = async () => (await onStage()).targetsOf;

  test("are those that the stack tells by the subscribers' names", async () => {
    vi.stubEnv("SUBSCRIBER_QUEUE_URLS", '{"billing":"http://queue/billing","crm":"http://queue/crm"}');
    const targetsOf = await targets();

    expect(targetsOf([subscriber("crm"), subscriber("billing")])).toEqual([
      { ...subscriber("crm"), queueUrl: "http://queue/crm" },
      { ...subscriber("billing"), queueUrl: "http://queue/billing" },
    ]);
  });

  test.each([
    ["crm", true],
    ["search", false],
    ["toString", false],
  ])("are on the stage or not: %s, %s", async (name, isThere) => {
    vi.stubEnv("SUBSCRIBER_QUEUE_URLS", '{"crm":"http://queue/crm"}');

    expect((await onStage()).isOnStage(name)).toBe(isThere);
  });

  test("must all be told: nothing is published past a subscriber", async () => {
    vi.stubEnv("SUBSCRIBER_QUEUE_URLS", '{"billing":"http://queue/billing"}');
    const targetsOf = await targets();

    expect(() => targetsOf([subscriber("crm")])).toThrow("SUBSCRIBER_QUEUE_URLS does not name crm");
  });

  test.each(['{"billing":5}', "[", '"x"'])("are told as names with URLs, not as %s", async (told) => {
    vi.stubEnv("SUBSCRIBER_QUEUE_URLS", told);
    const targetsOf = await targets();

    expect(() => targetsOf([])).toThrow();
  });
});
