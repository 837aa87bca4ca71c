import { describe, expect, test } from "vitest";
import { MAX_WAIT_SECONDS } from "../../core/events/feed.ts";
import { requestsOf, routes } from "../../infra/routes.ts";
import { feedSlots } from "../../infra/settings.ts";
import { FUNCTION, fileOf, stage } from "./stages.ts";

const production = stage("production");
const shop = stage("shop");

const routeTargets = ({ all, one }: typeof production): Record<string, string> =>
  Object.fromEntries(
    all("aws:apigatewayv2/route:Route").map(({ name, inputs }) => {
      const integration = one("aws:apigatewayv2/integration:Integration", name.replace(/Route$/, "Integration"));
      expect(inputs.target).toBe(`integrations/${integration.name}-id`);
      expect(integration.inputs).toMatchObject({ integrationType: "AWS_PROXY", payloadFormatVersion: "2.0" });
      return [inputs.routeKey, integration.inputs.integrationUri];
    }),
  );

describe("The HTTP API", () => {
  test("sends every path of an operation to the one function of that operation, and the rest to $default's", () => {
    const arnOf = (file: string) =>
      `arn:aws:lambda:us-east-1:123456789012:function:${production.functionOf(file).inputs.name}`;
    const expected = Object.fromEntries(
      routes.flatMap(({ keys, operation }) => keys.map((key) => [key, arnOf(operation)])),
    );
    expect(routeTargets(production)).toEqual({ ...expected, $default: arnOf("unmatchedRequest") });
  });

  test("may invoke each of its functions", () => {
    const allowed = production
      .all("aws:lambda/permission:Permission")
      .map(({ inputs }) => inputs)
      .filter(({ principal }) => principal !== "events.amazonaws.com");
    for (const permission of allowed)
      expect(permission).toMatchObject({
        principal: "apigateway.amazonaws.com",
        sourceArn: "arn:aws:execute-api:us-east-1:123456789012:api/*",
      });
    expect(new Set(allowed.map((permission) => permission.function))).toEqual(
      new Set(Object.values(routeTargets(production))),
    );
  });

  test("logs the route, the status, the request id and the latency of a request, and nothing else", () => {
    const { accessLogSettings } = production.one("aws:apigatewayv2/stage:Stage", "ApiStage").inputs;
    expect(JSON.parse(accessLogSettings.format)).toEqual({
      requestId: "$context.requestId",
      routeKey: "$context.routeKey",
      status: "$context.status",
      latencyMs: "$context.responseLatency",
    });
    const log = production.one("aws:cloudwatch/logGroup:LogGroup", "ApiAccessLog");
    expect(accessLogSettings.destinationArn).toContain(log.inputs.name);
    expect(log.inputs.retentionInDays).toBe(90);
  });

  test.each([
    ["production", { throttlingRateLimit: 1_000, throttlingBurstLimit: 2_000 }],
    ["jay", { throttlingRateLimit: 50, throttlingBurstLimit: 100 }],
  ] as const)("of %s lets through so many requests a second: %j", (name, limits) => {
    const { defaultRouteSettings } = stage(name).one("aws:apigatewayv2/stage:Stage", "ApiStage").inputs;
    expect(defaultRouteSettings).toEqual(limits);
  });

  test("with domains answers browsers of the dashboard's origin only, at its own domain only", () => {
    const { corsConfiguration, disableExecuteApiEndpoint } = shop.one("aws:apigatewayv2/api:Api", "ApiApi").inputs;
    expect(corsConfiguration).toEqual({
      allowOrigins: ["https://dashboard.example.com"],
      allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
      allowHeaders: [
        ...["content-type", "x-api-key", "idempotency-key", "if-match", "x-reason"],
        ...["commet-version", "commet-client-info", "commet-client-telemetry"],
      ],
      exposeHeaders: ["commet-version", "etag", "retry-after", "x-request-id"],
      maxAge: 3600,
    });
    expect(disableExecuteApiEndpoint).toBe(true);
    const domain = shop.one("aws:apigatewayv2/domainName:DomainName", "ApiDomainName").inputs;
    expect(domain).toMatchObject({
      domainName: "customers.example.com",
      domainNameConfiguration: { securityPolicy: "TLS_1_2" },
    });
    expect(shop.all("aws:apigatewayv2/apiMapping:ApiMapping").length).toBe(1);
    expect(shop.synthesis.outputs).toMatchObject({ url: "https://customers.example.com" });
  });

  test("allows every method that a route has to the dashboard", () => {
    const { allowMethods } = shop.one("aws:apigatewayv2/api:Api", "ApiApi").inputs.corsConfiguration;
    expect(new Set(allowMethods)).toEqual(new Set(routes.flatMap(requestsOf).map(({ method }) => method)));
  });

  test("without a domain answers browsers of the dashboard's own address only, at API Gateway's", () => {
    const { corsConfiguration, disableExecuteApiEndpoint } = production.one(
      "aws:apigatewayv2/api:Api",
      "ApiApi",
    ).inputs;
    expect(corsConfiguration.allowOrigins).toEqual(["https://d111111abcdef8.cloudfront.net"]);
    expect(disableExecuteApiEndpoint).toBe(false);
    expect(production.all("aws:apigatewayv2/domainName:DomainName")).toEqual([]);
  });
});

