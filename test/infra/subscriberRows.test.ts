import { describe, expect, test } from "vitest";
import { subscriberRowsProblem } from "../../infra/subscriberRows.ts";
import { type Subscriber, subscribers } from "../../infra/subscribers.ts";
import { synthesize } from "../../synth/synthesize.ts";
import { externalQueue, stage } from "./stages.ts";

const rowsOf = (...names: readonly string[]): Subscriber[] => names.map((name) => ({ name, events: "all" }));
const problem = (...names: readonly string[]) => subscriberRowsProblem(rowsOf(...names), "production");

test("The rows that ship are good for every stage", () => {
  for (const name of ["production", "local", "x".repeat(24)])
    expect(subscriberRowsProblem(subscribers, name)).toBeUndefined();
});

describe("A row", () => {
  test.each(["", "CRM", "1crm", "crm_eu", "crm.fifo", "-crm", "crm-", "crm--eu", "çrm"])(
    "is not called %j, which AWS or SST refuses",
    (name) => {
      expect(problem(name)).toContain(`- "${name}" must begin with a lower-case letter`);
    },
  );

  test.each(["a", "crm", "crm-eu-2", "tailor", "apis", "dlqs"])("may be called %s", (name) => {
    expect(problem(name)).toBeUndefined();
  });

  test("is not called like any other component of a stage", () => {
    const own = subscribers.flatMap(({ name }) => [name, `${name}dlq`]);
    const components = stage("production")
      .synthesis.resources.filter(({ type }) => type.startsWith("sst:") && type !== "sst:sst:LinkRef")
      .map(({ name }) => name.toLowerCase())
      // SST makes these for others and never compares their names.
      .filter((name) => !own.includes(name) && !/^(apiroute|customerssubscriber|dashboardcdn)/.test(name));
    expect(components.length).toBeGreaterThan(15);
    expect(components.filter((name) => problem(name) === undefined)).toEqual([]);
    expect(problem("create-customer")).toContain('"create-customer" and "createCustomer"');
  });

  test("does not end or begin like the queues of other rows and of `events tail`", () => {
    expect(problem("billing-dlq")).toContain('- "billing-dlq" must not end in dlq');
    expect(problem("tail-1")).toContain('- "tail-1" must not begin with tail');
  });

  test("has one name for itself", () => {
    expect(problem("crm", "audit", "crm")).toBe('Change infra/subscribers.ts:\n- "crm" has two rows: make them one');
    expect(problem("crm-eu", "crmeu")).toContain('"crmeu" and "crm-eu" differ in hyphens alone');
    expect(problem("billing", "billingdlq")).toContain('"billingdlq" and "billing" differ');
  });

  test("is as long as the queue's 80 characters allow on the stage, unless the queue is another team's", () => {
    const longest = "a".repeat(80 - "clientela-production--dlq.fifo".length);
    expect(problem(longest)).toBeUndefined();
    expect(problem(`${longest}a`)).toContain(`"${longest}a" is too long by 1`);
    expect(subscriberRowsProblem(rowsOf(longest), "production-2")).toContain("too long by 2");
    const external = { production: externalQueue };
    expect(subscriberRowsProblem([{ name: `${longest}a`, events: "all", external }], "production")).toBeUndefined();
  });

  test("names a FIFO queue by one ARN and its URL, and wants some event", () => {
    const withQueue = (queue: Partial<typeof externalQueue>) =>
      subscriberRowsProblem(
        [{ name: "crm", events: [], external: { production: { ...externalQueue, ...queue } } }],
        "production",
      );
    expect(withQueue({})).toBe(
      'Change infra/subscribers.ts:\n- "crm" wants no event: name some, write "all", or remove the row',
    );
    expect(withQueue({ arn: "arn:aws:sqs:us-east-1:210987654321:crm" })).toContain('"crm" in production: arn is');
    expect(withQueue({ url: externalQueue.url.replace("crm", "cmr") })).toContain("must be of one queue");
  });
});

test("As many rows are taken as the publisher's environment has room for", () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `subscriber-${i}`);
  expect(problem(...many(24))).toBeUndefined();
  expect(problem(...many(45))).toMatch(/- 45 rows are too many: about 2\d fit/);
  const { variables } = stage("production").functionOf("publishChanges").inputs.environment;
  const others = JSON.stringify({ ...variables, SUBSCRIBER_QUEUE_URLS: "" }).length;
  // The quotation marks of the URLs are escaped in it, and a stage's name may be longer.
  expect(others + 3_200).toBeLessThan(4_096);
});

test("Rows are checked before a stage makes anything, and before a function is built", async () => {
  const rows = `export const subscribers = [{ name: "search", events: "all" }];
    export const queueNames = ({ name }) => ({ queue: name + ".fifo", deadLetterQueue: name + "-dlq.fifo" });`;
  await expect(synthesize("rows", { "infra/subscribers.ts": rows })).rejects.toThrow(
    '- "search" is the name of another part of Clientela',
  );
});
