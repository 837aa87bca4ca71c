import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parkedFindings, searchFindings } from "../../commands/doctor/data.ts";
import { examine } from "../../commands/doctor/doctor.ts";
import { diagnosisOf, exitCodes, type Finding, pageOf, type State } from "../../commands/doctor/finding.ts";
import { deadLetterFindings } from "../../commands/doctor/queues.ts";
import { alarmFindings, canaryFindings, lastRound } from "../../commands/doctor/watch.ts";
import { AppError } from "../../core/base/errors.ts";
import { clearFlag, park, readFlags, readMarkers, removeMarker } from "../../core/events/parking/store.ts";
import { createOrganization, issueKey } from "../../core/organizations/administration.ts";
import { type Server, startServer } from "../aws/support.ts";
import { type Api, startApi } from "../support/api.ts";
import { onlyDataDir } from "../support/command.ts";
import { runWarmCommand } from "../support/warmCommand.ts";

const said = (findings: readonly Finding[]): string[] => findings.map(({ state, sentence }) => `${state}: ${sentence}`);
const found = (state: State): Finding => ({ area: state, state, sentence: `This is ${state}.` });

describe("The verdict", () => {
  test.each<[states: State[], code: number]>([
    [["well", "note"], 0],
    [["well", "act"], 1],
    [["well", "unknown"], 2],
    [["unknown", "act"], 1],
  ])("of %j is exit code %i", (states, code) => {
    expect(exitCodes[diagnosisOf("production", states.map(found)).state]).toBe(code);
  });

  test("is a page with what is to be done first, and what could not be read before what is well", () => {
    expect(pageOf(diagnosisOf("jay", [found("well"), found("note"), found("unknown"), found("act")]))).toBe(
      [
        "jay: 1 to do, 1 could not be read.",
        "To do:\n- act: This is act.",
        "Could not be read:\n- unknown: This is unknown.",
        "Good to know:\n- note: This is note.",
        "Well:\n- well: This is well.",
      ].join("\n\n"),
    );
    expect(pageOf(diagnosisOf("jay", [found("well")]))).toMatch(/^jay: nothing to do\.\n/);
  });
});

describe("Of an area that", () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name });

  test.each<[what: string, error: unknown, said: RegExp]>([
    [
      "may not be read",
      named("AccessDeniedException", "no dynamodb:Query"),
      /^unknown: AWS does not allow it: no dynamodb:Query$/,
    ],
    [
      "may not be read, by SNS's name for it",
      named("AuthorizationErrorException", "no right\nat all"),
      /^unknown: AWS does not allow it: no right at all$/,
    ],
    ["does not answer", named("TimeoutError", "no answer\nat all"), /^unknown: TimeoutError: no answer$/],
    ["was stored by a newer version", new AppError("stored_by_newer_version"), /^act: A newer version has stored this/],
  ])("%s that is said, and the others are looked at", async (_, error, sentence) => {
    const findings = await examine({ bad: () => Promise.reject(error), good: async () => [found("well")] });
    expect(said(findings)).toEqual([expect.stringMatching(sentence), "well: This is well."]);
    expect(findings[0]?.area).toBe("bad");
  });
});

describe("Of parked events and search", () => {
  const markers = [{ parkedAt: "2026-02-01T00:00:00.000Z" }, { parkedAt: "2026-01-01T00:00:00.000Z" }];

  test.each<[what: string, findings: Finding[], said: RegExp]>([
    ["none", parkedFindings([]), /^well: /],
    [
      "some of a subscriber",
      parkedFindings([{ subscriber: "crm", isOnStage: true, markers }]),
      /^act: Those of 2 customers wait for crm since 2026-01-01T\S+ .* redrive --subscriber crm$/,
    ],
    [
      "some of one that was removed",
      parkedFindings([{ subscriber: "crm", isOnStage: false, markers }]),
      /^act: .* discard --subscriber crm$/,
    ],
    [
      "a flag alone",
      parkedFindings([{ subscriber: "crm", isOnStage: true, markers: [] }]),
      /^act: .*its flag is left: .* redrive/,
    ],
    ["no old index", searchFindings([]), /^well: /],
    [
      "old indexes",
      searchFindings(["org_1", "org_2", "org_3", "org_4", "org_5", "org_6", "org_7"]),
      /^act: .* org_1, .*, org_5 and 2 more\. .*rebuild --org org_1$/,
    ],
    [
      "dead letters",
      deadLetterFindings("crm", { ApproximateNumberOfMessages: "2" }),
      /^act: The consumer of crm failed on about 2 events/,
    ],
  ])("%s is said", (_, findings, sentence) => {
    expect(said(findings)).toEqual([expect.stringMatching(sentence)]);
  });
});

