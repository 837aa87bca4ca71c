import { expect, test } from "vitest";
import { aws, functionOf, without } from "./support.ts";

const canary = async (): Promise<string | undefined> => {
  const { FunctionError, Payload } = await aws().lambda.invoke({ FunctionName: functionOf("production", "canary") });
  return FunctionError && Payload?.transformToString();
};

test("The canary of production has its key, calls the API by its address, and sees its change", async () => {
  expect(await canary()).toBeUndefined();
});

test("The canary fails when a function lacks a right, and names the request", async () => {
  const failure = await without("production", "updateCustomer", "dynamodb:UpdateItem", canary);
  expect(failure).toContain("PUT /api/customers/canary");
  expect(await canary()).toBeUndefined();
});
