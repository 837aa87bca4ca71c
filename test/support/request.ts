import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { ApiRequest } from "../../core/http/request.ts";

/** What a test says about an event. */
export interface EventFields extends Partial<Omit<APIGatewayProxyEventV2, "requestContext">> {
  method?: string;
}

/** An event as API Gateway builds it, with what a test says about it. */
export const eventOf = ({ method = "GET", ...fields }: EventFields = {}): APIGatewayProxyEventV2 => ({
  version: "2.0",
  routeKey: "GET /api/customers",
  rawPath: "/api/customers",
  rawQueryString: "",
  headers: {},
  isBase64Encoded: false,
  ...fields,
  requestContext: {
    accountId: "anonymous",
    apiId: "api",
    domainName: "customers.example.com",
    domainPrefix: "customers",
    http: { method, path: "/api/customers", protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "" },
    requestId: "request-1",
    routeKey: "GET /api/customers",
    stage: "$default",
    time: "",
    timeEpoch: 0,
  },
});

/** The event as handlers read it. */
export const requestOf = (fields?: EventFields): ApiRequest => new ApiRequest(eventOf(fields));