describe("Of the canary and alarms", () => {
  const now = new Date("2026-01-01T00:30:00.000Z");
  const rule = {
    Name: "clientela-production-canary-1",
    State: "ENABLED" as const,
    ScheduleExpression: "rate(5 minutes)",
  };
  const canary = (changes: object, minutesAgo: number | undefined = 4) => {
    const last = minutesAgo === undefined ? undefined : new Date(now.getTime() - minutesAgo * 60_000);
    return canaryFindings("production", rule.ScheduleExpression, [{ ...rule, ...changes }], last, now);
  };
  const alarm = { AlarmName: "clientela-production-5xx", StateValue: "OK" as const, ActionsEnabled: true };
  const alarms = (changes: object, subscriptions = 1) =>
    alarmFindings("production", [alarm.AlarmName], [{ ...alarm, ...changes }], { arn: "arn:topic", subscriptions });

  test.each<[what: string, findings: Finding[], said: RegExp]>([
    ["one that runs", canary({}), /^well: Its last round was at 2026-01-01T00:26/],
    [
      "one that is off",
      canary({ State: "DISABLED" }),
      /^act: It is switched off: aws events enable-rule --name clientela-production-canary-1$/,
    ],
    [
      "one that runs seldom",
      canary({ ScheduleExpression: "rate(1 day)" }),
      /^act: It runs at rate\(1 day\), not rate\(5 minutes\)/,
    ],
    ["one that is silent", canary({}, 20), /^act: Its last round was at 2026-01-01T00:10.*The log of canary/],
    [
      "one without a schedule",
      canaryFindings("production", "rate(5 minutes)", [], now, now),
      /^act: Nothing starts it/,
    ],
    ["a stage without one", canaryFindings("jay", undefined, [], undefined, now), /^note: /],
    ["alarms that are off", alarms({}), /^well: 1 are there, and none is on/],
    [
      "one that is on",
      alarms({ StateValue: "ALARM", AlarmDescription: "Do this." }),
      /^act: clientela-production-5xx is on\. Do this\.$/,
    ],
    [
      "one that is muted",
      alarms({ ActionsEnabled: false }),
      /^act: .*enable-alarm-actions --alarm-names clientela-production-5xx$/,
    ],
    ["one that is missing", alarms({ AlarmName: "other" }), /^act: Missing: clientela-production-5xx\. Deploy/],
    ["nobody who is told", alarms({}, 0), /^act: Nobody is told .* --topic-arn arn:topic /],
    ["a stage without them", alarmFindings("jay", [], [], { arn: undefined, subscriptions: 0 }), /^note: /],
  ])("%s is said", (_, findings, sentence) => {
    expect(said(findings)).toEqual([expect.stringMatching(sentence)]);
  });

  test("one that has never run is said", () => {
    const never = canaryFindings("production", rule.ScheduleExpression, [rule], undefined, now);
    expect(said(never)).toEqual([expect.stringMatching(/^act: It has never run/)]);
  });
});

describe("npm run stage -- doctor", () => {
  let api: Api;
  let server: Server;
  beforeAll(async () => {
    api = await startApi({ publishes: false });
    server = await startServer((_request, response) =>
      response.writeHead(400).end(JSON.stringify({ __type: "AccessDeniedException", message: "not allowed" })),
    );
  });
  afterAll(async () => {
    server.stop();
    await api.stop();
  });
  const doctor = (env: Record<string, string | undefined>, ...args: string[]) =>
    runWarmCommand("stage", ["doctor", ...args], env);

  test("says how the local stack is, and what waits there", async () => {
    const well = await doctor(onlyDataDir(api.dataDir));
    expect([well.code, well.stderr]).toEqual([0, ""]);
    expect(well.stdout).toMatch(/^local: nothing to do\.\n/);

    const call = { signal: new AbortController().signal, units: 0 };
    await park(call, "billing", new Map([["org_a#cus_a", 1]]), new Date("2026-01-01T00:00:00.000Z"));
    const ill = await doctor(onlyDataDir(api.dataDir), "--json");
    for (const marker of await readMarkers(call, "billing")) await removeMarker(call, marker);
    for (const [name, token] of (await readFlags(call, new Date())).parked) await clearFlag(call, name, token);

    const diagnosis = JSON.parse(ill.stdout);
    expect([ill.code, diagnosis.stage, diagnosis.state]).toEqual([1, "local", "act"]);
    expect(ill.stdout).toContain("1 customer wait for billing since 2026-01-01");
    expect(ill.stdout).not.toContain("cus_a");
  });

  test("knows when the canary last changed its customer, and when it never did", async () => {
    expect(await lastRound()).toBeUndefined();
    await createOrganization("org_canary");
    expect(await lastRound()).toBeUndefined();
    const { secret } = await issueKey({ organizationId: "org_canary", name: "canary", scopes: ["write"] });
    const { body } = await api
      .client(secret, "org_canary")
      .post("/api/customers", { id: "canary", email: "a@acme.com" });
    expect(await lastRound()).toEqual(new Date(body.data.updatedAt));
  });

  test("without any right says of each part that it could not be read, with exit code 2", async () => {
    const operator = {
      stage: "production",
      region: "us-east-1",
      customersTable: "c",
      organizationsTable: "o",
      eventsTable: "e",
      searchTable: "s",
      subscriptionsTable: "p",
      eventRetentionDays: "365",
      subscriberQueueUrls: JSON.stringify({
        audit: `${server.url}/1/audit.fifo`,
        billing: `${server.url}/1/billing.fifo`,
      }),
    };
    const { code, stdout } = await doctor(
      {
        ...onlyDataDir("/nowhere"),
        SST_RESOURCE_Operator: JSON.stringify(operator),
        AWS_ENDPOINT_URL: server.url,
        AWS_ACCESS_KEY_ID: "any",
        AWS_SECRET_ACCESS_KEY: "any",
      },
      "--json",
    );
    const { state, findings } = JSON.parse(stdout);
    expect([code, state, new Set(findings.map((it: Finding) => it.state))]).toEqual([
      2,
      "unknown",
      new Set(["unknown"]),
    ]);
    expect(new Set(findings.map((it: Finding) => it.area)).size).toBe(8);
  });

  test("without a stage says so in one line, with exit code 2", async () => {
    const { code, stderr } = await doctor(onlyDataDir("/nowhere"));
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^clientela: No Clientela runs on \/nowhere\..*\n$/)]);
  });
});
