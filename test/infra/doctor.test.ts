/** What `npm run stage -- doctor` says of what AWS has: as synthesized, and with one thing changed. */
import type { EventSourceMappingConfiguration, FunctionConfiguration } from "@aws-sdk/client-lambda";
import { describe, expect, test } from "vitest";
import { consumerFindings } from "../../commands/doctor/changes.ts";
import { codeOf } from "../../commands/doctor/code.ts";
import type { Finding } from "../../commands/doctor/finding.ts";
import { functionFindings } from "../../commands/doctor/functions.ts";
import type { DeployedFunction } from "../../commands/doctor/lambda.ts";
import { queueFindings, subscriberFindings } from "../../commands/doctor/queues.ts";
import { operator as operatorSchema } from "../../commands/environment.ts";
import { subscribers } from "../../infra/subscribers.ts";
import { FUNCTION, fileOf, QUEUE, stage } from "./stages.ts";

const production = stage("production");
const operator = operatorSchema.parse(production.synthesis.outputs);
const code = codeOf("production", production.synthesis);

/** What is not well, as it is shown. */
const said = (findings: readonly Finding[]): string[] =>
  findings.filter(({ state }) => state !== "well").map(({ state, sentence }) => `${state}: ${sentence}`);

const DEPLOY = "Deploy the code: npx sst refresh --stage production, then npx sst deploy --stage production.";

describe("Of functions", () => {
  const deployed = (): Map<string, DeployedFunction[]> =>
    new Map(
      production.all(FUNCTION).map(({ inputs }) => [
        fileOf(inputs.name),
        [
          {
            configuration: {
              FunctionName: inputs.name,
              MemorySize: inputs.memorySize,
              Timeout: inputs.timeout,
              Runtime: inputs.runtime,
              Architectures: inputs.architectures,
              TracingConfig: { Mode: inputs.tracingConfig.mode },
              Environment: { Variables: { ...inputs.environment.variables } },
            },
          },
        ],
      ]),
    );
  const findings = (changes: Partial<FunctionConfiguration> = {}) => {
    const all = deployed();
    for (const { configuration } of all.get("getCustomer") ?? []) Object.assign(configuration, changes);
    return functionFindings(operator, code.functions, all);
  };
  const environment = (changes: Record<string, string | undefined>): Partial<FunctionConfiguration> => {
    const { variables } = production.functionOf("getCustomer").inputs.environment;
    return { Environment: { Variables: JSON.parse(JSON.stringify({ ...variables, ...changes })) } };
  };

  test("as synthesized nothing is to be done", () => {
    expect(said(findings())).toEqual([]);
    expect(code.functions.size).toBeGreaterThan(20);
  });

  test.each<[what: string, changes: Partial<FunctionConfiguration>, said: string]>([
    ["another timeout", { Timeout: 3 }, "timeout in seconds is 3, not 15"],
    ["other memory", { MemorySize: 128 }, "memory in MB is 128, not 1024"],
    ["traces", { TracingConfig: { Mode: "Active" } }, "tracing is Active, not PassThrough"],
    ["another table", environment({ CUSTOMERS_TABLE: "secret" }), "the variable CUSTOMERS_TABLE has another value"],
    ["a variable of nobody's", environment({ DEBUG: "secret" }), "the variable DEBUG is not the code's"],
    ["a variable too few", environment({ LIVEMODE: undefined }), "the variable LIVEMODE is missing"],
  ])("%s is named", (_, changes, difference) => {
    expect(said(findings(changes))).toEqual([`act: Of getCustomer ${difference}. ${DEPLOY}`]);
  });

  test("one that is missing, and one whose environment may not be read, are named", () => {
    const all = deployed();
    all.delete("getCustomer");
    expect(said(functionFindings(operator, code.functions, all))).toEqual([`act: getCustomer is missing. ${DEPLOY}`]);
    expect(said(findings({ Environment: { Error: { Message: "secret" } } }))).toEqual([
      "unknown: Lambda does not show the environment of getCustomer.",
    ]);
  });

  test("one whose calls are refused, and two of one name, are named", () => {
    const all = deployed();
    const [frozen] = all.get("updateCustomer") ?? [];
    const [one] = all.get("getMe") ?? [];
    if (frozen) all.set("updateCustomer", [{ ...frozen, reservedConcurrency: 0 }]);
    if (one) all.set("getMe", [one, one]);
    expect(said(functionFindings(operator, code.functions, all))).toEqual([
      expect.stringMatching(/^note: clientela-production-getMe-\S+, clientela-production-getMe-/),
      expect.stringMatching(
        /^act: updateCustomer refuses .* delete-function-concurrency --function-name clientela-production-updateCustomer-/,
      ),
    ]);
  });
});

