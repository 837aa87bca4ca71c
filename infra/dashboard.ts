/** The headers of every response with the dashboard, locally and on AWS. Plain data. */

/** The dashboard is built for this path and always served below it. */
export const DASHBOARD_PATH = "/dashboard/";

export const REFERRER_POLICY = "no-referrer";

/** Nothing inline, nothing from other origins; `api` is the API's origin, if it is another one. */
export const contentSecurityPolicy = (api?: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${api === undefined ? "" : ` ${api}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
