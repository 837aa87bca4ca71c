import { describe, expect, test } from "vitest";
import { SLOTS_PARTITION } from "../../core/events/waiting/store.ts";
import { type Route, routes, unmatchedRequest } from "../../infra/routes.ts";
import { externalQueue, ROLE, type Statement, stage, statementsIn, TABLE } from "./stages.ts";

const production = stage("production");
const shop = stage("shop");
const everyStage = [production, stage("jay"), shop];

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

/** Action and resource, one line per pair. */
const grants = (statements: readonly Statement[]): string[] =>
  unique(
    statements.flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
    ),
  );

const logging = (stageName: string, file: string): string[] => [
  ...["", "-*"].flatMap((end) =>
    ["CreateLogStream", "PutLogEvents"].map(
      (action) =>
        `logs:${action} arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/clientela-${stageName}-${file}${end}:*`,
    ),
  ),
  ...(stageName === "shop" ? ["xray:PutTraceSegments *", "xray:PutTelemetryRecords *"] : []),
];

/** What a row of the API names. */
function granted(
  { tableArn }: typeof production,
  {
    scope,
    customers: access = {},
    organizations = [],
    events = [],
    search = [],
    subscriptions: past = {},
    waits,
    redrives,
  }: Route,
): string[] {
  const customers = tableArn("Customers");
  return [
    ...(scope === "none" ? [] : ["GetItem", ...organizations]).map(
      (action) => `dynamodb:${action} ${tableArn("Organizations")}`,
    ),
    ...(access.table ?? []).map((action) => `dynamodb:${action} ${customers}`),
    ...(access.indexes ?? []).map((index) => `dynamodb:Query ${customers}/index/${index}`),
    ...[...events, ...(waits ? ["PutItem", "DeleteItem"] : []), ...(redrives ? ["UpdateItem", "DeleteItem"] : [])].map(
      (action) => `dynamodb:${action} ${tableArn("Events")}`,
    ),
    ...search.map((action) => `dynamodb:${action} ${tableArn("Search")}`),
    ...(past.table ?? []).map((action) => `dynamodb:${action} ${tableArn("Subscriptions")}`),
    ...(past.indexes ?? []).map((index) => `dynamodb:Query ${tableArn("Subscriptions")}/index/${index}`),
  ];
}

const asPublisher = routes.filter(({ runsAs }) => runsAs === "publisher");

describe("A function of the API", () => {
  const own = routes.filter((route) => !asPublisher.includes(route));

  test.each(own.map((route) => [route.operation, route] as const))(
    "%s may do what its row names, read API keys, write its log, and no more",
    (operation, route) => {
      expect(grants(production.statementsOf(operation))).toEqual(
        unique([...granted(production, route), ...logging("production", operation)]),
      );
    },
  );

  test("that runs as the publisher has its role", () => {
    expect(asPublisher.map(({ operation }) => operation)).toEqual(["redriveSubscriber"]);
    for (const one of everyStage)
      for (const { operation } of asPublisher)
        expect(one.functionOf(operation).inputs.role).toBe(one.functionOf("publishChanges").inputs.role);
  });

  test("that may keep readers waiting writes slots to the events table, and nothing else of it", () => {
    const writes = everyStage.flatMap(({ statementsOf }) =>
      statementsOf("listEvents").filter(({ Action }) => Action.includes("dynamodb:PutItem")),
    );
    expect(writes.map(({ Condition }) => Condition)).toEqual(
      everyStage.map(() => ({ "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": SLOTS_PARTITION } })),
    );
  });

  test("of $default may only write its log", () => {
    expect(grants(production.statementsOf(unmatchedRequest))).toEqual(logging("production", unmatchedRequest).sort());
  });
});

/** The permissions that a function needs to consume the customers table's stream. */
const consuming = (one: typeof production, file: string): string[] => {
  const bucket = `arn:aws:s3:::${one.one("aws:s3/bucket:Bucket", "FailuresBucket").inputs.bucket}`;
  const mapping = one.all("aws:lambda/eventSourceMapping:EventSourceMapping")[0]?.inputs;
  return [
    ...["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
      (action) => `dynamodb:${action} ${mapping.eventSourceArn}`,
    ),
    `s3:PutObject ${bucket}/*`,
    `s3:ListBucket ${bucket}`,
    ...logging(one.name, file),
  ];
};

test("The indexer may write to the search table, and read and write receipts of erasures, and no more", () => {
  for (const one of everyStage)
    expect(grants(one.statementsOf("indexCustomers"))).toEqual(
      [
        ...["PartiQLInsert", "PutItem", "DeleteItem"].map((action) => `dynamodb:${action} ${one.tableArn("Search")}`),
        ...["BatchGetItem", "UpdateItem"].map((action) => `dynamodb:${action} ${one.tableArn("Organizations")}`),
        ...consuming(one, "indexCustomers"),
      ].sort(),
    );
});

