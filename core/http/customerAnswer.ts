import type { Customer } from "../customers/customer.ts";
import { etag, presentCustomer } from "../customers/presenter.ts";
import type { PastCustomer } from "../events/asOf.ts";
import { type Answer, single } from "./answer.ts";

/** One customer, with its version as the ETag. */
export const customerAnswer = (customer: Customer, status = 200): Answer => ({
  ...single(presentCustomer(customer), status),
  headers: { etag: etag(customer) },
});

/** One customer as it was, with its version then as the ETag. */
export const pastCustomerAnswer = ({ customer, version }: PastCustomer): Answer => ({
  ...single(customer),
  headers: { etag: etag({ version }) },
});
