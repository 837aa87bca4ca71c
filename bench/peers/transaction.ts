/**
 * Create made idempotent by a transaction: the customer with a random id, and an item for its external id, both only if
 * they do not exist. As in
 * https://aws.amazon.com/blogs/database/simulating-amazon-dynamodb-unique-constraints-using-transactions/
 */
import { TransactionCanceledException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { send } from "../../core/aws/dynamodb.ts";
import { config } from "../../core/base/config.ts";
import { randomCustomerId } from "../../core/customers/ids.ts";
import { toItem } from "../../core/customers/item.ts";
import { newCustomer } from "../../core/customers/newCustomer.ts";
import { getById } from "../../core/customers/store.ts";
import { customerAnswer } from "../../core/http/customerAnswer.ts";
import { endpoint } from "../../core/http/endpoint.ts";
import { prime } from "../../core/http/prime.ts";
import { createCustomer as route } from "../../infra/routes.ts";
import { readCreate } from "./input.ts";

const conditional = { TableName: config.customersTable(), ConditionExpression: "attribute_not_exists(pk)" };

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const input = await readCreate(request.json());
  const customer = newCustomer(context, randomCustomerId(), input);
  const sentinel = {
    pk: { S: `${context.organizationId}#externalId#${input.externalId}` },
    customerId: { S: customer.id },
  };
  try {
    await send(
      context,
      new TransactWriteItemsCommand({
        ReturnConsumedCapacity: "TOTAL",
        TransactItems: [
          { Put: { ...conditional, Item: sentinel, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } },
          { Put: { ...conditional, Item: toItem(customer) } },
        ],
      }),
    );
    return customerAnswer(customer, 201);
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const existing = await getById(context, error.CancellationReasons?.[0]?.Item?.customerId?.S ?? "");
    if (!existing.customer) throw error;
    return customerAnswer(existing.customer);
  }
});
