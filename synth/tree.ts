/** Prints a synthesized stage as text for people. */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { BuiltFunction } from "./buildFunction.ts";
import type { Resource, SynthFile } from "./synthesize.ts";

/** Resources that only group others or carry code, so they are not shown. */
const LEFT_OUT =
  /^(sst:sst:LinkRef|pulumi:|aws:s3\/bucketObjectv2|aws:lambda\/permission|aws:apigatewayv2\/integration|random:)/;

/** Components with their parts, in columns: type, name, important properties. */
export function treeOf({ resources, functions }: SynthFile): string {
  const shown = resources.filter(({ type, lookedUp }) => !LEFT_OUT.test(type) && lookedUp === undefined);
  const names = new Set(shown.filter(({ type }) => type.startsWith("sst:")).map(({ name }) => name));
  const childrenOf = (parent: string | undefined) =>
    shown.filter((one) => (one.parent !== undefined && names.has(one.parent) ? one.parent : undefined) === parent);
  const linesOf = (resource: Resource, indent: string): string[] => {
    const [first = "", ...more] = summary(resource, functions[resource.parent ?? ""]);
    const line = `${indent}${shortType(resource.type).padEnd(34 - indent.length)} ${first || resource.name}`;
    const children = resource.type.startsWith("sst:") ? childrenOf(resource.name) : [];
    return [
      line,
      ...more.map((text) => `${" ".repeat(35)}${text}`),
      ...children.flatMap((child) => linesOf(child, `${indent}  `)),
    ];
  };
  return childrenOf(undefined)
    .flatMap((resource) => linesOf(resource, ""))
    .join("\n");
}

const shortType = (type: string): string => type.split(":").at(-1) ?? type;

// biome-ignore lint/suspicious/noExplicitAny: inputs of every resource type of AWS
type Inputs = any;

const summaries: Record<string, (inputs: Inputs, built: BuiltFunction | undefined) => string[]> = {
  "aws:lambda/function:Function": ({ name, runtime, architectures, memorySize, timeout }, built) => [
    `${name}  ${runtime} ${architectures} ${memorySize} MB, ${timeout} s${built ? `, ${Math.round(sizeOf(built) / 1024)} KB` : ""}`,
  ],
  "aws:iam/role:Role": ({ name, inlinePolicies = [] }) => [name, ...inlinePolicies.flatMap(statementsOf)],
  "aws:dynamodb/table:Table": ({ name, hashKey, rangeKey, globalSecondaryIndexes = [] }) => [
    `${name}  ${keysOf({ hashKey, rangeKey })}`,
    ...globalSecondaryIndexes.map((index: Inputs) => `index ${index.name}  ${keysOf(index)}  ${index.projectionType}`),
  ],
  "aws:apigatewayv2/route:Route": ({ routeKey }) => [routeKey],
  "aws:sqs/queue:Queue": ({ name, visibilityTimeoutSeconds }) => [
    `${name}  visible again after ${visibilityTimeoutSeconds} s`,
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ name, metricName, threshold, alarmDescription }) => [
    `${name}  ${metricName ?? "sum"} > ${threshold}`,
    alarmDescription,
  ],
  "aws:lambda/eventSourceMapping:EventSourceMapping": (inputs) => [
    `${inputs.startingPosition}, ${inputs.batchSize} records, ${inputs.parallelizationFactor} a shard, up to ${inputs.maximumRecordAgeInSeconds / 3600} h`,
  ],
};

const summary = ({ type, inputs }: Resource, built: BuiltFunction | undefined): string[] =>
  summaries[type]?.(inputs, built) ?? (typeof inputs.name === "string" ? [inputs.name] : []);

const keysOf = ({ hashKey, rangeKey }: Inputs): string => (rangeKey ? `${hashKey}, ${rangeKey}` : hashKey);

const statementsOf = ({ policy }: { policy: string }): string[] =>
  JSON.parse(policy).Statement.map(
    ({ Action, Resource: on }: Inputs) => `${[Action].flat().join(", ")} on ${[on].flat().join(", ")}`,
  );

/** The size of the code that Lambda loads: the bundle without its source maps. */
const sizeOf = ({ metafile, out }: BuiltFunction): number =>
  Object.keys(metafile.outputs)
    .filter((file) => !file.endsWith(".map"))
    .reduce((sum, file) => sum + statSync(join(out, file.slice(file.lastIndexOf("/") + 1))).size, 0);
