/**
 * The API, one row per operation: AWS routes, the local stack, IAM, the OpenAPI document and the tests all read these
 * rows. Plain data, so that a function can import its own row and bundle nothing else.
 */
import type { Scope } from "../core/organizations/apiKey.ts";

/** The DynamoDB actions an operation needs on the customers table and on its indexes. */
export interface CustomersAccess {
  table?: readonly ("GetItem" | "BatchGetItem" | "PutItem" | "UpdateItem" | "ConditionCheckItem")[];
  indexes?: readonly ("byExternalId" | "byCreatedAt" | "byArchivedAt")[];
}

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Route {
  /** The operation's id in OpenAPI, and the name of its file in functions/. */
  operation: string;
  /**
   * API Gateway's route keys, all for one function: below /api as in the guide, below /api/v1 for later SDKs, and at
   * the root for SDKs that drop either.
   */
  keys: readonly `${Method} /${string}`[];
  /** The scope that the API key must have; `any` for any valid key, `none` for no key. */
  scope: Scope | "any" | "none";
  /** Another scope that it must have as well. */
  andScope?: Scope;
  customers?: CustomersAccess;
  /** The DynamoDB actions it needs on the organizations table, besides GetItem, which every key's check needs. */
  organizations?: readonly ("Query" | "BatchGetItem" | "PutItem" | "UpdateItem" | "ConditionCheckItem")[];
  /** The DynamoDB actions it needs on the events table. */
  events?: readonly ("BatchGetItem" | "BatchWriteItem" | "DeleteItem" | "GetItem" | "Query" | "UpdateItem")[];
  /** It may keep callers waiting. */
  waits?: true;
  /** The DynamoDB actions it needs on the search table. */
  search?: readonly ("BatchGetItem" | "DeleteItem" | "Query")[];
  /** The DynamoDB actions it needs on the subscriptions table and on its index. */
  subscriptions?: {
    table?: readonly ("DeleteItem" | "GetItem" | "Query" | "UpdateItem")[];
    indexes?: readonly "byCreatedAt"[];
  };
  /** It moves and removes the marks of parked events. */
  redrives?: true;
  /** Whose role the function has, if not one of its own: that one is granted what this row names, too. */
  runsAs?: "publisher";
}

export const createCustomer = {
  operation: "createCustomer",
  keys: ["POST /api/customers", "POST /api/v1/customers", "POST /customers"],
  scope: "write",
  customers: { table: ["PutItem", "GetItem"] },
} as const satisfies Route;

export const createCustomers = {
  operation: "createCustomers",
  keys: ["POST /api/customers/batch", "POST /api/v1/customers/batch", "POST /customers/batch"],
  scope: "write",
  customers: { table: ["PutItem", "GetItem"] },
} as const satisfies Route;

export const getCustomer = {
  operation: "getCustomer",
  keys: ["GET /api/customers/{id}", "GET /api/v1/customers/{id}", "GET /customers/{id}"],
  scope: "read",
  customers: { table: ["GetItem"], indexes: ["byExternalId"] },
  events: ["Query"],
} as const satisfies Route;

export const updateCustomer = {
  operation: "updateCustomer",
  keys: [
    "PUT /api/customers/{id}",
    "PATCH /api/v1/customers/{id}",
    "PUT /api/v1/customers/{id}",
    "PUT /customers/{id}",
  ],
  scope: "write",
  customers: { table: ["GetItem", "PutItem", "UpdateItem"], indexes: ["byExternalId"] },
} as const satisfies Route;

export const eraseCustomer = {
  operation: "eraseCustomer",
  keys: ["POST /api/customers/{id}/erase", "POST /api/v1/customers/{id}/erase"],
  scope: "erase",
  andScope: "write",
  customers: { table: ["GetItem", "PutItem", "UpdateItem"], indexes: ["byExternalId"] },
  organizations: ["PutItem", "UpdateItem"],
  events: ["BatchWriteItem", "DeleteItem", "Query", "UpdateItem"],
  search: ["BatchGetItem", "DeleteItem"],
  subscriptions: { table: ["DeleteItem", "Query"] },
} as const satisfies Route;

