/** The dashboard's files in a bucket behind CloudFront. */
import { contentSecurityPolicy, DASHBOARD_PATH, REFERRER_POLICY } from "../dashboard.ts";
import type { Domains } from "../deployment.ts";
import { generatedName } from "./names.ts";

export interface Dashboard {
  /** The `Origin` header that a browser sends. */
  origin: $util.Input<string>;
  /** The dashboard's address. */
  url: $util.Output<string>;
  /** Tells the dashboard the API's URL. The API is created later, because it must know the dashboard's origin. */
  useApi: (apiUrl: $util.Input<string>) => void;
}

export function createDashboard(stage: string, domain: Domains | undefined): Dashboard {
  const policy = createHeaders(stage, domain?.api);
  const site = new sst.aws.StaticSite("Dashboard", {
    path: "dashboard",
    build: { command: "npm run build", output: "dist" },
    vite: { types: "../.sst/dashboard-env.d.ts" },
    ...(domain ? { domain: domainOf(domain) } : {}),
    assets: {
      // A tab opened before a deployment still finds its files.
      purge: false,
      routes: [CONFIG],
      fileOptions: [
        { files: "**", cacheControl: "public,max-age=31536000,immutable" },
        { files: "**/*.html", cacheControl: "no-cache" },
      ],
    },
    edge: { viewerRequest: { injection: BELOW_ITS_PATH } },
    transform: {
      assets: { cors: false },
      cdn: (args) => {
        args.defaultCacheBehavior = $output(args.defaultCacheBehavior).apply((behavior) => ({
          ...behavior,
          responseHeadersPolicyId: policy.id,
        }));
      },
    },
  });
  return {
    origin: domain ? `https://${domain.dashboard}` : site.url,
    url: $interpolate`${site.url}${DASHBOARD_PATH}`,
    useApi: (apiUrl) => {
      const bucket = site.nodes.assets;
      if (!bucket) throw new Error("The dashboard has no bucket");
      new aws.s3.BucketObjectv2("DashboardConfig", {
        bucket: bucket.name,
        key: CONFIG,
        content: $jsonStringify({ apiUrl }),
        contentType: "application/json",
        cacheControl: "no-cache",
      });
    },
  };
}

/** Separate from the build, so that one build serves every stage. */
const CONFIG = "config.json";

/** The build expects this path, but its files are in the bucket's root. */
const BELOW_ITS_PATH = `
  if (!event.request.uri.startsWith("${DASHBOARD_PATH}"))
    return { statusCode: 302, statusDescription: "Found", headers: { location: { value: "${DASHBOARD_PATH}" } } };
  event.request.uri = event.request.uri.slice(${DASHBOARD_PATH.length - 1});
`;

/** CloudFront only takes certificates from us-east-1. */
const domainOf = ({ dashboard, certificates }: { dashboard: string; certificates?: { dashboard: string } }) =>
  certificates ? { name: dashboard, dns: false as const, cert: certificates.dashboard } : dashboard;

/**
 * Without a domain, the API's address is not known yet when this is created; it will be one of API Gateway's in this
 * region.
 */
function createHeaders(stage: string, apiDomain: string | undefined): aws.cloudfront.ResponseHeadersPolicy {
  const api = apiDomain ?? $interpolate`*.execute-api.${aws.getRegionOutput().region}.amazonaws.com`;
  const securityHeadersConfig = {
    contentSecurityPolicy: {
      contentSecurityPolicy: $output(api).apply((api) => contentSecurityPolicy(`https://${api}`)),
      override: true,
    },
    contentTypeOptions: { override: true },
    referrerPolicy: { referrerPolicy: REFERRER_POLICY, override: true },
    strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override: true },
  };
  return new aws.cloudfront.ResponseHeadersPolicy(
    "DashboardHeaders",
    { name: generatedName(stage, "dashboard"), securityHeadersConfig },
    { ignoreChanges: ["name"] },
  );
}
