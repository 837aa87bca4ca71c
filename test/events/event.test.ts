import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { changeEvent } from "../../core/events/event.ts";
import { changeNames } from "../../core/events/names.ts";
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
