import { describe, expect, test } from "vitest";
import { stageSettings } from "../../infra/settings.ts";
import { ALARM, FUNCTION, type Registered, stage } from "./stages.ts";

const production = stage("production");
const jay = stage("jay");
const shop = stage("shop");

describe("The settings of a stage", () => {
  test("depend on its name alone", () => {
    expect(stageSettings("jay")).toEqual(stageSettings("pr-123"));
    expect(stageSettings("production")).not.toEqual(stageSettings("jay"));
  });

  test.each(["prod", "Production", "PROD", "prod-eu", "eu-production", "live", "my-prd-2", "prod1", "eu-live2"])(
    "are refused for %s, which sounds like a stage that keeps data and is not in the list",
    (name) => {
      expect(() => stageSettings(name)).toThrow(
        `The stage "${name}" looks like production, but infra/deployment.ts does not list it in stagesThatKeepData`,
      );
    },
  );

  test.each(["product", "lively", "reproduction", "prod1st"])(
    "exist for %s, which only contains such a word",
    (name) => {
      expect(stageSettings(name).keepsData).toBe(false);
    },
  );

  test.each(["a", "jay", "pr-123", "Jay", "x".repeat(24)])("exist for the name %s", (name) => {
    expect(stageSettings(name).parallelizationFactor).toBe(2);
  });

  test.each(["", "-a", "a_b", "a.b", "a/b", "über", "x".repeat(25)])(
    "do not exist for the name %j, which AWS or SST would cut or refuse",
    (name) => {
      expect(() => stageSettings(name)).toThrow("needs another name");
    },
  );
});

describe("production", () => {
  test("is live, and no other stage is", () => {
    const livemodes = ({ all }: typeof production) =>
      new Set(all(FUNCTION).map(({ inputs }) => inputs.environment.variables.LIVEMODE));
    expect([livemodes(production), livemodes(jay)]).toEqual([new Set(["true"]), new Set([undefined])]);
  });

  test("is removable once the list of stages to remove names it, and else as before to its end", () => {
    const lists = { stagesThatKeepData: ["production", "staging"], stagesToRemove: ["production"] };
    const keepsData = (stage: string) => stageSettings(stage, lists).keepsData;
    expect([keepsData("production"), keepsData("staging"), keepsData("jay")]).toEqual([false, true, false]);
    const { keepsData: _, ...others } = stageSettings("production", lists);
    expect(stageSettings("production")).toMatchObject(others);
  });

  test("refuses `sst remove` and keeps its tables and its failure bucket if it is removed nevertheless", () => {
    expect(production.synthesis.app).toMatchObject({ protect: true, removal: "retain" });
    const kept = production.synthesis.resources.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
    expect(kept.filter((name) => !/^(Audit|Billing)/.test(name)).sort()).toEqual([
      "CustomersTable",
      "EventsTable",
      "FailuresBucket",
      "OrganizationsTable",
      "SearchTable",
      "SubscriptionsTable",
    ]);
    expect(production.one("aws:s3/bucket:Bucket", "FailuresBucket").inputs.forceDestroy).toBe(false);
  });
});

describe("A person's stage", () => {
  test("disappears with `sst remove`, its failure bucket whatever is in it", () => {
    expect(jay.synthesis.app).toMatchObject({ protect: false, removal: "remove" });
    expect(jay.synthesis.resources.filter(({ protect, retainOnDelete }) => protect || retainOnDelete)).toEqual([]);
    expect(jay.one("aws:s3/bucket:Bucket", "FailuresBucket").inputs.forceDestroy).toBe(true);
  });

  test("has nothing that costs money while nobody uses it: no alarm, no provisioned capacity, no key", () => {
    expect(jay.all(ALARM)).toEqual([]);
    const charged = /kms|natGateway|provisionedConcurrency|vpc|loadBalancer|secretsmanager|wafv2|dashboard/i;
    expect(jay.synthesis.resources.filter(({ type }) => charged.test(type))).toEqual([]);
  });

  test("keeps logs for a week", () => {
    for (const { inputs } of jay.all("aws:cloudwatch/logGroup:LogGroup")) expect(inputs.retentionInDays).toBe(7);
  });
});

test("Two stages share no name, so that they can live in one account", () => {
  const namesOf = ({ synthesis }: typeof production) =>
    (synthesis.resources as Registered[])
      .filter(({ type, inputs }) => type.startsWith("aws:") && typeof (inputs.name ?? inputs.bucket) === "string")
      .map(({ type, inputs }) => `${type} ${inputs.name ?? inputs.bucket}`)
      // Each API has one stage of that name; the bucket is SST's own, shared by all stages.
      .filter((name) => !/ (\$default|sst-asset-synth)$/.test(name));
  const names = new Set(namesOf(production));
  expect(names.size).toBeGreaterThan(40);
  expect(namesOf(jay).filter((name) => names.has(name))).toEqual([]);
  expect(new Set(namesOf(production)).size).toBe(namesOf(production).length);
});

test("What belongs to a stage is tagged with it", () => {
  const tags = { application: "clientela", stage: "jay", "sst:app": "clientela", "sst:stage": "jay" };
  expect(jay.synthesis.app.providers).toEqual({ aws: { defaultTags: { tags } } });
});

test("Operators find tables and queues by what `sst shell` gives them", () => {
  const { inputs } = production.one("sst:sst:LinkRef", "OperatorLinkRef");
  expect(inputs).toMatchObject({
    properties: {
      stage: "production",
      region: "us-east-1",
      eventRetentionDays: "365",
      customersTable: production.one("aws:dynamodb/table:Table", "CustomersTable").inputs.name,
      organizationsTable: production.one("aws:dynamodb/table:Table", "OrganizationsTable").inputs.name,
      eventsTable: production.one("aws:dynamodb/table:Table", "EventsTable").inputs.name,
      searchTable: production.one("aws:dynamodb/table:Table", "SearchTable").inputs.name,
      subscriptionsTable: production.one("aws:dynamodb/table:Table", "SubscriptionsTable").inputs.name,
    },
  });
  expect(JSON.parse(inputs.properties.subscriberQueueUrls)).toEqual({
    audit: "https://sqs.us-east-1.amazonaws.com/123456789012/clientela-production-audit.fifo",
    billing: "https://sqs.us-east-1.amazonaws.com/123456789012/clientela-production-billing.fifo",
  });
});

test("A budget is the account's, and mails before it is spent and when it is", () => {
  const [budget] = shop.all("aws:budgets/budget:Budget");
  expect(budget?.inputs).toMatchObject({
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: "50",
    limitUnit: "USD",
  });
  const notifications: Record<string, unknown>[] = budget?.inputs.notifications;
  expect(notifications.map(({ notificationType }) => notificationType)).toEqual(["ACTUAL", "FORECASTED"]);
  for (const { subscriberEmailAddresses } of notifications)
    expect(subscriberEmailAddresses).toEqual(["oncall@example.com"]);
  expect(production.all("aws:budgets/budget:Budget")).toEqual([]);
});
