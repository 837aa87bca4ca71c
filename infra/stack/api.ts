/** infra/routes.ts as an HTTP API of API Gateway: one function per operation, for all of its paths. */
import type { Domains } from "../deployment.ts";
import { type Route, routes, unmatchedRequest } from "../routes.ts";
import { feedSlots, logicalId, type StageSettings } from "../settings.ts";
import { type FunctionNeeds, functionArgs } from "./functions.ts";
import { permissionsOf } from "./permissions.ts";
import type { Publisher } from "./publisher.ts";
import type { Queues } from "./queues.ts";
import type { Tables } from "./tables.ts";

export interface Api {
  gateway: sst.aws.ApiGatewayV2;
  /** By operation. */
  functions: Record<string, sst.aws.Function>;
}

interface Addresses {
  /** Browsers may call the API from there only; without a dashboard, from nowhere. */
  dashboardOrigin: $util.Input<string> | undefined;
  domain: Domains | undefined;
}

/** What the functions that run as the publisher have of it. */
interface AsPublisher {
  publisher: Publisher;
  queues: Queues;
}

export function createApi(
  stage: string,
  settings: StageSettings,
  tables: Tables,
  addresses: Addresses,
  { publisher, queues }: AsPublisher,
): Api {
  const gateway = createGateway(settings, addresses);
  const functions: Api["functions"] = {};
  const createFunction = (
    operation: string,
    needs: Pick<FunctionNeeds, "permissions" | "environment" | "role">,
    own = {},
  ) => {
    const args = functionArgs(operation, { stage, settings, tables, timeout: "15 seconds", ...needs });
    const fn = new sst.aws.Function(logicalId(operation), { ...args, ...own });
    functions[operation] = fn;
    return fn.arn;
  };
  for (const route of routes) {
    const needs = {
      permissions: permissionsOf(route, tables),
      environment: {
        ...environmentOf(route, settings, tables),
        ...(route.runsAs ? { SUBSCRIBER_QUEUE_URLS: $jsonStringify(queues.urls) } : {}),
      },
      ...(route.runsAs ? { role: publisher.roleArn } : {}),
    };
    const arn = createFunction(route.operation, needs, route.waits ? waitingArgs(settings) : {});
    for (const key of route.keys) gateway.route(key, arn, { name: `${route.operation}${key}` });
  }
  gateway.route("$default", createFunction(unmatchedRequest, { permissions: [] }), { name: "default" });
  return { gateway, functions };
}

/** What a function reads besides the settings of all. */
const environmentOf = ({ events, search, subscriptions, waits }: Route, settings: StageSettings, tables: Tables) => ({
  ...(events ? { EVENTS_TABLE: tables.events.name, EVENT_RETENTION_DAYS: String(settings.eventRetentionDays) } : {}),
  ...(search ? { SEARCH_TABLE: tables.search.name } : {}),
  ...(subscriptions ? { SUBSCRIPTIONS_TABLE: tables.subscriptions.name } : {}),
  ...(waits ? { FEED_SLOTS: String(feedSlots(settings)) } : {}),
});

/**
 * A function that mostly waits costs its memory. It answers within 28 seconds, API Gateway gives up after 30, and others must
 * not lack the concurrency that it takes.
 */
const waitingArgs = ({ feedConcurrency }: StageSettings): Partial<sst.aws.FunctionArgs> => ({
  memory: "256 MB",
  timeout: "29 seconds",
  // 0 would stop it.
  ...(feedConcurrency > 0 ? { concurrency: { reserved: feedConcurrency } } : {}),
});

function createGateway(settings: StageSettings, { dashboardOrigin, domain }: Addresses): sst.aws.ApiGatewayV2 {
  return new sst.aws.ApiGatewayV2("Api", {
    accessLog: { retention: settings.logRetention },
    cors: dashboardOrigin === undefined ? false : corsOf(dashboardOrigin),
    ...(domain ? { domain: domainOf(domain) } : {}),
    transform: {
      api: (args) => {
        args.disableExecuteApiEndpoint = domain !== undefined;
      },
      stage: (args) => {
        args.accessLogSettings = $output(args.accessLogSettings).apply((settings) => ({
          destinationArn: settings?.destinationArn ?? "",
          format: ACCESS_LOG_FORMAT,
        }));
        args.defaultRouteSettings = {
          throttlingRateLimit: settings.requestsPerSecond.rate,
          throttlingBurstLimit: settings.requestsPerSecond.burst,
        };
      },
    },
  });
}

const domainOf = ({ api, certificates }: { api: string; certificates?: { api: string } }) =>
  certificates ? { name: api, dns: false as const, cert: certificates.api } : api;

const corsOf = (origin: $util.Input<string>) => ({
  allowOrigins: [origin],
  allowMethods: ["GET" as const, "HEAD" as const, "POST" as const, "PUT" as const, "PATCH" as const, "DELETE" as const],
  allowHeaders: [
    ...["content-type", "x-api-key", "idempotency-key", "if-match", "x-reason"],
    // Sent by later SDKs.
    ...["commet-version", "commet-client-info", "commet-client-telemetry"],
  ],
  exposeHeaders: ["commet-version", "etag", "retry-after", "x-request-id"],
  maxAge: "1 hour" as const,
});

/** No path, query or address: API Gateway would store them, and they contain external ids. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  routeKey: "$context.routeKey",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
});
