/** A team's whole app: the queue of customer events, a function that processes them, a topic for alarms. */
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { App, Duration, Stack } from "aws-cdk-lib/core"; // the types of "aws-cdk-lib" are slow to check
import { CustomerEventsQueue } from "../index.ts"; // in an app of your own: "@clientela/subscriber-kit"

const { PUBLISHER_ROLE_ARN = "arn:aws:iam::444455556666:role/clientela-production-publisher" } = process.env;

export const app = new App();
const stack = new Stack(app, "CustomerEventsExample");

const alarms = new Topic(stack, "Alarms", { enforceSSL: true });
const ours = { StringEquals: { "aws:SourceAccount": stack.account } };
alarms.grantPublish(new ServicePrincipal("cloudwatch.amazonaws.com", { conditions: ours }));

const events = new CustomerEventsQueue(stack, "CustomerEvents", {
  publisherRoleArn: PUBLISHER_ROLE_ARN,
  subscriberName: "crm",
  visibilityTimeout: Duration.minutes(5), // 6 times the consumer's timeout and more
  alarmTopic: alarms,
});

const logGroup = new LogGroup(stack, "ConsumerLogs", { retention: RetentionDays.ONE_MONTH });
const role = new Role(stack, "ConsumerRole", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
logGroup.grantWrite(role);
const consumer = new LambdaFunction(stack, "Consumer", {
  runtime: Runtime.NODEJS_24_X,
  handler: "index.handler",
  code: Code.fromAsset(`${import.meta.dirname}/consumer`),
  timeout: Duration.seconds(30),
  role,
  logGroup,
});
consumer.addEventSource(new SqsEventSource(events.queue, { batchSize: 10, reportBatchItemFailures: true }));

console.log(`Synthesized into ${app.synth().directory}`);
