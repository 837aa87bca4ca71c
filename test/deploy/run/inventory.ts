/** What an account has. */
import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import type { Clients } from "../../stage/emulator/clients.ts";

/** A line for each thing, e.g. `table clientela-jay-CustomersTable-abcdefgh`, in order. */
export async function inventory(aws: Clients): Promise<string[]> {
  const lists = await Promise.all([
    named("table", (await aws.dynamodb.listTables({})).TableNames),
    named(
      "queue",
      (await aws.sqs.listQueues({})).QueueUrls?.map((url) => url.split("/").at(-1)),
    ),
    named(
      "topic",
      (await aws.sns.listTopics({})).Topics?.map(({ TopicArn }) => TopicArn),
    ),
    named(
      "function",
      (await aws.lambda.listFunctions({})).Functions?.map(({ FunctionName }) => FunctionName),
    ),
    named(
      "mapping",
      (await aws.lambda.listEventSourceMappings({})).EventSourceMappings?.map(({ UUID }) => UUID),
    ),
    named(
      "role",
      (await aws.iam.listRoles({})).Roles?.map(({ RoleName }) => RoleName),
    ),
    logGroups(aws),
    named(
      "rule",
      (await aws.events.listRules({})).Rules?.map(({ Name }) => Name),
    ),
    named(
      "alarm",
      (await aws.cloudWatch.describeAlarms({})).MetricAlarms?.map(({ AlarmName }) => AlarmName),
    ),
    named(
      "dashboard",
      (await aws.cloudWatch.listDashboards({})).DashboardEntries?.map((one) => one.DashboardName),
    ),
    named(
      "api",
      (await aws.apiGateway.getApis({})).Items?.map(({ Name }) => Name),
    ),
    named(
      "parameter",
      (await aws.ssm.describeParameters({})).Parameters?.map(({ Name }) => Name),
    ),
    objects(aws),
    cloudFront(aws),
  ]);
  return lists.flat().sort();
}

const named = (kind: string, names: (string | undefined)[] = []): string[] => names.map((name) => `${kind} ${name}`);

/** Two stages have more than the 50 of a page. */
async function logGroups({ logs }: Clients): Promise<string[]> {
  const groups: string[] = [];
  for await (const page of paginateDescribeLogGroups({ client: logs }, {}))
    groups.push(
      ...named(
        "log group",
        page.logGroups?.map(({ logGroupName }) => logGroupName),
      ),
    );
  return groups;
}

/** Buckets with what is in them, but for SST's own book-keeping. */
async function objects({ s3 }: Clients): Promise<string[]> {
  const { Buckets = [] } = await s3.listBuckets({});
  const contents = Buckets.map(async ({ Name: Bucket }) => {
    const { Contents } = await s3.listObjectsV2({ Bucket });
    const keys = Bucket?.startsWith("sst-state-") ? [] : Contents?.map(({ Key }) => `${Bucket}/${Key}`);
    return [`bucket ${Bucket}`, ...named("object", keys)];
  });
  return (await Promise.all(contents)).flat();
}

async function cloudFront({ cloudFront }: Clients): Promise<string[]> {
  const { DistributionList } = await cloudFront.listDistributions({});
  const { FunctionList } = await cloudFront.listFunctions({});
  const { KeyValueStoreList } = await cloudFront.listKeyValueStores({});
  const { ResponseHeadersPolicyList } = await cloudFront.listResponseHeadersPolicies({ Type: "custom" });
  return [
    ...named(
      "distribution",
      DistributionList?.Items?.map(({ Id }) => Id),
    ),
    ...named(
      "CloudFront function",
      FunctionList?.Items?.map(({ Name }) => Name),
    ),
    ...named(
      "key-value store",
      KeyValueStoreList?.Items?.map(({ Name }) => Name),
    ),
    ...named(
      "headers policy",
      ResponseHeadersPolicyList?.Items?.map(({ ResponseHeadersPolicy: it }) => it?.Id),
    ),
  ];
}
