/** AWS limits that neither TypeScript nor Pulumi's mocks check. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ALARM, FUNCTION, QUEUE, ROLE, stage, TABLE } from "./stages.ts";

describe.each((["production", "jay", "shop"] as const).map((name) => [name]))(
  "The stage %s keeps to AWS's limits",
  (name) => {
    const { all, synthesis } = stage(name);

    test("names are short enough and of allowed characters", () => {
      for (const [type, max, allowed] of [
        [FUNCTION, 64, /^[\w-]+$/],
        [ROLE, 64, /^[\w+=,.@-]+$/],
        [QUEUE, 80, /^[\w-]+(\.fifo)?$/],
        [TABLE, 255, /^[\w.-]{3,}$/],
        ["aws:s3/bucket:Bucket", 63, /^[a-z0-9][a-z0-9.-]+[a-z0-9]$/],
        [ALARM, 255, /^[\x20-\x7e]+$/],
        ["aws:sns/topic:Topic", 256, /^[\w-]+$/],
      ] as const)
        for (const { inputs } of all(type)) {
          const physical = inputs.name ?? inputs.bucket;
          expect(physical).toMatch(allowed);
          expect(physical.length, physical).toBeLessThanOrEqual(max);
        }
    });

    test("the names of a stage of 24 characters would be short enough too", () => {
      const longer = 24 - name.length;
      for (const { inputs } of all(FUNCTION)) expect(inputs.name.length + longer).toBeLessThanOrEqual(64);
      for (const { inputs } of all(QUEUE)) expect(inputs.name.length + longer).toBeLessThanOrEqual(80);
      // With the longest region of AWS.
      expect(`clientela-${"x".repeat(24)}-ap-southeast-2-publisher`.length).toBeLessThanOrEqual(64);
    });

    test("environments are below 4 KB", () => {
      for (const { inputs } of all(FUNCTION)) {
        const size = Buffer.byteLength(JSON.stringify(inputs.environment.variables));
        expect(size, inputs.name).toBeLessThan(4_096);
      }
    });

    test("bundles are far below 250 MB, and the policy of a role below 10,240 characters", () => {
      for (const { out } of Object.values(synthesis.functions)) {
        const size = readdirSync(out).reduce((sum, file) => sum + statSync(join(out, file)).size, 0);
        expect(size).toBeLessThan(1_000_000);
      }
      for (const { inputs } of all(ROLE)) expect(inputs.inlinePolicies[0].policy.length).toBeLessThan(10_240);
    });

    test("a FIFO queue has a FIFO dead-letter queue, and both end in .fifo", () => {
      const byArn = new Map(
        all(QUEUE).map(({ inputs }) => [`arn:aws:sqs:us-east-1:123456789012:${inputs.name}`, inputs]),
      );
      for (const { inputs } of all(QUEUE)) {
        expect([inputs.name.endsWith(".fifo"), inputs.fifoQueue]).toEqual([true, true]);
        if (!inputs.redrivePolicy) continue;
        const target = byArn.get(JSON.parse(inputs.redrivePolicy).deadLetterTargetArn);
        expect([inputs.name, target?.fifoQueue]).toEqual([inputs.name, true]);
      }
    });

    test("high throughput has the deduplication scope that SQS demands with it", () => {
      for (const { inputs } of all(QUEUE))
        expect([inputs.fifoThroughputLimit, inputs.deduplicationScope]).toEqual(["perMessageGroupId", "messageGroup"]);
    });

    test("messages stay hidden six times as long as a consumer of 50 seconds may run, and at most 12 hours", () => {
      for (const { inputs } of all(QUEUE).filter(({ inputs }) => inputs.redrivePolicy)) {
        expect(inputs.visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * 50);
        expect(inputs.visibilityTimeoutSeconds).toBeLessThanOrEqual(43_200);
      }
    });

    test("the stream mapping is one that Lambda takes", () => {
      const [mapping] = all("aws:lambda/eventSourceMapping:EventSourceMapping");
      const inputs = mapping?.inputs;
      expect(["TRIM_HORIZON", "LATEST"]).toContain(inputs.startingPosition);
      expect(inputs.batchSize).toBeLessThanOrEqual(10_000);
      expect(inputs.parallelizationFactor).toBeLessThanOrEqual(10);
      // At least a minute; the stream itself keeps records for a day.
      expect(inputs.maximumRecordAgeInSeconds).toBeGreaterThanOrEqual(60);
      expect(inputs.maximumRecordAgeInSeconds).toBeLessThan(86_400);
      // With a window of 0 the batch size is at most that of one read of the stream.
      expect(inputs.maximumBatchingWindowInSeconds).toBe(0);
      expect(inputs.filterCriteria.filters.length).toBeLessThanOrEqual(5);
    });

    test("a table has at most 20 indexes, and an alarm sums at most 10 metrics", () => {
      for (const { inputs } of all(TABLE)) expect(inputs.globalSecondaryIndexes?.length ?? 0).toBeLessThanOrEqual(20);
      for (const { inputs } of all(ALARM)) expect((inputs.metricQueries ?? []).length).toBeLessThanOrEqual(10);
    });

    test("an HTTP API has at most 300 routes, no key twice", () => {
      const keys = all("aws:apigatewayv2/route:Route").map(({ inputs }) => inputs.routeKey);
      expect(keys.length).toBeLessThanOrEqual(300);
      expect(new Set(keys).size).toBe(keys.length);
    });

    test("functions answer before API Gateway gives up, and the stream's have time that is within Lambda's 15 minutes", () => {
      for (const { inputs } of all(FUNCTION))
        expect(inputs.timeout).toBeLessThanOrEqual(
          /-(publishChanges|indexCustomers|canary|setUpCanary)-/.test(inputs.name) ? 900 : 29,
        );
    });
  },
);
