/**
 * A stream pump for subscribers that a test chooses, in a process that can be killed: the real local/pump/pump.ts with
 * the deployed publisher. The subscribers are its arguments.
 */
import type { SendMessageBatchCommandInput } from "@aws-sdk/client-sqs";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { sqs } from "../../core/aws/sqs.ts";
import { config } from "../../core/base/config.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import type { Target } from "../../core/events/publish.ts";
import { publishChanges } from "../../core/events/publishChanges.ts";
import { pump } from "../../local/pump/pump.ts";
import { openStream } from "../../local/pump/streamReader.ts";
import { StreamTrimmer } from "../../local/pump/trimStream.ts";

const [dataDir = "", targetsJson = "[]", unreliableUrl = "", failureRate = "0"] = process.argv.slice(2);
const targets: Target[] = JSON.parse(targetsJson);

/** Makes one queue fail at random: before it accepts a call, after it, or for some of its entries. */
sqs().middlewareStack.add(
  (next) => async (args) => {
    const { QueueUrl, Entries = [] } = args.input as SendMessageBatchCommandInput;
    if (QueueUrl !== unreliableUrl || Math.random() >= Number(failureRate)) return next(args);
    const kind = Math.random();
    if (kind < 0.25) throw Object.assign(new Error("Throttled"), { name: "ThrottlingException" });
    if (kind > 0.75) {
      await next(args);
      throw Object.assign(new Error("The answer was lost"), { name: "TimeoutError" });
    }
    const [refused, ...taken] = Entries;
    const Failed = [{ Id: refused?.Id, SenderFault: false, Code: "InternalError" }];
    if (taken.length === 0) return { output: { $metadata: {}, Successful: [], Failed }, response: undefined };
    const answer = await next({ ...args, input: { QueueUrl, Entries: taken } });
    return { ...answer, output: { ...answer.output, Failed } };
  },
  { step: "initialize", name: "unreliable" },
);

// The test was stopped from outside.
process.once("disconnect", () => process.exit(0));
const stream = await openStream(dynamodb(), config.customersTable());
const publish = ({ Records }: DynamoDBStreamEvent) => publishChanges(Records as ChangeRecord[], targets);
await pump({
  consumer: "publisher",
  stream,
  handler: publish,
  dataDir,
  trimmer: new StreamTrimmer(dataDir, stream.arn),
});
