/** DATA_DIR/stack.json: tells other commands where the running stack is. */
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { OperatorError } from "../core/base/operatorError.ts";
import type { TableNames } from "./engine/tables.ts";
import { isErrno } from "./systemError.ts";
import { writeAtomically } from "./writeAtomically.ts";

export interface StackFile {
  url: string;
  region: string;
  stage: string;
  dynamodbEndpoint: string;
  sqsEndpoint: string;
  tables: TableNames;
  /** By subscriber. */
  queueUrls: Record<string, string>;
  dataDir: string;
  pids: { stack: number; dynamodb: number | null; pump: number | null };
}

/** The project's data folder, or DATA_DIR. */
export const dataDirectory = (): string => resolve(process.env.DATA_DIR || ".data");

const fileIn = (dataDir: string): string => join(dataDir, "stack.json");

export const writeStackFile = (stack: StackFile): void =>
  writeAtomically(fileIn(stack.dataDir), `${JSON.stringify(stack, null, 2)}\n`);

export const removeStackFile = (dataDir: string): void => rmSync(fileIn(dataDir), { force: true });

/** The stack that runs on the data folder. @throws OperatorError when there is none */
export function readStackFile(dataDir = dataDirectory()): StackFile {
  try {
    const stack: StackFile = JSON.parse(readFileSync(fileIn(dataDir), "utf8"));
    process.kill(stack.pids.stack, 0);
    return stack;
  } catch (error) {
    if (!isErrno(error, "ENOENT") && !isErrno(error, "ESRCH")) throw error;
    throw new OperatorError(
      `No Clientela runs on ${dataDir}. Start one with npm start, or set DATA_DIR to where it runs.`,
    );
  }
}

/** The variables that functions and operator commands read, for a local stack. */
export const stackEnvironment = (
  stack: Pick<StackFile, "region" | "stage" | "dynamodbEndpoint" | "sqsEndpoint" | "tables" | "queueUrls">,
) => ({
  STAGE: stack.stage,
  CUSTOMERS_TABLE: stack.tables.customers,
  ORGANIZATIONS_TABLE: stack.tables.organizations,
  EVENTS_TABLE: stack.tables.events,
  SEARCH_TABLE: stack.tables.search,
  SUBSCRIPTIONS_TABLE: stack.tables.subscriptions,
  AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodbEndpoint,
  AWS_ENDPOINT_URL_SQS: stack.sqsEndpoint,
  SUBSCRIBER_QUEUE_URLS: JSON.stringify(stack.queueUrls),
  AWS_REGION: stack.region,
});
