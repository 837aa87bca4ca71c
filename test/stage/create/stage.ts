/** A synthesized stage, created by AWS's API in the order in which its parts need each other. */
import { join } from "node:path";
import * as z from "zod/mini";
import { type Operator, operator } from "../../../commands/environment.ts";
import type { Synthesis } from "../../../synth/synthesize.ts";
import type { Clients } from "../emulator/clients.ts";
import { resourceTypes } from "../resources/resourceTypes.ts";
import { type Planned, Synthesized } from "./synthesized.ts";

const outputs = z.object({ publisherRoleArn: z.string() });

export interface CreatedStage {
  /** Of its API. */
  apiId: string;
  /** Its functions' names. */
  functions: string[];
  /** What `sst shell` knows of it. */
  operator: Operator;
  /** What other accounts' queues let in. */
  publisherRoleArn: string;
}

/** The types, each after those whose answers it needs. */
const ORDER = [
  "dynamodb/table:Table",
  "sqs/queue:Queue",
  "sqs/queuePolicy:QueuePolicy",
  "sqs/redriveAllowPolicy:RedriveAllowPolicy",
  "cloudwatch/logGroup:LogGroup",
  "iam/role:Role",
  "s3/bucket:Bucket",
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "s3/bucketPolicy:BucketPolicy",
  "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "s3/bucketObjectv2:BucketObjectv2",
  "apigatewayv2/api:Api",
  "lambda/function:Function",
  "cloudwatch/eventRule:EventRule",
  "cloudwatch/eventTarget:EventTarget",
  "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "lambda/invocation:Invocation",
  "apigatewayv2/integration:Integration",
  "lambda/permission:Permission",
  "apigatewayv2/route:Route",
  "apigatewayv2/stage:Stage",
  "lambda/eventSourceMapping:EventSourceMapping",
  "sns/topic:Topic",
  "cloudwatch/metricAlarm:MetricAlarm",
  "cloudwatch/dashboard:Dashboard",
];

/** @throws Error when AWS's models or the emulator refuse a part, or when there is one that nothing here makes */
export async function createStage(synthesis: Synthesis, clients: Clients): Promise<CreatedStage> {
  const stage = new Synthesized(synthesis.resources);
  for (const type of ORDER) await createAll(type, stage, clients, synthesis.folder);
  const forgotten = stage.forgotten();
  if (forgotten.length > 0) throw new Error(`ORDER in test/stage/create/stage.ts lacks ${forgotten.join(", ")}`);
  const apiId = stage.resolved(stage.of("apigatewayv2/api:Api")[0]?.mocked.id);
  const link = synthesis.resources.find(({ name }) => name === "OperatorLinkRef");
  const functions = synthesis.resources.filter(({ type }) => type === "aws:lambda/function:Function");
  return {
    apiId,
    functions: functions.map(({ inputs }) => String(inputs.name)),
    operator: operator.parse(stage.resolved(link?.inputs.properties)),
    publisherRoleArn: outputs.parse(synthesis.outputs).publisherRoleArn,
  };
}

/** @param folder of the synthesis, with the zip of each function */
async function createAll(type: string, stage: Synthesized, clients: Clients, folder: string): Promise<void> {
  const create = async ({ name, inputs, mocked }: Planned): Promise<void> => {
    const zip = { path: join(folder, "artifacts", name.replace(/Code$/, ""), "code.zip") };
    const source = type === "s3/bucketObjectv2:BucketObjectv2" ? { source: zip } : {};
    const made = await resourceTypes[type]?.create({ ...inputs, ...source }, clients, name);
    stage.answered(mocked, made);
  };
  const planned = stage.of(type);
  // A queue names the one for its dead letters, which is there first.
  const namesAnother = ({ inputs }: Planned): boolean => "redrivePolicy" in inputs;
  await Promise.all(planned.filter((one) => !namesAnother(one)).map(create));
  await Promise.all(planned.filter(namesAnother).map(create));
}
