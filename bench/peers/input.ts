/** What a peer reads a create's body with: the very check that our handler makes. */
import { invalid } from "../../core/base/errors.ts";
import { type CreateCustomer, createCustomerBody, createNames } from "../../core/customers/customer.ts";
import { parseCustomer } from "../../core/customers/review.ts";

/** @throws AppError `validation_error` */
export async function readCreate(body: unknown): Promise<CreateCustomer> {
  const { value, review } = await parseCustomer(createCustomerBody, body, createNames);
  if (review.objections.length > 0) throw invalid([...review.objections]);
  return value;
}
