import type { Customer } from "../../core/customers/customer.ts";

/**
 * Puts a customer straight into the table, as an import from another system does: with an id that is not derived.
 * Call it after `startApi()`.
 */
export async function importCustomer(
  organizationId: string,
  id: string,
  fields: Partial<Customer> = {},
): Promise<void> {
  // These modules read the environment that the stack sets.
  const [{ PutItemCommand }, { dynamodb }, { config }, { toItem }] = await Promise.all([
    import("@aws-sdk/client-dynamodb"),
    import("../../core/aws/dynamodb.ts"),
    import("../../core/base/config.ts"),
    import("../../core/customers/item.ts"),
  ]);
  const customer: Customer = {
    organizationId,
    id,
    version: 1,
    email: "imported@acme.com",
    createdAt: "2024-05-06T07:08:09.010Z",
    updatedAt: "2024-05-06T07:08:09.010Z",
    requestId: "import",
    ...fields,
  };
  await dynamodb().send(new PutItemCommand({ TableName: config.customersTable(), Item: toItem(customer) }));
}
