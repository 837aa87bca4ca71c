import { Alarm, type AlarmProps, ComparisonOperator, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { AnyPrincipal, ArnPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
// Not "aws-cdk-lib": its types cover every service and take seconds to check.
import { Annotations, CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { subscriberNameProblem } from "./subscriberName.ts";

/** The properties of a `CustomerEventsQueue`. */
export interface CustomerEventsQueueProps {
  /**
   * The role with which a Clientela stage sends, as printed by its deployment:
   * `arn:aws:iam::<account>:role/clientela-<stage>-publisher`. In a further region of its account the region stands behind
   * the stage, here as in the row's `external`.
   */
  publisherRoleArn: string;
  /** Lower-case letters, digits and `-`: the name of the row in Clientela's `infra/subscribers.ts`. */
  subscriberName: string;
  /**
   * The roles with which Clientela's operators resend parked or missed events: `npm run events -- redrive`, `replay`
   * and `verify --repair`. `*` and `?` are wildcards, as needed for the roles of IAM Identity Center.
   *
   * @default none: those commands cannot send here
   */
  operatorRoleArns?: readonly string[];
  /**
   * The roles of this account that may move messages from the dead-letter queue back to the queue; wildcards work here
   * too. Each role still needs its own permissions.
   *
   * @default none
   */
  redriveRoleArns?: readonly string[];
  /** A customer-managed key, not an alias. @default a key that SQS manages */
  encryptionKey?: IKey;
  /**
   * How long a consumer has to process what it received. For Lambda: 6 times the function's timeout. @default 5 minutes
   */
  visibilityTimeout?: Duration;
  /**
   * How often a message is received before it becomes a dead letter. @default 5, as in the queues that a stage creates
   */
  maxReceiveCount?: number;
  /** The topic for the alarms. If it has a policy, that must let `cloudwatch.amazonaws.com` publish. @default none */
  alarmTopic?: ITopic;
  /** How long a message may wait before an alarm. @default 1 hour */
  alarmAfter?: Duration;
  /** What happens to the queues when they are removed from the stack. @default RemovalPolicy.RETAIN */
  removalPolicy?: RemovalPolicy;
}

const PUBLISHER_ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/clientela-([a-zA-Z0-9][a-zA-Z0-9-]*)-publisher$/;
const ROLE_PATTERN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/*?-]+$/;
const MAX_QUEUE_NAME_LENGTH = 80;

/**
 * A FIFO queue to which only one Clientela stage may send, its dead-letter queue, an alarm on each, and, as an output,
 * the row for Clientela's `infra/subscribers.ts`.
 *
 * Dead letters break the order: later events of the customer are delivered without the dead one, and if it is moved
 * back it comes after them. So a consumer must store the highest `sequence` seen per customer, and ignore any event not
 * above it.
 *
 * The queues are called `<subscriberName>-<stage>.fifo` and `<subscriberName>-<stage>-dlq.fifo`. The names are fixed
 * because Clientela's row holds the ARN and the URL, which then stay valid if a queue is recreated. A retained queue
 * keeps its name too, so delete or import it before you recreate its stack.
 *
 * @example
 * const events = new CustomerEventsQueue(stack, "CustomerEvents", {
 *   publisherRoleArn: "arn:aws:iam::444455556666:role/clientela-production-publisher",
 *   subscriberName: "crm",
 * });
 * events.queue.grantConsumeMessages(worker);
 */
export class CustomerEventsQueue extends Construct {
  /** Receives the events. */
  readonly queue: Queue;
  /** Receives events that were received too often. */
  readonly deadLetterQueue: Queue;
  /** Fires when there is a dead letter. */
  readonly deadLetterAlarm: Alarm;
  /** Fires when an event has waited for too long. */
  readonly waitAlarm: Alarm;

  constructor(scope: Construct, id: string, props: CustomerEventsQueueProps) {
    super(scope, id);
    check(props);
    ({ queue: this.queue, deadLetterQueue: this.deadLetterQueue } = createQueues(this, props));
    onlySendersSend(this.queue, props);
    if (props.encryptionKey) sendersUse(props.encryptionKey, this, props);

    const { subscriberName, alarmTopic, alarmAfter = Duration.hours(1) } = props;
    const latest = { period: Duration.minutes(1), statistic: Stats.MAXIMUM };
    this.deadLetterAlarm = createAlarm(this, "DeadLetterAlarm", alarmTopic, {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible(latest),
      threshold: 1,
      alarmDescription: `${subscriberName}: a customer event is in the dead-letter queue.`,
    });
    this.waitAlarm = createAlarm(this, "WaitAlarm", alarmTopic, {
      metric: this.queue.metricApproximateAgeOfOldestMessage(latest),
      threshold: alarmAfter.toSeconds(),
      alarmDescription: `${subscriberName}: a customer event has waited for ${alarmAfter.toHumanString()}.`,
    });
    createOutputs(this, this.queue, props);
  }
}

/** @throws Error on properties that AWS would reject only while deploying, or would accept and not apply */
function check(props: CustomerEventsQueueProps): void {
  const { publisherRoleArn, operatorRoleArns = [], redriveRoleArns = [], encryptionKey, maxReceiveCount = 5 } = props;
  if (!PUBLISHER_ROLE.test(publisherRoleArn))
    throw new Error(
      `publisherRoleArn is "${publisherRoleArn}". It must be arn:aws:iam::<account>:role/clientela-<stage>-publisher`,
    );
  for (const arn of [...operatorRoleArns, ...redriveRoleArns])
    if (!ROLE_PATTERN.test(arn))
      throw new Error(`"${arn}" is not a role: arn:aws:iam::<account>:role/<name>, with wildcards in the name only`);
  const { deadLetterQueue } = queueNames(props);
  const nameProblem = subscriberNameProblem(props.subscriberName);
  if (nameProblem) throw new Error(`subscriberName ${nameProblem}`);
  if (deadLetterQueue.length > MAX_QUEUE_NAME_LENGTH)
    throw new Error(`subscriberName is too long: ${deadLetterQueue} has more than ${MAX_QUEUE_NAME_LENGTH} characters`);
  if (encryptionKey && ("aliasName" in encryptionKey || encryptionKey.keyArn.includes(":alias/")))
    throw new Error("encryptionKey must be the key itself: a policy that names an alias lets nobody in");
  if (!Number.isInteger(maxReceiveCount) || maxReceiveCount < 1 || maxReceiveCount > 1000)
    throw new Error(`maxReceiveCount is ${maxReceiveCount}. It must be a whole number from 1 to 1000`);
}

/** The stage is part of the names, so that an account can receive the events of several stages. */
const stageOf = (publisherRoleArn: string): string => publisherRoleArn.replace(PUBLISHER_ROLE, "$1");

function queueNames({ subscriberName, publisherRoleArn }: CustomerEventsQueueProps) {
  const name = `${subscriberName}-${stageOf(publisherRoleArn)}`;
  return { queue: `${name}.fifo`, deadLetterQueue: `${name}-dlq.fifo` };
}

function createQueues(scope: Construct, props: CustomerEventsQueueProps) {
  const { encryptionKey, removalPolicy = RemovalPolicy.RETAIN } = props;
  const names = queueNames(props);
  const shared = {
    fifo: true,
    enforceSSL: true,
    retentionPeriod: Duration.days(14), // as long as SQS can: time to mend a consumer
    removalPolicy,
    ...(encryptionKey
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
      : { encryption: QueueEncryption.SQS_MANAGED }),
  };
  // Each queue refers to the other. Two references would be a cycle, so this ARN is spelled out.
  const sourceArn = Stack.of(scope).formatArn({ service: "sqs", resource: names.queue });
  const deadLetterQueue = new Queue(scope, "DeadLetterQueue", {
    ...shared,
    queueName: names.deadLetterQueue,
    redriveAllowPolicy: { sourceQueues: [Queue.fromQueueArn(scope, "Source", sourceArn)] },
  });
  const queue = new Queue(scope, "Queue", {
    ...shared,
    queueName: names.queue,
    visibilityTimeout: props.visibilityTimeout ?? Duration.minutes(5),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: props.maxReceiveCount ?? 5 },
    // High throughput: the limits apply per customer, not per queue.
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  });
  return { queue, deadLetterQueue };
}

/**
 * The senders, as accounts with a condition on the role: AWS rejects a policy that names a missing role, and a policy
 * loses a role when it is deleted, even if one with the same name is created again.
 */
function senders({ publisherRoleArn, operatorRoleArns = [] }: CustomerEventsQueueProps) {
  const roles = [publisherRoleArn, ...operatorRoleArns];
  const accounts = new Set(roles.map((role) => role.replace(/:role\/.*/, ":root")));
  return {
    principals: Array.from(accounts, (account) => new ArnPrincipal(account)),
    conditions: { ArnLike: { "aws:PrincipalArn": roles } },
  };
}

function onlySendersSend(queue: Queue, props: CustomerEventsQueueProps): void {
  const { publisherRoleArn, operatorRoleArns = [], redriveRoleArns = [] } = props;
  const send = { actions: ["sqs:SendMessage"], resources: [queue.queueArn] };
  queue.addToResourcePolicy(new PolicyStatement({ sid: "ClientelaSends", ...send, ...senders(props) }));
  // Without this, anyone in this account who may send to every queue may send to this one.
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: "NobodyElseSends",
      effect: Effect.DENY,
      ...send,
      principals: [new AnyPrincipal()],
      conditions: { ArnNotLike: { "aws:PrincipalArn": [publisherRoleArn, ...operatorRoleArns, ...redriveRoleArns] } },
    }),
  );
}