describe("The canary", () => {
  test("may write its log, and nothing else: it is a caller of the API", () => {
    expect(grants(production.statementsOf("canary"))).toEqual(logging("production", "canary").sort());
  });

  test("is set up by a function that may write keys and the version of an index, and that only deployments call", () => {
    expect(grants(production.statementsOf("setUpCanary"))).toEqual(
      [
        `dynamodb:PutItem ${production.tableArn("Organizations")}`,
        `dynamodb:PutItem ${production.tableArn("Search")}`,
        ...logging("production", "setUpCanary"),
      ].sort(),
    );
    const [invocation] = production.all("aws:lambda/invocation:Invocation");
    expect(invocation?.inputs).toMatchObject({
      functionName: production.functionOf("setUpCanary").inputs.name,
      triggers: { organizations: production.one(TABLE, "OrganizationsTable").inputs.name },
    });
  });

  test("runs every five minutes, once, on a stage that has alarms", () => {
    const rule = production.one("aws:cloudwatch/eventRule:EventRule", "CanarySchedule").inputs;
    expect(rule.scheduleExpression).toBe("rate(5 minutes)");
    const canary = `arn:aws:lambda:us-east-1:123456789012:function:${production.functionOf("canary").inputs.name}`;
    expect(production.one("aws:cloudwatch/eventTarget:EventTarget", "CanaryTarget").inputs).toEqual({
      rule: rule.name,
      arn: canary,
    });
    const [retries] = production.all("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
    expect(retries?.inputs.maximumRetryAttempts).toBe(0);
    expect(stage("jay").all("aws:cloudwatch/eventRule:EventRule")).toEqual([]);
  });
});

describe("The publisher", () => {
  const expected = (
    one: typeof production,
    queueArns: readonly string[],
    keyArns: readonly string[] = [],
  ): string[] => {
    const sqs = "arn:aws:sqs:us-east-1:123456789012:";
    return unique([
      ...["BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"].map(
        (action) => `dynamodb:${action} ${one.tableArn("Events")}`,
      ),
      ...["BatchGetItem", "GetItem", "UpdateItem"].map(
        (action) => `dynamodb:${action} ${one.tableArn("Organizations")}`,
      ),
      ...["BatchGetItem", "DeleteItem"].map((action) => `dynamodb:${action} ${one.tableArn("Search")}`),
      ...["DeleteItem", "Query"].map((action) => `dynamodb:${action} ${one.tableArn("Subscriptions")}`),
      ...queueArns.map((arn) => `sqs:SendMessage ${arn}`),
      `sqs:SendMessage ${sqs}clientela-${one.name}-tail-*.fifo`,
      ...keyArns.flatMap((arn) => [`kms:GenerateDataKey ${arn}`, `kms:Decrypt ${arn}`]),
      ...consuming(one, "publishChanges"),
      ...asPublisher.flatMap((route) => [...granted(one, route), ...logging(one.name, route.operation)]),
    ]);
  };

  test("may send to the declared queues and to those of `events tail`, do what the API does as the publisher, and no more", () => {
    const arns = ["audit", "billing"].map(
      (name) => `arn:aws:sqs:us-east-1:123456789012:clientela-production-${name}.fifo`,
    );
    expect(grants(production.statementsOf("publishChanges"))).toEqual(expected(production, arns));
  });

  test("may send to another account's queue and use the key that encrypts it", () => {
    const arns = ["arn:aws:sqs:us-east-1:123456789012:clientela-shop-audit.fifo", externalQueue.arn];
    expect(grants(shop.statementsOf("publishChanges"))).toEqual(expected(shop, arns, [externalQueue.keyArn]));
  });

  test("may delete customers' logs and what marks parked events, and nothing else of the events table", () => {
    for (const one of everyStage) {
      const deleting = one
        .statementsOf("publishChanges")
        .filter(({ Action }) => Action.includes("dynamodb:DeleteItem"))
        .filter(({ Resource }) => Resource.includes(one.tableArn("Events")));
      expect(deleting.map(({ Condition }) => Condition)).toEqual([
        { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": "org_*" } },
        { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["flags", "parked#*"] } },
      ]);
    }
  });

  test("has a role that the policy of a subscriber's queue can name", () => {
    expect(production.roleOf("publishChanges").inputs.name).toBe("clientela-production-publisher");
    // Two regions share the account's roles.
    expect(shop.roleOf("publishChanges").inputs.name).toBe("clientela-shop-us-east-1-publisher");
    expect(production.synthesis.outputs).toMatchObject({
      publisherRoleArn: "arn:aws:iam::123456789012:role/clientela-production-publisher",
    });
  });
});

describe.each(everyStage.map((one) => [one.name, one] as const))("No role of %s", (name, { all }) => {
  const statements = all(ROLE).flatMap(statementsIn);

  test("has an action with *", () => {
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
  });

  test("has the resource *, but for the traces of a stage that has them", () => {
    const unlimited = statements.filter(({ Resource }) => Resource.includes("*")).flatMap(({ Action }) => Action);
    expect([...new Set(unlimited)]).toEqual(
      name === "shop" ? ["xray:PutTraceSegments", "xray:PutTelemetryRecords"] : [],
    );
  });

  test("has a policy that is not written here", () => {
    for (const { inputs } of all(ROLE)) expect([inputs.name, inputs.managedPolicyArns]).toEqual([inputs.name, []]);
  });

  test("has a name that is not the stage's, by which a deploying role can be limited", () => {
    for (const { inputs } of all(ROLE)) expect(inputs.name).toMatch(new RegExp(`^clientela-${name}-`));
  });

  test("trusts anybody but Lambda, the account's root least of all", () => {
    for (const { inputs } of all(ROLE))
      expect(inputs.assumeRolePolicy.Statement).toEqual([
        {
          Sid: "AllowAssumeRole",
          Action: "sts:AssumeRole",
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
        },
      ]);
  });
});

test("Nothing is linked: a link of SST grants every action on a table", () => {
  for (const { synthesis } of everyStage)
    for (const fn of synthesis.resources.filter(({ type }) => type === "aws:lambda/function:Function"))
      expect(Object.keys((fn.inputs.environment as { variables: object }).variables)).not.toContain(
        "SST_RESOURCE_Customers",
      );
});