describe("Of the mappings of the stream", () => {
  const mapping = (changes: Partial<EventSourceMappingConfiguration> = {}): EventSourceMappingConfiguration => {
    const { inputs } = production.one(
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      "CustomersSubscriberPublisherEventSourceMapping",
    );
    return {
      UUID: "1234",
      State: "Enabled",
      EventSourceArn: inputs.eventSourceArn,
      BatchSize: inputs.batchSize,
      MaximumBatchingWindowInSeconds: inputs.maximumBatchingWindowInSeconds,
      BisectBatchOnFunctionError: inputs.bisectBatchOnFunctionError,
      ParallelizationFactor: inputs.parallelizationFactor,
      MaximumRecordAgeInSeconds: inputs.maximumRecordAgeInSeconds,
      MaximumRetryAttempts: inputs.maximumRetryAttempts,
      FunctionResponseTypes: inputs.functionResponseTypes,
      FilterCriteria: {
        Filters: inputs.filterCriteria.filters.map(({ pattern }: { pattern: string }) => ({ Pattern: pattern })),
      },
      DestinationConfig: { OnFailure: { Destination: inputs.destinationConfig.onFailure.destinationArn } },
      ...changes,
    };
  };
  const findings = (mappings: EventSourceMappingConfiguration[], ageMs?: number) =>
    consumerFindings(operator, "publishChanges", code.mappings.get("publishChanges") ?? {}, { mappings, ageMs });

  test("as synthesized nothing is to be done", () => {
    expect([...code.mappings.keys()].sort()).toEqual(["indexCustomers", "publishChanges"]);
    expect(said(findings([mapping()], 1_200))).toEqual([]);
    expect(findings([mapping()], 1_200)[0]?.sentence).toContain("the last was 2 s late");
  });

  test.each<[what: string, mappings: EventSourceMappingConfiguration[], ageMs: number | undefined, said: RegExp]>([
    [
      "one that is disabled",
      [mapping({ State: "Disabled" })],
      0,
      /^act: Changes do not reach publishChanges: its mapping is Disabled\. .*--uuid 1234 --enabled$/,
    ],
    ["none", [], 0, /^act: Nothing brings changes to publishChanges/],
    [
      "one of another table",
      [mapping({ EventSourceArn: "arn:aws:dynamodb:r:1:table/old/stream/1" })],
      0,
      /^act: Nothing brings changes/,
    ],
    [
      "one that gives up",
      [mapping({ MaximumRetryAttempts: 3 })],
      0,
      /^act: Of the mapping of publishChanges retries is 3, not -1\./,
    ],
    ["one that lets failures go", [mapping({ DestinationConfig: {} })], 0, /failure destination is false, not true/],
    [
      "one that filters otherwise",
      [mapping({ FilterCriteria: { Filters: [{ Pattern: "{}" }] } })],
      0,
      /filters is \{\}, not /,
    ],
    [
      "a function that fails",
      [mapping({ LastProcessingResult: "PROBLEM: Function call failed" })],
      0,
      /^act: publishChanges failed on its last changes/,
    ],
    ["changes that are late", [mapping()], 660_000, /^act: publishChanges is 11 minutes behind/],
  ])("%s is named", (_, mappings, ageMs, sentence) => {
    expect(said(findings(mappings, ageMs))).toEqual([expect.stringMatching(sentence)]);
  });
});

describe("Of queues", () => {
  const attributes = (changes: Record<string, string> = {}): Record<string, string> => {
    const { inputs } = production.one(QUEUE, "AuditQueue");
    return {
      VisibilityTimeout: String(inputs.visibilityTimeoutSeconds),
      MessageRetentionPeriod: String(inputs.messageRetentionSeconds),
      DeduplicationScope: inputs.deduplicationScope,
      FifoThroughputLimit: inputs.fifoThroughputLimit,
      SqsManagedSseEnabled: String(inputs.sqsManagedSseEnabled),
      RedrivePolicy: inputs.redrivePolicy,
      ...changes,
    };
  };
  const findings = (changes?: Record<string, string>) =>
    queueFindings(operator, "audit.fifo", code.queues, changes && attributes(changes));

  test("as synthesized nothing is to be done", () => {
    expect(said(findings({}))).toEqual([]);
    expect(said(subscriberFindings(operator, subscribers, JSON.parse(operator.subscriberQueueUrls)))).toEqual([]);
  });

  test.each<[what: string, changes: Record<string, string> | undefined, said: RegExp]>([
    ["one that is missing", undefined, /^act: clientela-production-audit\.fifo is missing\./],
    ["one that forgets", { MessageRetentionPeriod: "60" }, /retention in seconds is 60, not 1209600/],
    [
      "one without dead letters",
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:r:1:other.fifo","maxReceiveCount":"5"}' },
      /dead letters' queue is other\.fifo, not clientela-production-audit-dlq\.fifo/,
    ],
  ])("%s is named", (_, changes, sentence) => {
    expect(said(findings(changes))).toEqual([expect.stringMatching(sentence)]);
  });

  test.each<[what: string, urls: Record<string, string>, said: RegExp[]]>([
    ["a subscriber that is not deployed", { audit: "a" }, [/^act: The stage does not know the subscriber billing\./]],
    [
      "one that the code does not have",
      { audit: "a", billing: "b", crm: "c" },
      [/^act: The stage sends events to crm, which/],
    ],
  ])("%s is named", (_, urls, sentences) => {
    expect(said(subscriberFindings(operator, subscribers, urls))).toEqual(
      sentences.map((it) => expect.stringMatching(it)),
    );
  });

  test("an external one is named where the stage sends to another, and is else not looked at", () => {
    const external = {
      production: { arn: "arn:aws:sqs:us-east-1:210987654321:crm.fifo", url: "https://q/210987654321/crm.fifo" },
    };
    const rows = [{ name: "crm", events: "all" as const, external }];
    expect(said(subscriberFindings(operator, rows, { crm: "https://q/1/old.fifo" }))).toEqual([
      expect.stringMatching(/^act: The stage sends to another queue of crm/),
    ]);
    expect(said(subscriberFindings(operator, rows, { crm: external.production.url }))).toEqual([
      expect.stringMatching(/^note: .*not looked at/),
    ]);
  });
});
