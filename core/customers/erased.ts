/** The error for a customer that was erased. */
import { AppError } from "../base/errors.ts";

/** `customer_erased`, with the id of the customer. */
export class CustomerErased extends AppError {
  readonly customerId: string;

  constructor(customerId: string) {
    super("customer_erased");
    this.customerId = customerId;
  }
}