function sendersUse(key: IKey, scope: Construct, props: CustomerEventsQueueProps): void {
  const statement = new PolicyStatement({
    actions: ["kms:GenerateDataKey", "kms:Decrypt"],
    resources: ["*"], // in the policy of a key: this key
    ...senders(props),
  });
  if (!key.addToResourcePolicy(statement, true).statementAdded)
    Annotations.of(scope).addWarningV2(
      "@clientela/subscriber-kit:importedKey",
      `encryptionKey is imported, so its policy stays as it is. It must hold ${JSON.stringify(statement.toStatementJson())}`,
    );
}

function createAlarm(
  scope: Construct,
  id: string,
  topic: ITopic | undefined,
  props: Pick<AlarmProps, "metric" | "threshold" | "alarmDescription">,
): Alarm {
  const alarm = new Alarm(scope, id, {
    ...props,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING, // SQS tells nothing of a queue that is idle for hours
  });
  if (topic) alarm.addAlarmAction(new SnsAction(topic));
  return alarm;
}

function createOutputs(scope: Construct, { queueArn, queueUrl }: Queue, props: CustomerEventsQueueProps): void {
  const { subscriberName, publisherRoleArn, encryptionKey } = props;
  const external = { arn: queueArn, url: queueUrl, ...(encryptionKey ? { keyArn: encryptionKey.keyArn } : {}) };
  const row = { name: subscriberName, events: "all", external: { [stageOf(publisherRoleArn)]: external } };
  new CfnOutput(scope, "SubscriberRow", {
    value: Stack.of(scope).toJsonString(row),
    description: "The row for infra/subscribers.ts of Clientela",
  });
  new CfnOutput(scope, "QueueArn", { value: queueArn });
  new CfnOutput(scope, "QueueUrl", { value: queueUrl });
}