export const listErasures = {
  operation: "listErasures",
  keys: ["GET /api/erasures", "GET /api/v1/erasures"],
  scope: "read",
  organizations: ["Query", "BatchGetItem"],
} as const satisfies Route;

export const listCustomers = {
  operation: "listCustomers",
  keys: ["GET /api/customers", "GET /api/v1/customers", "GET /customers"],
  scope: "read",
  customers: { table: ["GetItem", "BatchGetItem"], indexes: ["byExternalId", "byCreatedAt", "byArchivedAt"] },
  organizations: ["BatchGetItem"],
  search: ["Query"],
} as const satisfies Route;

export const listCustomerEvents = {
  operation: "listCustomerEvents",
  keys: ["GET /api/customers/{id}/events", "GET /api/v1/customers/{id}/events", "GET /customers/{id}/events"],
  scope: "read",
  customers: { table: ["GetItem"], indexes: ["byExternalId"] },
  events: ["Query"],
} as const satisfies Route;

export const listEvents = {
  operation: "listEvents",
  keys: ["GET /api/events", "GET /api/v1/events", "GET /events"],
  scope: "read",
  events: ["BatchGetItem", "GetItem", "Query"],
  waits: true,
} as const satisfies Route;

export const listPlans = {
  operation: "listPlans",
  keys: ["GET /api/plans", "GET /api/v1/plans", "GET /plans"],
  scope: "read",
  organizations: ["Query"],
} as const satisfies Route;

export const getPlan = {
  operation: "getPlan",
  keys: ["GET /api/plans/{id}", "GET /api/v1/plans/{id}", "GET /plans/{id}"],
  scope: "read",
} as const satisfies Route;

export const createSubscription = {
  operation: "createSubscription",
  keys: ["POST /api/subscriptions", "POST /api/v1/subscriptions", "POST /subscriptions"],
  scope: "write",
  customers: { table: ["ConditionCheckItem", "UpdateItem"], indexes: ["byExternalId"] },
  subscriptions: { table: ["GetItem", "UpdateItem"] },
} as const satisfies Route;

export const listSubscriptions = {
  operation: "listSubscriptions",
  keys: ["GET /api/subscriptions", "GET /api/v1/subscriptions", "GET /subscriptions"],
  scope: "read",
  customers: { table: ["GetItem"], indexes: ["byExternalId", "byCreatedAt"] },
  organizations: ["BatchGetItem"],
  subscriptions: { indexes: ["byCreatedAt"] },
} as const satisfies Route;

export const getSubscription = {
  operation: "getSubscription",
  keys: ["GET /api/subscriptions/{id}", "GET /api/v1/subscriptions/{id}", "GET /subscriptions/{id}"],
  scope: "read",
  customers: { table: ["GetItem"] },
  subscriptions: { table: ["GetItem"] },
} as const satisfies Route;

export const getActiveSubscription = {
  operation: "getActiveSubscription",
  keys: ["GET /api/subscriptions/active", "GET /api/v1/subscriptions/active", "GET /subscriptions/active"],
  scope: "read",
  customers: { table: ["GetItem"], indexes: ["byExternalId"] },
} as const satisfies Route;

export const cancelSubscription = {
  operation: "cancelSubscription",
  keys: [
    "POST /api/subscriptions/{id}/cancel",
    "POST /api/v1/subscriptions/{id}/cancel",
    "POST /subscriptions/{id}/cancel",
  ],
  scope: "write",
  customers: { table: ["GetItem", "UpdateItem"] },
  subscriptions: { table: ["GetItem"] },
} as const satisfies Route;

export const createApiKey = {
  operation: "createApiKey",
  keys: ["POST /api/api-keys", "POST /api/v1/api-keys"],
  scope: "keys",
  organizations: ["PutItem", "ConditionCheckItem"],
} as const satisfies Route;

