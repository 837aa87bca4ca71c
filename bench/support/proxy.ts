/** A proxy in front of an engine that counts requests and their cost. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Item } from "../../core/aws/item.ts";
import { sizeOf } from "./size.ts";

/** One request to DynamoDB or SQS. */
export interface Counted {
  /** E.g. `PutItem`. */
  operation: string;
  /** Capacity units of the table and its indexes. */
  units: number;
  /** The request's input. */
  input: object;
}

export interface CountingProxy {
  url: string;
  /** The requests since the last call, in order. */
  counted: () => Counted[];
  stop: () => void;
}

export async function startCountingProxy(target: string): Promise<CountingProxy> {
  let counted: Counted[] = [];
  const server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const isSqs = operation.startsWith("SendMessage");
    const input = JSON.parse(await textOf(request));
    const body = JSON.stringify(isSqs ? input : { ...input, ReturnConsumedCapacity: "INDEXES" });
    const answer = await fetch(target, {
      method: "POST",
      headers: headersOf(request),
      body,
    });
    const text = await answer.text();
    counted.push({ operation, units: isSqs ? 0 : unitsOf(input, JSON.parse(text)), input });
    const type = answer.headers.get("content-type") ?? "application/json";
    response.writeHead(answer.status, { "content-type": type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counted: () => {
      const taken = counted;
      counted = [];
      return taken;
    },
    stop: () => server.close().closeAllConnections(),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const HOP_BY_HOP = /^(host|connection|content-length|transfer-encoding|expect)$/;

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" && !HOP_BY_HOP.test(name) ? [[name, value]] : [],
    ),
  );

interface Capacity {
  CapacityUnits: number;
}
interface Answer {
  __type?: string;
  Item?: Item;
  ConsumedCapacity?: Capacity | Capacity[];
}
interface Input {
  TransactItems?: { Put?: { Item: Item } }[];
}

/**
 * The units that the engine reports. It reports none for a failed condition, which AWS bills like the write, by the
 * item's size:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html#write-operation-consumption
 */
function unitsOf({ TransactItems = [] }: Input, { __type = "", Item, ConsumedCapacity = [] }: Answer): number {
  if (__type.endsWith("#ConditionalCheckFailedException")) return writeUnits(Item);
  if (__type.endsWith("#TransactionCanceledException"))
    return TransactItems.reduce((sum, { Put }) => sum + 2 * writeUnits(Put?.Item), 0);
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}

const writeUnits = (item: Item = {}): number => Math.max(1, Math.ceil(sizeOf(item) / 1024));
