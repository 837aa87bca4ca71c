/**
 * What a team fills in for its own AWS account, by stage. Plain data; all of it is optional.
 * How to: docs/deploy.md.
 */

export interface Domains {
  /** Where the API answers, e.g. `customers.example.com`; the address that API Gateway gives is then switched off. */
  api: string;
  /** Where the dashboard is: the only origin whose browsers may call the API. */
  dashboard: string;
  /**
   * Certificates in AWS Certificate Manager, for domains that are not in this account's Route 53: then the DNS records are
   * made by hand. CloudFront takes its certificate from us-east-1 only.
   */
  certificates?: { api: string; dashboard: string };
}

/** Custom domains, e.g. `{ production: { api: "customers.example.com", dashboard: "dashboard.example.com" } }`. */
export const domains: Readonly<Record<string, Domains>> = {};

/**
 * Tables restored from a backup that a stage uses in place of the ones it made, by their names in DynamoDB, e.g.
 * `{ production: { customers: "customers-restored" } }`. The stage does not change them.
 */
export const restoredTables: Readonly<
  Record<string, Partial<Record<"customers" | "organizations" | "events" | "search", string>>>
> = {};
