/** The pump's process. It lives as long as the stack that started it; if that was killed, it also ends the engine. */
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { config } from "../../core/base/config.ts";
import { OperatorError } from "../../core/base/operatorError.ts";
import { handler as indexCustomers } from "../../functions/indexCustomers.ts";
import { handler as publishChanges } from "../../functions/publishChanges.ts";
import { stopLeftOver } from "../engine/dynoxide.ts";
import { messageOf } from "../systemError.ts";
import { type Consumer, consumerNames } from "./consumers.ts";
import type { StreamHandler } from "./delivery.ts";
import { pump } from "./pump.ts";
import { openStream } from "./streamReader.ts";
import { FINAL_EXIT_CODE } from "./supervisor.ts";
import { StreamTrimmer } from "./trimStream.ts";

const { DATA_DIR = ".data", ENGINE_PID } = process.env;

const handlers: Record<Consumer, StreamHandler> = { publisher: publishChanges, indexer: indexCustomers };

async function main(): Promise<void> {
  process.once("disconnect", shutDown);
  // The stack may have been killed before this line.
  if (!process.connected) shutDown();
  // Output to a killed stack must not end this process before it has stopped properly.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const stream = await openStream(dynamodb(), config.customersTable());
  const trimmer = new StreamTrimmer(DATA_DIR, stream.arn);
  await Promise.all(
    consumerNames.map((consumer) =>
      pump({ consumer, stream, handler: handlers[consumer], dataDir: DATA_DIR, trimmer }).catch(printFinal),
    ),
  );
  process.exit(FINAL_EXIT_CODE);
}

function shutDown(): never {
  // The next stack may be running by now; its engine is a different process.
  if (ENGINE_PID) stopLeftOver(DATA_DIR, Number(ENGINE_PID));
  process.exit(0);
}

/** An error that a restart cannot fix ends only one consumer. @throws all others, after which both are restarted */
function printFinal(error: unknown): void {
  if (!(error instanceof OperatorError)) throw error;
  console.error(`clientela: ${error.message}`);
}

main().catch((error: unknown) => {
  if (!process.connected) shutDown();
  const isFinal = error instanceof OperatorError;
  const isOneLine = isFinal || (error instanceof Error && "syscall" in error);
  console.error(isOneLine ? `clientela: ${messageOf(error)}` : error);
  process.exit(isFinal ? FINAL_EXIT_CODE : 1);
});
