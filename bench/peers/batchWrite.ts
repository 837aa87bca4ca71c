/** The bare SDK's way of writing many customers: BatchWriteItem, as many requests at once as the import sends. */
import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { useStack } from "../../commands/environment.ts";
import { toItem } from "../../core/customers/item.ts";
import { sampleCustomer } from "../support/samples.ts";

const ITEMS = 25;
const PARALLEL = 8;

useStack();
const table = process.env.CUSTOMERS_TABLE ?? "";
const client = new DynamoDBClient();
const rows = Number(process.argv[2]);
let next = 1;

async function write(requests: WriteRequest[]): Promise<void> {
  let left = requests;
  while (left.length > 0) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = UnprocessedItems?.[table] ?? [];
  }
}

async function writer(): Promise<void> {
  for (let first = next; first <= rows; first = next) {
    next += ITEMS;
    const serials = Array.from({ length: Math.min(ITEMS, rows - first + 1) }, (_, i) => first + i);
    await write(
      serials.map((serial) => ({
        PutRequest: { Item: toItem({ ...sampleCustomer(serial), organizationId: "org_local" }) },
      })),
    );
  }
}

await Promise.all(Array.from({ length: PARALLEL }, writer));
client.destroy();
