import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentSecurityPolicy } from "../../infra/dashboard.ts";
import { root } from "../../synth/platform.ts";
import { synthesize } from "../../synth/synthesize.ts";
import { stage } from "./stages.ts";

const jay = stage("jay");
const shop = stage("shop");

/** The names of SST's own resources contain the provider's name. */
const own = ({ synthesis }: typeof jay, name: string) => {
  const found = synthesis.resources.find((resource) => resource.name.startsWith(`Dashboard${name}.sst.aws.`));
  // biome-ignore lint/suspicious/noExplicitAny: inputs of SST's own resources
  return found?.inputs as any;
};
const headersOf = ({ one }: typeof jay) =>
  one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "DashboardHeaders").inputs;

describe("The dashboard's files", () => {
  const files: { source: string; key: string; cacheControl: string; contentType: string }[] = own(
    jay,
    "AssetFiles",
  ).files;

  test("are those of the build, which a deployment repeats", () => {
    const { create, dir } = jay.one("command:local:Command", "DashboardBuilder").inputs;
    expect([create, dir]).toEqual(["npm run build", expect.stringMatching(/\/dashboard$/)]);
    expect(files.map(({ key }) => key)).toContain("index.html");
    for (const { source } of files) expect(existsSync(source)).toBe(true);
  });

  test("are kept for a year when a hash names them, and asked for again when it does not", () => {
    for (const { key, cacheControl } of files)
      expect([key, cacheControl]).toEqual([
        key,
        key === "index.html" ? "no-cache" : "public,max-age=31536000,immutable",
      ]);
    expect(files.filter(({ key }) => key !== "index.html" && !/^assets\/.+-[\w-]{8}\.\w+$/.test(key))).toEqual([]);
  });

  test("stay for open tabs when a deployment brings others", () => {
    expect([own(jay, "AssetFiles").purge, own(jay, "KvKeys").purge]).toEqual([false, false]);
  });

  test("are reached through CloudFront alone", () => {
    const access = jay.one(
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "DashboardAssetsPublicAccessBlock",
    );
    expect(access.inputs).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    });
  });
});

describe("A request to the dashboard", () => {
  test.each([
    ["/", "302 /dashboard/"],
    ["/customers", "302 /dashboard/"],
    ["/dashboard", "302 /dashboard/"],
    ["/dashboard/", "/index.html"],
    ["/dashboard/customers", "/index.html"],
    ["/dashboard/customers/user.name@acme.com", "/index.html"],
    ["/dashboard/config.json", "/config.json"],
    ["/dashboard/assets/gone-12345678.js", "/assets/gone-12345678.js"],
  ])("for %s ends at %s", async (uri, end) => {
    expect(await routed(jay, uri)).toBe(end);
  });
});

/** Runs the CloudFront function with the contents of its key value store. */
async function routed({ all }: typeof jay, uri: string): Promise<string> {
  const [fn] = all("aws:cloudfront/function:Function");
  const { namespace, entries } = own(jay, "KvKeys");
  const get = async (key: string) => {
    const value = entries[key.slice(`${namespace}:`.length)];
    if (value === undefined) throw new Error("not found");
    return value;
  };
  const code = String(fn?.inputs.code).replace(/^\s*import cf from "cloudfront";/, "");
  const cloudfront = { kvs: () => ({ get }), updateRequestOrigin: () => {} };
  const handler = new Function("cf", `${code}; return handler;`)(cloudfront);
  const request = { uri, headers: {}, querystring: {}, cookies: {}, method: "GET" };
  const result = await handler({ request, context: {} });
  return result.statusCode ? `${result.statusCode} ${result.headers.location.value}` : result.uri;
}

describe("The answers with the dashboard", () => {
  test.each([
    ["jay", "https://*.execute-api.us-east-1.amazonaws.com"],
    ["shop", "https://customers.example.com"],
  ] as const)("of %s let it load nothing from elsewhere, and speak to the API alone", (name, api) => {
    const { securityHeadersConfig } = headersOf(stage(name));
    expect(securityHeadersConfig).toEqual({
      contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(api), override: true },
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: "no-referrer", override: true },
      strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override: true },
    });
    expect(contentSecurityPolicy(api)).toContain(`connect-src 'self' ${api};`);
    const { defaultCacheBehavior } = stage(name).one(
      "aws:cloudfront/distribution:Distribution",
      "DashboardCdnDistribution",
    ).inputs;
    expect(defaultCacheBehavior.responseHeadersPolicyId).toMatch(
      new RegExp(`^clientela-${name}-dashboard-[0-9a-f]{6}-id$`),
    );
    expect(defaultCacheBehavior.viewerProtocolPolicy).toBe("redirect-to-https");
  });

  test("tell it where the API is, and the API answers its origin alone", () => {
    for (const [{ one, synthesis }, apiUrl, origin] of [
      [jay, "https://api.execute-api.us-east-1.amazonaws.com", "https://d111111abcdef8.cloudfront.net"],
      [shop, "https://customers.example.com", "https://dashboard.example.com"],
    ] as const) {
      const { key, bucket, content, contentType, cacheControl } = one(
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "DashboardConfig",
      ).inputs;
      expect([key, contentType, cacheControl]).toEqual(["config.json", "application/json", "no-cache"]);
      expect(JSON.parse(content)).toEqual({ apiUrl });
      expect(bucket).toBe(one("aws:s3/bucket:Bucket", "DashboardAssetsBucket").inputs.bucket);
      expect(one("aws:apigatewayv2/api:Api", "ApiApi").inputs.corsConfiguration.allowOrigins).toEqual([origin]);
      expect(synthesis.outputs).toMatchObject({ dashboardUrl: `${origin}/dashboard/` });
    }
  });
});

test("The dashboard has its own domain where a team gives it one, and no other address then", () => {
  const { inputs } = shop.one("aws:cloudfront/distribution:Distribution", "DashboardCdnDistribution");
  expect(inputs.aliases).toEqual(["dashboard.example.com"]);
  expect(inputs.viewerCertificate.minimumProtocolVersion).toBe("TLSv1.2_2021");
  const [fn] = shop.all("aws:cloudfront/function:Function");
  expect(fn?.inputs.code).toContain("cloudfront.net");
  expect(jay.one("aws:cloudfront/distribution:Distribution", "DashboardCdnDistribution").inputs.aliases).toEqual([]);
});

test("A stage without the dashboard needs no CloudFront, and lets no browser call its API", async () => {
  const source = (file: string) => readFileSync(join(root, file), "utf8");
  const { resources, outputs, remove } = await synthesize("bare", {
    "infra/deployment.ts": source("infra/deployment.ts").replace("dashboard: boolean = true", "dashboard = false"),
    // Without operations it is synthesized in a moment.
    "infra/routes.ts": source("infra/routes.ts").replace(/(const routes: .* = \[)[^\]]*/, "$1"),
  });
  remove();
  expect(
    resources.filter(({ type, name }) => /cloudfront|command:local/.test(type) || /^Dashboard/.test(name)),
  ).toEqual([]);
  const api = resources.find(({ type }) => type === "aws:apigatewayv2/api:Api");
  expect(api?.inputs.corsConfiguration).toEqual({});
  expect(outputs).toMatchObject({ url: expect.stringMatching(/^https:/) });
  expect(outputs).not.toHaveProperty("dashboardUrl");
});
