/** A synthesized stage, created by AWS's API in the order in which its parts need each other. */
import * as z from "zod/mini";
import { type Operator, operator } from "../../../commands/environment.ts";
import type { Synthesis } from "../../../synth/synthesize.ts";
import { createAlarms, createDashboards } from "./alarms.ts";
import { createApi, createRoutes } from "./api.ts";
import type { Clients } from "./clients.ts";
import { createFunctions, createLogGroups, createMappings, createRoles, createSchedules } from "./functions.ts";
import { createBuckets, createQueues, createTables } from "./storage.ts";
import { Synthesized } from "./synthesized.ts";

const outputs = z.object({ publisherRoleArn: z.string() });

export interface CreatedStage {
  /** Of its API. */
  apiId: string;
  /** Its functions' names. */
  functions: string[];
  /** What `sst shell` knows of it. */
  operator: Operator;
  /** What other accounts' queues let in. */
  publisherRoleArn: string;
}

/** @throws Error when AWS's models or the emulator refuse a part, or when there is one that nothing here makes */
export async function createStage(synthesis: Synthesis, clients: Clients): Promise<CreatedStage> {
  const stage = new Synthesized(synthesis.resources);
  await createTables(stage, clients);
  await createQueues(stage, clients);
  await createLogGroups(stage, clients);
  await createRoles(stage, clients);
  await createBuckets(stage, clients, synthesis.folder);
  const apiId = await createApi(stage, clients);
  await createFunctions(stage, clients);
  await createSchedules(stage, clients);
  await createRoutes(stage, clients);
  await createMappings(stage, clients);
  await createAlarms(stage, clients);
  await createDashboards(stage, clients);
  const forgotten = stage.forgotten();
  if (forgotten.length > 0) throw new Error(`Nothing in test/stage/create makes ${forgotten.join(", ")}`);
  const link = synthesis.resources.find(({ name }) => name === "OperatorLinkRef");
  const functions = synthesis.resources.filter(({ type }) => type === "aws:lambda/function:Function");
  return {
    apiId,
    functions: functions.map(({ inputs }) => String(inputs.name)),
    operator: operator.parse(stage.resolved(link?.inputs.properties)),
    publisherRoleArn: outputs.parse(synthesis.outputs).publisherRoleArn,
  };
}
