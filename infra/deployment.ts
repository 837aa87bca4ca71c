/**
 * Settings for a team's own AWS account, by stage. Plain data, all optional.
 * How to: docs/deploy.md.
 */

/**
 * The stages that keep their data. A deployment gives them alarms, recovery and the settings of production, `sst remove`
 * is refused, and their objects are live (`livemode`). Every other stage is gone with `sst remove`.
 */
export const stagesThatKeepData: readonly string[] = ["production"];

/** Stages of that list that may be removed with all their data: docs/deploy.md, "Remove production". */
export const stagesToRemove: readonly string[] = [];

/**
 * Regions in which a stage runs besides its first one, in the same account, e.g. `{ production: ["eu-west-1"] }`. There
 * its name in what the whole account shares, in `budgets`, `domains` and `restoredTables` below, and in `external` of
 * infra/subscribers.ts, has the region behind it: `production-eu-west-1`.
 */
export const furtherRegions: Readonly<Record<string, readonly string[]>> = {};

/** Whether stages have the dashboard. Without it they need no CloudFront, which AWS refuses to some new accounts. */
export const dashboard: boolean = true;

export interface Budget {
  dollarsAMonth: number;
  /** Gets a mail when the account has cost more this month, and when it is about to. */
  email: string;
}

/**
 * Budgets, by the stage that makes them, e.g. `{ production: { dollarsAMonth: 50, email: "oncall@example.com" } }`. AWS
 * counts the whole account: it cannot tell one stage's costs from another's.
 */
export const budgets: Readonly<Record<string, Budget>> = {};

/**
 * How many functions at most answer `GET /api/events`, and are kept for it, by stage, e.g. `{ production: 40 }`. Three of four
 * may keep a reader waiting (`wait`). A stage without a row keeps none: its readers share the account's concurrency with all
 * other functions, so only 3 of them may wait. AWS demands that 10 of the account's are left, and new accounts have no more.
 */
export const feedConcurrency: Readonly<Record<string, number>> = {};

export interface Domains {
  /** The API's domain, e.g. `customers.example.com`. The address that API Gateway provides is then switched off. */
  api: string;
  /** The dashboard's domain: the only origin from which browsers may call the API. */
  dashboard: string;
  /**
   * Certificates in AWS Certificate Manager, for domains that are not in this account's Route 53. DNS records must then
   * be created by hand. CloudFront only takes certificates from us-east-1.
   */
  certificates?: { api: string; dashboard: string };
}

/** Custom domains, e.g. `{ production: { api: "customers.example.com", dashboard: "dashboard.example.com" } }`. */
export const domains: Readonly<Record<string, Domains>> = {};

/**
 * Tables restored from a backup that a stage uses instead of its own, by their names in DynamoDB, e.g.
 * `{ production: { customers: "customers-restored" } }`. The stage does not change them.
 */
export const restoredTables: Readonly<
  Record<string, Partial<Record<"customers" | "organizations" | "events" | "search" | "subscriptions", string>>>
> = {};
