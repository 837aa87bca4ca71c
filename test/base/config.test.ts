import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The configuration of a process that has just started. */
const fresh = () => import("../../core/base/config.ts");

test.each([
  ["stage", "STAGE"],
  ["customersTable", "CUSTOMERS_TABLE"],
  ["organizationsTable", "ORGANIZATIONS_TABLE"],
  ["eventsTable", "EVENTS_TABLE"],
  ["searchTable", "SEARCH_TABLE"],
  ["subscriptionsTable", "SUBSCRIPTIONS_TABLE"],
  ["subscriberQueueUrls", "SUBSCRIBER_QUEUE_URLS"],
] as const)("%s is %s, without which a process fails with the variable's name", async (name, variable) => {
  const { config, requireConfig } = await fresh();

  for (const value of [undefined, ""]) {
    vi.stubEnv(variable, value);
    expect(config[name]).toThrow(`The environment variable ${variable} is not set`);
    expect(() => requireConfig("region", name)).toThrow(variable);
  }

  vi.stubEnv(variable, "told");
  expect(config[name]()).toBe("told");
  expect(() => requireConfig(name)).not.toThrow();
});

test("a variable is read once: a process never changes its mind", async () => {
  const { config } = await fresh();
  vi.stubEnv("STAGE", "production");
  vi.stubEnv("LIVEMODE", "true");
  expect([config.stage(), config.livemode()]).toEqual(["production", true]);

  vi.stubEnv("STAGE", "other");
  vi.stubEnv("LIVEMODE", undefined);

  expect([config.stage(), config.livemode()]).toEqual(["production", true]);
});

test.each([
  ["true", true],
  ["false", false],
  ["", false],
  [undefined, false],
])("livemode with LIVEMODE=%s is %s, whatever the stage's name", async (told, isLive) => {
  const { config } = await fresh();
  vi.stubEnv("STAGE", "production");
  vi.stubEnv("LIVEMODE", told);

  expect(config.livemode()).toBe(isLive);
});

test.each([
  [{}, [undefined, undefined]],
  [{ AWS_ENDPOINT_URL: "http://both" }, ["http://both", "http://both"]],
  [{ AWS_ENDPOINT_URL_DYNAMODB: "http://db", AWS_ENDPOINT_URL_SQS: "http://sqs" }, ["http://db", "http://sqs"]],
  [{ AWS_ENDPOINT_URL: "http://both", AWS_ENDPOINT_URL_SQS: "http://sqs" }, ["http://both", "http://sqs"]],
  [{ AWS_ENDPOINT_URL: "", AWS_ENDPOINT_URL_DYNAMODB: "" }, [undefined, undefined]],
])("with %j the endpoints are %j: a service's own goes first, and none is AWS's", async (variables, endpoints) => {
  const { config } = await fresh();
  for (const name of ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SQS"])
    vi.stubEnv(name, Object.entries(variables).find(([key]) => key === name)?.[1]);

  expect([config.dynamodbEndpoint(), config.sqsEndpoint()]).toEqual(endpoints);
});

test("without a word the region is us-east-1, the event log keeps 90 days, 20 readers may wait, and API Gateway tells the address", async () => {
  const { config } = await fresh();
  for (const name of ["AWS_REGION", "EVENT_RETENTION_DAYS", "FEED_SLOTS", "API_URL"]) vi.stubEnv(name, undefined);

  expect([config.region(), config.eventRetentionSeconds(), config.feedSlots(), config.apiUrl()]).toEqual([
    "us-east-1",
    7_776_000,
    20,
    undefined,
  ]);
});

test("the region, the event log's days, the readers and the address are what the stack says", async () => {
  const { config } = await fresh();
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("EVENT_RETENTION_DAYS", "2");
  vi.stubEnv("FEED_SLOTS", "3");
  vi.stubEnv("API_URL", "http://127.0.0.1:3000");

  expect([config.region(), config.eventRetentionSeconds(), config.feedSlots(), config.apiUrl()]).toEqual([
    "eu-west-1",
    172_800,
    3,
    "http://127.0.0.1:3000",
  ]);
});
