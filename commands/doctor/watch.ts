/** Who watches a stage while nobody looks: its alarms and its canary. */
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Rule } from "@aws-sdk/client-eventbridge";
import { AppError } from "../../core/base/errors.ts";
import { CANARY_CUSTOMER } from "../../core/canary/canary.ts";
import { CANARY_ORGANIZATION } from "../../core/canary/setUp.ts";
import { getCustomer } from "../../core/customers/service.ts";
import { findOrganization } from "../../core/organizations/administration.ts";
import { resourceName } from "../../infra/settings.ts";
import { call } from "../run.ts";
import { type Finding, saying } from "./finding.ts";
import { deploySentence } from "./settings.ts";
import type { Stage } from "./stage.ts";

const sayAlarms = saying("alarms");
const sayCanary = saying("canary");

export async function examineAlarms({ aws: { cloudWatch, sns }, operator, code }: Stage): Promise<Finding[]> {
  const AlarmNamePrefix = resourceName(operator.stage, "");
  const alarms: MetricAlarm[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudWatch.describeAlarms({ AlarmNamePrefix, AlarmTypes: ["MetricAlarm"], NextToken });
    alarms.push(...(page.MetricAlarms ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  const names = (await code()).alarms;
  const [TopicArn] = alarms.flatMap(({ AlarmName = "", AlarmActions = [] }) =>
    names.includes(AlarmName) ? AlarmActions : [],
  );
  const { Attributes } = TopicArn === undefined ? {} : await sns.getTopicAttributes({ TopicArn });
  return alarmFindings(operator.stage, names, alarms, {
    arn: TopicArn,
    subscriptions: Number(Attributes?.SubscriptionsConfirmed ?? 0),
  });
}

/**
 * @param names the alarms that the code makes
 * @param topic where alarms go, and how many are told
 */
export function alarmFindings(
  stage: string,
  names: readonly string[],
  alarms: readonly MetricAlarm[],
  topic: { arn: string | undefined; subscriptions: number },
): Finding[] {
  if (names.length === 0) return [sayAlarms("note", "The stage has none: infra/settings.ts, alarms.")];
  const found = new Map(alarms.map((alarm) => [alarm.AlarmName, alarm]));
  const missing = names.filter((name) => !found.has(name));
  const own = names.flatMap((name) => found.get(name) ?? []);
  const findings = [
    ...(missing.length > 0 ? [sayAlarms("act", `Missing: ${missing.join(", ")}. ${deploySentence(stage)}`)] : []),
    ...own
      .filter(({ StateValue }) => StateValue === "ALARM")
      .map(({ AlarmName, StateUpdatedTimestamp, AlarmDescription = "" }) =>
        sayAlarms("act", `${AlarmName} is on${since(StateUpdatedTimestamp)}. ${AlarmDescription}`),
      ),
    ...own
      .filter(({ ActionsEnabled }) => ActionsEnabled === false)
      .map(({ AlarmName }) =>
        sayAlarms("act", `${AlarmName} tells nobody: aws cloudwatch enable-alarm-actions --alarm-names ${AlarmName}`),
      ),
    ...(own.length > 0 && topic.subscriptions === 0
      ? [
          sayAlarms(
            "act",
            `Nobody is told when one goes off. Subscribe an address, and confirm its mail: aws sns subscribe --topic-arn ${topic.arn} --protocol email --notification-endpoint ADDRESS`,
          ),
        ]
      : []),
  ];
  return findings.length > 0 ? findings : [sayAlarms("well", `${names.length} are there, and none is on.`)];
}

const since = (time: Date | undefined): string => (time === undefined ? "" : ` since ${time.toISOString()}`);

export async function examineCanary({ aws: { events }, operator, code }: Stage): Promise<Finding[]> {
  const { Rules = [] } = await events.listRules({ NamePrefix: resourceName(operator.stage, "canary-") });
  const last = await lastRound();
  return canaryFindings(operator.stage, (await code()).canarySchedule, Rules, last, new Date());
}

/** When the canary last changed its customer; undefined where it never did. */
export async function lastRound(): Promise<Date | undefined> {
  if (!(await findOrganization(CANARY_ORGANIZATION))) return undefined;
  const context = { ...call(), organizationId: CANARY_ORGANIZATION, requestId: "doctor" };
  try {
    return new Date((await getCustomer(context, CANARY_CUSTOMER)).updatedAt);
  } catch (error) {
    const isNobody = error instanceof AppError && error.code === "customer_not_found";
    if (!isNobody) throw error;
    return undefined;
  }
}

/** Three rounds. */
const SILENCE_MS = 900_000;

/** @param schedule the code's, if the stage has a canary */
export function canaryFindings(
  stage: string,
  schedule: string | undefined,
  rules: readonly Rule[],
  lastRound: Date | undefined,
  now: Date,
): Finding[] {
  if (schedule === undefined) return [sayCanary("note", "The stage has none: infra/settings.ts, alarms.")];
  const [rule] = rules;
  if (!rule) return [sayCanary("act", `Nothing starts it: its schedule is missing. ${deploySentence(stage)}`)];
  const isSilent = lastRound === undefined || now.getTime() - lastRound.getTime() > SILENCE_MS;
  const when = lastRound === undefined ? "It has never run" : `Its last round was at ${lastRound.toISOString()}`;
  const findings = [
    ...(rule.State === "ENABLED"
      ? []
      : [sayCanary("act", `It is switched off: aws events enable-rule --name ${rule.Name}`)]),
    ...(rule.ScheduleExpression === schedule
      ? []
      : [sayCanary("act", `It runs at ${rule.ScheduleExpression}, not ${schedule}. ${deploySentence(stage)}`)]),
    ...(isSilent ? [sayCanary("act", `${when}. The log of canary says why, or what it met.`)] : []),
  ];
  return findings.length > 0 ? findings : [sayCanary("well", `${when}.`)];
}
