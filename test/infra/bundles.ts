/** The synthesized bundles, run as Lambda runs them, on the embedded engine, with a record of their requests. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startStack } from "../../local/stack.ts";
import { captureLogs } from "../support/api.ts";
import { stage } from "./stages.ts";

const production = stage("production");
export const API_KEY = "ck_bundles0000000000000000000000000000";

export interface Bundles {
  /** Calls the bundle of a file in functions/. */
  // biome-ignore lint/suspicious/noExplicitAny: results of every shape
  invoke: (file: string, event: unknown) => Promise<any>;
  /** A bundle's requests to DynamoDB and SQS so far, written like its role's policy. */
  grantsUsed: (file: string) => string[];
  stop: () => Promise<void>;
}

/** Uses a local stack, without calling the stack's own functions. */
export async function startBundles(): Promise<Bundles> {
  captureLogs();
  const dataDir = mkdtempSync(join(tmpdir(), "clientela-test-"));
  const stack = await startStack({ dataDir, port: 0, sqsPort: 0, apiKey: API_KEY, publishes: false });
  const used = new Map<string, Set<string>>();
  const proxy = await startProxy(stack.dynamodbEndpoint, stack.sqsEndpoint, (file, grant) =>
    used.set(file, (used.get(file) ?? new Set()).add(grant)),
  );
  const hosts = new Map<string, Promise<ChildProcess>>();
  const hostOf = (file: string) => {
    const host = hosts.get(file) ?? startHost(file, stack.tables, stack.queueUrls, proxy.url);
    hosts.set(file, host);
    return host;
  };
  return {
    invoke: async (file, event) => {
      const host = await hostOf(file);
      return new Promise((resolve, reject) => {
        host.once("exit", (code) => reject(new Error(`The bundle of ${file} ended with ${code}`)));
        host.once("message", (message: { result: unknown }) => resolve(message.result));
        host.send(event as object);
      });
    },
    grantsUsed: (file) => [...(used.get(file) ?? [])].sort(),
    stop: async () => {
      for (const host of await Promise.all(hosts.values())) {
        host.removeAllListeners("exit");
        host.kill();
      }
      proxy.stop();
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** With the variables that the stage sets, and no others of ours. */
async function startHost(
  file: string,
  tables: Record<string, string>,
  queueUrls: Record<string, string>,
  proxyUrl: string,
): Promise<ChildProcess> {
  const set: Record<string, string> = production.functionOf(file).inputs.environment.variables;
  const local: Record<string, string> = {
    CUSTOMERS_TABLE: tables.customers ?? "",
    ORGANIZATIONS_TABLE: tables.organizations ?? "",
    EVENTS_TABLE: tables.events ?? "",
    SEARCH_TABLE: tables.search ?? "",
    SUBSCRIPTIONS_TABLE: tables.subscriptions ?? "",
    // This queue does not exist, so the publisher must park.
    SUBSCRIBER_QUEUE_URLS: JSON.stringify({ ...queueUrls, billing: "http://any/000000000000/nobody.fifo" }),
  };
  const host = fork(
    fileURLToPath(new URL("bundleHost.ts", import.meta.url)),
    [join(production.bundleOf(file).out, "bundle.mjs")],
    {
      // Where Lambda puts the code.
      cwd: production.bundleOf(file).out,
      env: {
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [name, local[name] ?? value])),
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "any",
        AWS_SECRET_ACCESS_KEY: "any",
        AWS_ENDPOINT_URL_DYNAMODB: `${proxyUrl}/${file}`,
        AWS_ENDPOINT_URL_SQS: proxyUrl,
      },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  await new Promise((resolve, reject) => {
    host.once("message", resolve);
    host.once("exit", (code) => reject(new Error(`The bundle of ${file} does not load: ${code}`)));
  });
  host.removeAllListeners("exit");
  return host;
}

async function startProxy(dynamodb: string, sqs: string, record: (file: string, grant: string) => void) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const [service = "", operation = ""] = String(request.headers["x-amz-target"]).split(".");
    const isSqs = service === "AmazonSQS";
    const file = isSqs ? "publishChanges" : (request.url ?? "").split("/")[1];
    const input = JSON.parse(body.toString());
    for (const grant of isSqs ? sqsGrants(input) : dynamodbGrants(operation, input)) record(file ?? "", grant);
    const answer = await fetch(isSqs ? sqs : dynamodb, { method: "POST", headers: forwarded(request), body });
    const type = answer.headers.get("content-type") ?? "application/json";
    response.writeHead(answer.status, { "content-type": type }).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close().closeAllConnections() };
}

const forwarded = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === "string" && !/^(host|connection|content-length|transfer-encoding|expect)$/.test(entry[0]),
    ),
  );

// biome-ignore lint/suspicious/noExplicitAny: requests of every operation
type Input = any;

const sqsGrants = ({ QueueUrl }: Input): string[] => [`sqs:SendMessage ${QueueUrl.split("/").at(-1)}`];

/** The permissions that IAM requires: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
function dynamodbGrants(operation: string, input: Input): string[] {
  const name = (table: string) => table.replace("clientela-local-", "");
  if (operation === "TransactWriteItems")
    return input.TransactItems.flatMap((item: Input) =>
      Object.entries(item).map(([action, { TableName }]: [string, Input]) => {
        const needed = action === "ConditionCheck" ? "ConditionCheckItem" : `${action}Item`;
        return `dynamodb:${needed} ${name(TableName)}`;
      }),
    );
  if (operation === "BatchExecuteStatement")
    return input.Statements.map(({ Statement }: Input) => {
      const [, statement = "", table = ""] = /^(\w+) INTO "([^"]+)"/.exec(Statement) ?? [];
      return `dynamodb:PartiQL${statement.charAt(0)}${statement.slice(1).toLowerCase()} ${name(table)}`;
    });
  if (operation.startsWith("Batch"))
    return Object.keys(input.RequestItems).map((table) => `dynamodb:${operation} ${name(table)}`);
  const index = input.IndexName ? `/index/${input.IndexName}` : "";
  return [`dynamodb:${operation} ${name(input.TableName)}${index}`];
}