export const listApiKeys = {
  operation: "listApiKeys",
  keys: ["GET /api/api-keys", "GET /api/v1/api-keys"],
  scope: "keys",
  organizations: ["Query", "BatchGetItem"],
} as const satisfies Route;

export const updateApiKey = {
  operation: "updateApiKey",
  keys: ["PATCH /api/api-keys/{id}", "PATCH /api/v1/api-keys/{id}"],
  scope: "keys",
  organizations: ["UpdateItem", "ConditionCheckItem"],
} as const satisfies Route;

export const deleteApiKey = {
  operation: "deleteApiKey",
  keys: ["DELETE /api/api-keys/{id}", "DELETE /api/v1/api-keys/{id}"],
  scope: "keys",
  organizations: ["UpdateItem", "ConditionCheckItem"],
} as const satisfies Route;

export const listSubscribers = {
  operation: "listSubscribers",
  keys: ["GET /api/subscribers", "GET /api/v1/subscribers"],
  scope: "read",
  events: ["Query"],
} as const satisfies Route;

export const listParkedCustomers = {
  operation: "listParkedCustomers",
  keys: ["GET /api/subscribers/{name}/parked", "GET /api/v1/subscribers/{name}/parked"],
  scope: "read",
  customers: { table: ["GetItem"], indexes: ["byExternalId"] },
  events: ["BatchGetItem", "Query"],
} as const satisfies Route;

export const redriveSubscriber = {
  operation: "redriveSubscriber",
  keys: ["POST /api/subscribers/{name}/redrive", "POST /api/v1/subscribers/{name}/redrive"],
  scope: "write",
  customers: { table: ["GetItem"], indexes: ["byExternalId"] },
  events: ["BatchGetItem", "Query"],
  organizations: ["ConditionCheckItem"],
  redrives: true,
  // Queues of other accounts let nobody else of the stage send.
  runsAs: "publisher",
} as const satisfies Route;

export const getMe = {
  operation: "getMe",
  keys: ["GET /api/me", "GET /api/v1/me"],
  scope: "any",
} as const satisfies Route;

export const getOpenApi = {
  operation: "getOpenApi",
  keys: [
    "GET /api/openapi.json",
    "GET /api/v1/openapi.json",
    // An HTTP API takes HEAD for no GET route. Monitors and link checkers ask so.
    "HEAD /api/openapi.json",
    "HEAD /api/v1/openapi.json",
  ],
  scope: "none",
} as const satisfies Route;

export const getHealth = {
  operation: "getHealth",
  keys: ["GET /health", "HEAD /health"],
  scope: "none",
} as const satisfies Route;

/** For people who follow an error's `doc_url`: a page for each code, and a list of them. */
export const getErrorPage = {
  operation: "getErrorPage",
  keys: ["GET /docs/errors/{id}", "GET /docs/errors", "HEAD /docs/errors/{id}", "HEAD /docs/errors"],
  scope: "none",
} as const satisfies Route;

export const routes: readonly Route[] = [
  createCustomer,
  createCustomers,
  getCustomer,
  updateCustomer,
  eraseCustomer,
  listErasures,
  listCustomers,
  listCustomerEvents,
  listEvents,
  listPlans,
  getPlan,
  createSubscription,
  listSubscriptions,
  getSubscription,
  getActiveSubscription,
  cancelSubscription,
  createApiKey,
  listApiKeys,
  updateApiKey,
  deleteApiKey,
  listSubscribers,
  listParkedCustomers,
  redriveSubscriber,
  getMe,
  getOpenApi,
  getHealth,
  getErrorPage,
];

/** The methods and paths of a route. */
export const requestsOf = ({ keys }: Route): { method: Method; path: string }[] =>
  keys.map((key) => {
    const [method, path = ""] = key.split(" ");
    return { method: method as Method, path };
  });

/** The function for API Gateway's `$default` route, which takes every request that matches no route above. */
export const unmatchedRequest = "unmatchedRequest";
