/** The headers of every response with the dashboard, locally and on AWS. Plain data. */

/** The dashboard is built for this path and always served below it. */
export const DASHBOARD_PATH = "/dashboard/";

export const REFERRER_POLICY = "no-referrer";

/**
 * What the page brings along for its first paint, by the hashes of dashboard/firstPaint.css and firstPaint.js; a test says
 * what they have to be.
 */
const FIRST_PAINT = {
  style: "'sha256-FD75rjYrusXggioEL0SYAhVk4o1PynfuYuy+gmNl380='",
  script: "'sha256-Q2gllhbBYvXMnfVffPyCamovUNh353AEXUxHEk90gFA='",
};

/**
 * Nothing else inline, and nothing from other origins; `api` is the API's origin, if it is another one.
 */
export const contentSecurityPolicy = (api?: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${FIRST_PAINT.script}`,
    `style-src 'self' ${FIRST_PAINT.style}`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${api === undefined ? "" : ` ${api}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