describe("The function that may keep readers waiting", () => {
  const settingsOn = ({ functionOf }: typeof production) => {
    const { memorySize, reservedConcurrentExecutions, environment } = functionOf("listEvents").inputs;
    return { memorySize, reservedConcurrentExecutions, slots: environment.variables.FEED_SLOTS };
  };

  test("is small, and where functions are kept for it, lets fewer readers wait than there are", () => {
    expect(settingsOn(shop)).toEqual({ memorySize: 256, reservedConcurrentExecutions: 40, slots: "30" });
    expect([1, 2, 3, 4, 1_000].map((feedConcurrency) => feedSlots({ feedConcurrency }))).toEqual([0, 1, 2, 3, 750]);
  });

  test("takes no more than three of the account's functions where none is kept for it", () => {
    expect(settingsOn(production)).toEqual({
      memorySize: 256,
      reservedConcurrentExecutions: undefined,
      slots: "3",
    });
  });

  test("is the only one that functions are kept for", () => {
    const kept = shop.all(FUNCTION).filter(({ inputs }) => inputs.reservedConcurrentExecutions !== undefined);
    expect(kept.map(({ inputs }) => fileOf(inputs.name))).toEqual(["listEvents"]);
  });
});

describe("Every function", () => {
  const functions = production.all(FUNCTION).map(({ inputs }) => [inputs.name, inputs] as const);

  const groupOf = (name: string) =>
    production.one(
      "aws:cloudwatch/logGroup:LogGroup",
      production.functionOf(fileOf(name)).name.replace(/Function$/, "LogGroup"),
    );

  test.each(functions)("%s runs on Node 24 on arm64 with JSON logs of its own group", (name, inputs) => {
    expect(inputs).toMatchObject({
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "bundle.handler",
      tracingConfig: { mode: "PassThrough" },
      loggingConfig: { logFormat: "JSON", systemLogLevel: "WARN", logGroup: groupOf(name).inputs.name },
    });
  });

  test.each(functions)("%s keeps its log for 90 days, in a group that its role may write to", (name) => {
    const { inputs } = groupOf(name);
    expect(inputs.retentionInDays).toBe(90);
    const allowed = production
      .statementsOf(fileOf(name))
      .filter(({ Action }) => Action.includes("logs:PutLogEvents"))
      .flatMap(({ Resource }) => Resource.filter((resource) => resource.endsWith("-*:*")));
    const group = `arn:aws:logs:us-east-1:123456789012:log-group:${inputs.name}`;
    expect(allowed.filter((resource) => group.startsWith(resource.replace(/\*:\*$/, "")))).toHaveLength(1);
  });

  test.each(functions)("%s and its log have names of their own for each stage, which no later one meets", (name) => {
    const file = fileOf(name);
    for (const physical of [name, groupOf(name).inputs.name.replace("/aws/lambda/", "")])
      expect(physical).toMatch(new RegExp(`^clientela-production-${file}-[0-9a-f]{6}$`));
  });

  test.each(functions)("%s has no secret of ours in its environment", (_name, { environment }) => {
    const ours = Object.keys(environment.variables).filter((name) => !name.startsWith("SST_"));
    const allowed = [
      "STAGE",
      "LIVEMODE",
      "CUSTOMERS_TABLE",
      "ORGANIZATIONS_TABLE",
      "EVENTS_TABLE",
      "SEARCH_TABLE",
      "SUBSCRIPTIONS_TABLE",
      "EVENT_RETENTION_DAYS",
      "FEED_SLOTS",
      "SUBSCRIBER_QUEUE_URLS",
      "API_URL",
    ];
    // What SST links to a function is in its code, encrypted.
    expect(JSON.stringify(environment.variables)).not.toContain("ck_");
    expect(ours.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test("of the API answers within API Gateway's 30 seconds, after its own 8", () => {
    for (const { operation, waits } of routes)
      expect(production.functionOf(operation).inputs.timeout).toBe(waits ? MAX_WAIT_SECONDS + 9 : 15);
  });
});
