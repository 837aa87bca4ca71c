/** CloudFront: the dashboard's distribution, its function and that function's store. */
import { type Inputs, pascal, type ResourceType, type ResourceTypes } from "./resourceType.ts";

const keyValueStore: ResourceType = {
  create: async ({ name }, { cloudFront }) => {
    const { KeyValueStore } = await cloudFront.createKeyValueStore({ Name: name });
    return { id: name, outputs: { arn: KeyValueStore?.ARN } };
  },
  remove: async (id, _inputs, { cloudFront }) => {
    const { ETag } = await cloudFront.describeKeyValueStore({ Name: id });
    await cloudFront.deleteKeyValueStore({ Name: id, IfMatch: ETag });
  },
};

const cloudFrontFunction: ResourceType = {
  create: async ({ name, code, ...configuration }, { cloudFront }) => {
    const { ETag, FunctionSummary } = await cloudFront.createFunction({
      Name: name,
      FunctionCode: Buffer.from(code),
      FunctionConfig: functionConfigOf(configuration),
    });
    await cloudFront.publishFunction({ Name: name, IfMatch: ETag });
    return { id: name, outputs: { arn: FunctionSummary?.FunctionMetadata?.FunctionARN } };
  },
  changeable: ["code", "comment", "keyValueStoreAssociations"],
  change: async ({ name, code, ...configuration }, { cloudFront }, { id }) => {
    const { ETag } = await cloudFront.describeFunction({ Name: id, Stage: "DEVELOPMENT" });
    const updated = await cloudFront.updateFunction({
      Name: id,
      IfMatch: ETag,
      FunctionCode: Buffer.from(code),
      FunctionConfig: functionConfigOf(configuration),
    });
    await cloudFront.publishFunction({ Name: id, IfMatch: updated.ETag });
  },
  remove: async (id, _inputs, { cloudFront }) => {
    const { ETag } = await cloudFront.describeFunction({ Name: id, Stage: "DEVELOPMENT" });
    await cloudFront.deleteFunction({ Name: id, IfMatch: ETag });
  },
};

const functionConfigOf = ({ comment = "", runtime, keyValueStoreAssociations = [] }: Inputs) => ({
  Comment: comment,
  Runtime: runtime,
  KeyValueStoreAssociations: counted(keyValueStoreAssociations.map((arn: string) => ({ KeyValueStoreARN: arn }))),
});

/** CloudFront's API writes the length of a list beside it. */
const counted = (items: Inputs[] = []) => ({ Quantity: items.length, Items: items });

const headersPolicy: ResourceType = {
  create: async ({ name, securityHeadersConfig }, { cloudFront }) => {
    const ResponseHeadersPolicyConfig = { Name: name, SecurityHeadersConfig: pascal(securityHeadersConfig) };
    const { ResponseHeadersPolicy } = await cloudFront.createResponseHeadersPolicy({ ResponseHeadersPolicyConfig });
    return { id: ResponseHeadersPolicy?.Id ?? "" };
  },
  remove: async (id, _inputs, { cloudFront }) => {
    const { ETag } = await cloudFront.getResponseHeadersPolicy({ Id: id });
    await cloudFront.deleteResponseHeadersPolicy({ Id: id, IfMatch: ETag });
  },
};

const distribution: ResourceType = {
  create: async (inputs, { cloudFront }, name) => {
    const { Distribution } = await cloudFront.createDistribution({ DistributionConfig: configOf(inputs, name) });
    const { Id = "", ARN, DomainName } = Distribution ?? {};
    // CloudFront's own zone in Route 53, the same for all.
    return { id: Id, outputs: { arn: ARN, domainName: DomainName, hostedZoneId: "Z2FDTNDATAQYW2" } };
  },
  // CloudFront deletes only what is switched off.
  remove: async (id, _inputs, { cloudFront }) => {
    const { ETag, DistributionConfig } = await cloudFront.getDistributionConfig({ Id: id });
    if (!DistributionConfig) return;
    const off = { ...DistributionConfig, Enabled: false };
    const switched = await cloudFront.updateDistribution({ Id: id, IfMatch: ETag, DistributionConfig: off });
    await cloudFront.deleteDistribution({ Id: id, IfMatch: switched.ETag });
  },
};

function configOf({ comment, enabled, defaultCacheBehavior, origins, restrictions }: Inputs, name: string) {
  const { allowedMethods, cachedMethods, functionAssociations, ...behavior } = defaultCacheBehavior;
  return {
    CallerReference: `${name}-${crypto.randomUUID()}`,
    Comment: comment,
    Enabled: enabled,
    DefaultCacheBehavior: {
      ...pascal(behavior),
      AllowedMethods: { ...counted(allowedMethods), CachedMethods: counted(cachedMethods) },
      FunctionAssociations: counted(
        functionAssociations.map(({ eventType, functionArn }: Inputs) => ({
          EventType: eventType,
          FunctionARN: functionArn,
        })),
      ),
    },
    Origins: counted(origins.map(originOf)),
    Restrictions: { GeoRestriction: { RestrictionType: restrictions.geoRestriction.restrictionType, Quantity: 0 } },
    ViewerCertificate: { CloudFrontDefaultCertificate: true },
  };
}

const originOf = ({ originId, domainName, customOriginConfig }: Inputs) => ({
  Id: originId,
  DomainName: domainName,
  CustomOriginConfig: {
    HTTPPort: customOriginConfig.httpPort,
    HTTPSPort: customOriginConfig.httpsPort,
    OriginProtocolPolicy: customOriginConfig.originProtocolPolicy,
    OriginReadTimeout: customOriginConfig.originReadTimeout,
    OriginSslProtocols: counted(customOriginConfig.originSslProtocols),
  },
});

export const cloudFront: ResourceTypes = {
  "cloudfront/keyValueStore:KeyValueStore": keyValueStore,
  "cloudfront/function:Function": cloudFrontFunction,
  "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": headersPolicy,
  "cloudfront/distribution:Distribution": distribution,
};
