/** All resources were created before these tests: every call's input fits AWS's models, and the emulator took it. */
import { describe, expect, inject, test } from "vitest";
import { serviceModels } from "./emulator/models.ts";
import { aws } from "./support.ts";

describe("An input that AWS's model of a service refuses", () => {
  const inspect = serviceModels(inject("models"));
  const right = { FunctionName: "f", Role: "arn:aws:iam::123456789012:role/r", Code: {} };
  const problems = (input: object) => inspect("lambda", "CreateFunction", { ...right, ...input });

  test.each([
    ["a number out of its range", { Timeout: 0 }, "lambda CreateFunction.Timeout 0 is below 1"],
    ["a text out of its pattern", { FunctionName: "a b" }, /^lambda CreateFunction.FunctionName: a b does not match /],
    ["a text that is too long", { Description: "x".repeat(257) }, /of length 257 is above 256$/],
    ["a value that is none of the enumeration", { Runtime: "nodejs5" }, /: nodejs5 is none of nodejs, /],
    ["too many of a list", { Architectures: ["arm64", "arm64"] }, / of so many items: 2 is above 1$/],
    ["a name that it does not know", { Memory: 1 }, "lambda CreateFunction.Memory is unknown"],
    ["what it demands, and is missing", { Role: undefined }, "lambda CreateFunction.Role is missing"],
  ])("is found: %s", (_, input, problem) => {
    expect(problems({})).toEqual([]);
    expect(problems(input)).toEqual([expect.stringMatching(problem)]);
  });

  test("is not sent", async () => {
    const { logs } = aws();
    const wrong = { logGroupName: "wrong", logGroupClass: "STANDARD", kmsKeyId: "k".repeat(257) } as const;
    await expect(logs.createLogGroup(wrong)).rejects.toThrow("kmsKeyId of length 257 is above 256");
    expect((await logs.describeLogGroups({ logGroupNamePrefix: "wrong" })).logGroups).toEqual([]);
  });
});

/** But for those that add up several metrics: the emulator does not tell of what they add up. */
test("Each alarm of production looks at something that is there", async () => {
  const { apiGateway, cloudWatch, lambda, s3, sqs } = aws();
  const { MetricAlarms = [] } = await cloudWatch.describeAlarms({});
  expect(MetricAlarms.length).toBeGreaterThan(10);
  const looks: Record<string, (value: string) => Promise<unknown>> = {
    ApiId: (ApiId) => apiGateway.getApi({ ApiId }),
    BucketName: (Bucket) => s3.headBucket({ Bucket }),
    FunctionName: (FunctionName) => lambda.getFunction({ FunctionName }),
    QueueName: (QueueName) => sqs.getQueueUrl({ QueueName }),
  };
  for (const { Name = "", Value = "" } of MetricAlarms.flatMap(({ Dimensions = [] }) => Dimensions)) {
    const look = looks[Name];
    // The others are of metrics that are ours, and of how a bucket stores.
    if (look) await look(Value);
    else expect(["StorageType", "operation", "stage"]).toContain(Name);
  }
});
