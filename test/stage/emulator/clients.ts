/** Clients of the emulator. Each input is first held against AWS's model of the service. */
import { ApiGatewayV2 } from "@aws-sdk/client-apigatewayv2";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { CloudFront } from "@aws-sdk/client-cloudfront";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { SSM } from "@aws-sdk/client-ssm";
import type { InitializeMiddleware, Pluggable } from "@smithy/types";
import { REGION, ROOT } from "./emulator.ts";
import type { Inspect } from "./models.ts";

export type Clients = ReturnType<typeof clientsOf>;

/** An input that `inspect` finds a problem with is an error, and is not sent. */
export function clientsOf(endpoint: string, inspect: Inspect, credentials = ROOT) {
  const options = { endpoint, region: REGION, credentials, maxAttempts: 1 };
  return {
    apiGateway: inspected(new ApiGatewayV2(options), "apigatewayv2", inspect),
    cloudFormation: inspected(new CloudFormation(options), "cloudformation", inspect),
    cloudFront: inspected(new CloudFront(options), "cloudfront", inspect),
    cloudWatch: inspected(new CloudWatch(options), "cloudwatch", inspect),
    dynamodb: inspected(new DynamoDB(options), "dynamodb", inspect),
    events: inspected(new EventBridge(options), "events", inspect),
    iam: inspected(new IAM(options), "iam", inspect),
    lambda: inspected(new Lambda(options), "lambda", inspect),
    logs: inspected(new CloudWatchLogs(options), "logs", inspect),
    s3: inspected(new S3({ ...options, forcePathStyle: true }), "s3", inspect),
    sns: inspected(new SNS(options), "sns", inspect),
    sqs: inspected(new SQS(options), "sqs", inspect),
    ssm: inspected(new SSM(options), "ssm", inspect),
  };
}

interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: a plug-in for inputs and outputs of every service
  middlewareStack: { use: (plugin: Pluggable<any, any>) => void };
}

/** @throws Error from every call whose input AWS's model of the service refuses */
function inspected<T extends Client>(client: T, service: string, inspect: Inspect): T {
  const middleware: InitializeMiddleware<object, object> = (next, { commandName = "" }) => {
    return (call) => {
      const problems = inspect(service, commandName.replace(/Command$/, ""), call.input);
      if (problems.length > 0) throw new Error(problems.join("\n"));
      return next(call);
    };
  };
  client.middlewareStack.use({ applyToStack: (stack) => stack.add(middleware, { step: "initialize" }) });
  return client;
}
