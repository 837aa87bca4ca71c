/**
 * Create made idempotent by the Idempotency utility of Powertools for AWS Lambda around a PutItem, with our tuned
 * client: https://docs.powertools.aws.dev/lambda/typescript/latest/features/idempotency/
 */
import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEventV2, Context as LambdaContext } from "aws-lambda";
import { send } from "../../core/aws/dynamodb.ts";
import { config } from "../../core/base/config.ts";
import type { Context } from "../../core/base/context.ts";
import type { CreateCustomer, Customer } from "../../core/customers/customer.ts";
import { randomCustomerId } from "../../core/customers/ids.ts";
import { toItem } from "../../core/customers/item.ts";
import { newCustomer } from "../../core/customers/newCustomer.ts";
import { customerAnswer } from "../../core/http/customerAnswer.ts";
import { endpoint } from "../../core/http/endpoint.ts";
import { prime } from "../../core/http/prime.ts";
import { createCustomer as route } from "../../infra/routes.ts";
import { readCreate } from "./input.ts";

const idempotency = new IdempotencyConfig({});

/** The key is a hash of the first argument: the organization and the external id. */
const createOnce = makeIdempotent(
  async (_key: readonly string[], context: Context, input: CreateCustomer): Promise<Customer> => {
    const customer = newCustomer(context, randomCustomerId(), input);
    await send(
      context,
      new PutItemCommand({
        TableName: config.customersTable(),
        Item: toItem(customer),
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    return customer;
  },
  {
    persistenceStore: new DynamoDBPersistenceLayer({
      tableName: process.env.IDEMPOTENCY_TABLE ?? "",
      // Configured like ours, but a separate client, because the layer adds itself to the user agent.
      awsSdkV3Client: new DynamoDBClient({
        region: config.region(),
        cacheMiddleware: true,
        maxAttempts: 3,
        retryMode: "standard",
        requestHandler: { requestTimeout: 2_500, throwOnRequestTimeout: true, socketTimeout: 2_500 },
      }),
    }),
    config: idempotency,
  },
);

await prime(route);

const create = endpoint(route, async (context, request) => {
  const input = await readCreate(request.json());
  const customer = await createOnce([context.organizationId, input.externalId ?? ""], context, input);
  return customerAnswer(customer, customer.requestId === context.requestId ? 201 : 200);
});

export const handler = (event: APIGatewayProxyEventV2, context: LambdaContext) => {
  idempotency.registerLambdaContext(context);
  return create(event);
};
