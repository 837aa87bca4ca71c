/** Mocked AWS responses for SST's components: enough for every output that our code reads. */
import { createHash } from "node:crypto";
import { policyDocument } from "./policyDocument.ts";

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";

type Values = Record<string, unknown>;

/** A resource as the program registers it. */
export interface Registration {
  type: string;
  name: string;
  inputs: Values;
  /** Set when the resource is looked up, not created. */
  id?: string;
}

/** The id and the outputs of a new resource. */
export function createdResource({ type, name, inputs, id }: Registration): { id: string; state: Values } {
  const physical = String(inputs.name ?? inputs.bucket ?? (id || name));
  const state = { ...inputs, name: physical, arn: arnOf(type, physical), ...outputsOf(type, physical, inputs) };
  return { id: type === "aws:sqs/queue:Queue" ? queueUrl(physical) : `${physical}-id`, state };
}

function arnOf(type: string, name: string): string {
  const service = /^aws:([^/]+)\//.exec(type)?.[1] ?? "x";
  const arns: Record<string, string> = {
    "aws:dynamodb/table:Table": `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`,
    "aws:iam/role:Role": `arn:aws:iam::${ACCOUNT}:role/${name}`,
    "aws:lambda/function:Function": `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
    "aws:cloudwatch/logGroup:LogGroup": `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`,
    "aws:s3/bucket:Bucket": `arn:aws:s3:::${name}`,
  };
  return arns[type] ?? `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
}

const queueUrl = (name: string) => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;

function outputsOf(type: string, name: string, inputs: Values): Values {
  switch (type) {
    case "aws:dynamodb/table:Table":
      return { streamEnabled: true, ...inputs, streamArn: `${arnOf(type, name)}/stream/2030-01-01T00:00:00.000` };
    case "aws:sqs/queue:Queue":
      return { url: queueUrl(name) };
    case "aws:s3/bucket:Bucket":
      return { bucket: name, bucketRegionalDomainName: `${name}.s3.${REGION}.amazonaws.com` };
    case "aws:apigatewayv2/api:Api":
      return {
        apiEndpoint: `https://api.execute-api.${REGION}.amazonaws.com`,
        executionArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:api`,
      };
    case "aws:apigatewayv2/domainName:DomainName":
      return {
        domainNameConfiguration: {
          ...(inputs.domainNameConfiguration as Values),
          targetDomainName: "target.example",
          hostedZoneId: "Z1",
        },
      };
    case "aws:acm/certificate:Certificate":
      return {
        domainValidationOptions: [
          {
            domainName: inputs.domainName,
            resourceRecordName: "_x",
            resourceRecordType: "CNAME",
            resourceRecordValue: "_y",
          },
        ],
      };
    case "aws:cloudfront/distribution:Distribution":
      return { domainName: "d111111abcdef8.cloudfront.net", hostedZoneId: "Z2" };
    case "aws:lambda/eventSourceMapping:EventSourceMapping":
      return { uuid: `00000000-0000-4000-8000-${createHash("sha256").update(name).digest("hex").slice(0, 12)}` };
    case "random:index/randomBytes:RandomBytes":
      return { base64: Buffer.alloc(32, 7).toString("base64") };
    case "random:index/randomPassword:RandomPassword":
      return { result: "0".repeat(Number(inputs.length)) };
    default:
      return {};
  }
}

/** The result of a lookup. */
export function lookup({ token, inputs }: { token: string; inputs: Values }): Values {
  switch (token) {
    case "aws:index/getRegion:getRegion":
      return { name: REGION, region: REGION, id: REGION };
    case "aws:index/getPartition:getPartition":
      return { partition: "aws" };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId: ACCOUNT };
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return policyDocument(inputs);
    case "aws:route53/getZone:getZone":
      return { zoneId: "Z0", id: "Z0", ...inputs };
    case "aws:route53/getZones:getZones":
      return { ids: ["Z0"] };
    default:
      return inputs;
  }
}
