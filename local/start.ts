/** `npm start`: runs the stack on this machine until Ctrl-C. */

import { OperatorError } from "../core/base/operatorError.ts";
import { isSecret } from "../core/organizations/apiKey.ts";
import { organizationsToRebuild } from "../core/search/version.ts";
import { DASHBOARD_PATH } from "../infra/dashboard.ts";
import { hasDashboard } from "./front/dashboard.ts";
import { type Stack, startStack } from "./stack.ts";
import { dataDirectory } from "./stackFile.ts";

const DEVELOPMENT_KEY = "ck_localdevelopmentkey0000000000000000";

/** One Ctrl-C can arrive twice, from the terminal and from npm. After this time it is a second one. */
const SAME_SIGNAL_MS = 500;
const ORPHAN_CHECK_MS = 200;

async function main(): Promise<void> {
  // The stack outlives the reader of its output.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const { API_KEY, DYNAMODB_ENDPOINT, SQS_ENDPOINT } = process.env;
  const apiKey = API_KEY || DEVELOPMENT_KEY;
  if (!isSecret(apiKey)) throw new OperatorError("API_KEY must start with ck_ and hold no blanks");
  const options = {
    dataDir: dataDirectory(),
    port: portFrom("PORT", 3000),
    sqsPort: portFrom("SQS_PORT", 4566),
    apiKey,
    dynamodbEndpoint: DYNAMODB_ENDPOINT,
    sqsEndpoint: SQS_ENDPOINT,
  };
  // Not synchronously: signal handlers must be set before anything starts.
  const starting = Promise.resolve(options).then(startStack);
  stopOnSignal(starting);
  process.stdout.write(welcome(await starting, apiKey, await organizationsToRebuild()));
}

const welcome = (stack: Stack, apiKey: string, toRebuild: readonly string[]): string => `
Clientela is ready.

  API       ${stack.url}/api
  Dashboard ${hasDashboard() ? stack.url + DASHBOARD_PATH : "not built; build it with: npm run build --workspace dashboard"}
  API key   ${apiKey}
  Data      ${stack.dataDir}
  Queues    ${stack.sqsEndpoint}

Create a customer:

  curl -X POST ${stack.url}/api/customers -H ${quoted(`x-api-key: ${apiKey}`)} -H 'Content-Type: application/json' -d '{"email": "billing@acme.com", "id": "user_123"}'

${toRebuild.map(rebuildLine).join("")}Ctrl-C stops everything.

`;

/** Until an index of an older version is rebuilt, searches miss some customers. */
const rebuildLine = (organization: string): string =>
  `The search index of ${organization} is of an older version; rebuild it: npm run search -- rebuild --org ${organization}\n\n`;

/** Quotes a text as one word for a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Stops everything, even during the start. A second Ctrl-C does not wait for requests in flight. */
function stopOnSignal(starting: Promise<Stack>): void {
  let firstAt: number | undefined;
  const stop = () => {
    if (firstAt !== undefined && Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
    if (firstAt !== undefined) return;
    firstAt = Date.now();
    starting.then((stack) => stack.stop()).then(() => process.exit(0), fail);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (process.env.npm_lifecycle_event !== undefined) onOrphaned(stop);
}

/** npm passes signals only to its shell. When that shell has ended, this process gets another parent. */
function onOrphaned(stop: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, ORPHAN_CHECK_MS);
  timer.unref();
}

function portFrom(name: string, otherwise: number): number {
  const text = process.env[name] || String(otherwise);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new OperatorError(`${name}=${text} is not a port`);
  return port;
}

/** People can act on our own errors and on those of the operating system: these are shown as one line. */
function fail(error: unknown): never {
  const isOneLine = error instanceof OperatorError || (error instanceof Error && "syscall" in error);
  console.error(isOneLine ? `clientela: ${error.message}` : error);
  process.exit(1);
}

main().catch(fail);
