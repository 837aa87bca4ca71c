/** The deployed stage that is looked at. */
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { Lambda } from "@aws-sdk/client-lambda";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { config } from "../../core/base/config.ts";
import { synthesize } from "../../synth/synthesize.ts";
import type { Operator } from "../environment.ts";
import { type Code, codeOf } from "./code.ts";
import { type DeployedFunctions, readFunctions } from "./lambda.ts";

export interface Stage {
  operator: Operator;
  aws: ReturnType<typeof clients>;
  functions: () => Promise<DeployedFunctions>;
  /** What the code would deploy. It takes seconds. */
  code: () => Promise<Code>;
}

export function stageOf(operator: Operator): Stage {
  const aws = clients(operator.region);
  return {
    operator,
    aws,
    functions: once(() => readFunctions(aws.lambda, operator.stage)),
    code: once(() => synthesizedCode(operator.stage)),
  };
}

/** Reads when the first asks for it, and then no more. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= read();
    return known;
  };
}

async function synthesizedCode(stage: string): Promise<Code> {
  console.error("Working out what the code would deploy.");
  const synthesis = await synthesize(stage);
  synthesis.remove();
  return codeOf(stage, synthesis);
}

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 10_000 };

/** SQS in a region, or on this machine. */
export function sqsIn(region: string): SQS {
  const endpoint = config.sqsEndpoint();
  // From the environment, the SDK would warn about every queue URL with another host.
  return new SQS({ region, requestHandler: TIMEOUTS, ...(endpoint === undefined ? {} : { endpoint }) });
}

function clients(region: string) {
  const options = { region, requestHandler: TIMEOUTS };
  return {
    cloudWatch: new CloudWatch(options),
    dynamodb: new DynamoDB(options),
    events: new EventBridge(options),
    lambda: new Lambda(options),
    sns: new SNS(options),
    sqs: sqsIn(region),
  };
}
