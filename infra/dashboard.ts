/** What every answer with the dashboard says to browsers, on a laptop and in AWS. Plain data. */

/** Below this path, wherever it is served: it is built for it. */
export const DASHBOARD_PATH = "/dashboard/";

export const REFERRER_POLICY = "no-referrer";

/** Nothing inline, nothing from elsewhere; `api` is where the API answers, if that is another origin. */
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
