/** A stage's functions on AWS. */
import type { FunctionConfiguration, Lambda, ListFunctionsCommandOutput } from "@aws-sdk/client-lambda";
import { fileOn } from "./code.ts";

export interface DeployedFunction {
  configuration: FunctionConfiguration;
  /** How many of it may run at once, if that is limited; 0 refuses every call. */
  reservedConcurrency?: number | undefined;
}

/** By the function's file in functions/; several when a deployment that was cut off has left some. */
export type DeployedFunctions = ReadonlyMap<string, readonly DeployedFunction[]>;

export async function readFunctions(lambda: Lambda, stage: string): Promise<DeployedFunctions> {
  const found: [file: string, fn: DeployedFunction][] = [];
  const fileOf = fileOn(stage);
  let Marker: string | undefined;
  do {
    const { Functions = [], NextMarker }: ListFunctionsCommandOutput = await lambda.listFunctions({ Marker });
    for (const configuration of Functions) {
      const { FunctionName = "" } = configuration;
      const file = fileOf(FunctionName);
      if (file === undefined) continue;
      const { ReservedConcurrentExecutions } = await lambda.getFunctionConcurrency({ FunctionName });
      found.push([file, { configuration, reservedConcurrency: ReservedConcurrentExecutions }]);
    }
    Marker = NextMarker;
  } while (Marker);
  const byFile = Map.groupBy(found, ([file]) => file);
  return new Map([...byFile].map(([file, pairs]) => [file, pairs.map(([, fn]) => fn)]));
}
