/**
 * The API, one row an operation: AWS routes, the local stack, IAM, the OpenAPI document and the tests all read these rows.
 * Plain data, so that a function can import its own row and carry nothing else.
 */
import type { Scope } from "../core/organizations/apiKey.ts";

/** The DynamoDB actions an operation needs on the customers table and on its indexes. */
export interface CustomersAccess {
  table?: readonly ("GetItem" | "BatchGetItem" | "PutItem" | "UpdateItem")[];
  indexes?: readonly ("byExternalId" | "byCreatedAt" | "byArchivedAt")[];
}

export interface Route {
  /** The operation's id in OpenAPI, and the name of its file in functions/. */
  operation: string;
  method: "GET" | "POST" | "PUT";
  /** All of them are one function. The alias at the root is for SDKs that drop /api. */
  paths: readonly string[];
  /** What the API key must be allowed to do; `any` valid key, or `none` without a key. */
  scope: Scope | "any" | "none";
  customers?: CustomersAccess;
  /** The DynamoDB actions it needs on the organizations table, beside reading one item, which every key's check does. */
  organizations?: readonly "Query"[];
  /** The DynamoDB actions it needs on the events table. */
  events?: readonly "Query"[];
  /** The DynamoDB actions it needs on the search table. */
  search?: readonly "Query"[];
}

export const createCustomer = {
  operation: "createCustomer",
  method: "POST",
  paths: ["/api/customers", "/customers"],
  scope: "write",
  customers: { table: ["PutItem", "GetItem"] },
} as const satisfies Route;

export const createCustomers = {
  operation: "createCustomers",
  method: "POST",
  paths: ["/api/customers/batch", "/customers/batch"],
  scope: "write",
  customers: { table: ["PutItem", "GetItem"] },
} as const satisfies Route;

export const getCustomer = {
  operation: "getCustomer",
  method: "GET",
  paths: ["/api/customers/{id}", "/customers/{id}"],
  scope: "read",
  customers: { table: ["GetItem"], indexes: ["byExternalId"] },
} as const satisfies Route;

export const updateCustomer = {
  operation: "updateCustomer",
  method: "PUT",
  paths: ["/api/customers/{id}", "/customers/{id}"],
  scope: "write",
  customers: { table: ["GetItem", "PutItem", "UpdateItem"], indexes: ["byExternalId"] },
} as const satisfies Route;

export const listCustomers = {
  operation: "listCustomers",
  method: "GET",
  paths: ["/api/customers", "/customers"],
  scope: "read",
  customers: { table: ["GetItem", "BatchGetItem"], indexes: ["byExternalId", "byCreatedAt", "byArchivedAt"] },
  search: ["Query"],
} as const satisfies Route;

export const listCustomerEvents = {
  operation: "listCustomerEvents",
  method: "GET",
  paths: ["/api/customers/{id}/events", "/customers/{id}/events"],
  scope: "read",
  customers: { table: ["GetItem"], indexes: ["byExternalId"] },
  events: ["Query"],
} as const satisfies Route;

export const listPlans = {
  operation: "listPlans",
  method: "GET",
  paths: ["/api/plans", "/plans"],
  scope: "read",
  organizations: ["Query"],
} as const satisfies Route;

export const getPlan = {
  operation: "getPlan",
  method: "GET",
  paths: ["/api/plans/{id}", "/plans/{id}"],
  scope: "read",
} as const satisfies Route;

export const createSubscription = {
  operation: "createSubscription",
  method: "POST",
  paths: ["/api/subscriptions", "/subscriptions"],
  scope: "write",
  customers: { table: ["UpdateItem"], indexes: ["byExternalId"] },
} as const satisfies Route;

export const getActiveSubscription = {
  operation: "getActiveSubscription",
  method: "GET",
  paths: ["/api/subscriptions/active", "/subscriptions/active"],
  scope: "read",
  customers: { table: ["GetItem"], indexes: ["byExternalId"] },
} as const satisfies Route;

export const cancelSubscription = {
  operation: "cancelSubscription",
  method: "POST",
  paths: ["/api/subscriptions/{id}/cancel", "/subscriptions/{id}/cancel"],
  scope: "write",
  customers: { table: ["GetItem", "UpdateItem"] },
} as const satisfies Route;

export const getMe = {
  operation: "getMe",
  method: "GET",
  paths: ["/api/me"],
  scope: "any",
} as const satisfies Route;

export const getOpenApi = {
  operation: "getOpenApi",
  method: "GET",
  paths: ["/api/openapi.json"],
  scope: "none",
} as const satisfies Route;

export const getHealth = {
  operation: "getHealth",
  method: "GET",
  paths: ["/health"],
  scope: "none",
} as const satisfies Route;

/** For people who follow an error's `doc_url`: a page of each code, and the list of them. */
export const getErrorPage = {
  operation: "getErrorPage",
  method: "GET",
  paths: ["/docs/errors/{id}", "/docs/errors"],
  scope: "none",
} as const satisfies Route;

export const routes: readonly Route[] = [
  createCustomer,
  createCustomers,
  getCustomer,
  updateCustomer,
  listCustomers,
  listCustomerEvents,
  listPlans,
  getPlan,
  createSubscription,
  getActiveSubscription,
  cancelSubscription,
  getMe,
  getOpenApi,
  getHealth,
  getErrorPage,
];

/** The function behind API Gateway's `$default` route, for every request that no route above takes. */
export const unmatchedRequest = "unmatchedRequest";
