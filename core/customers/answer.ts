import { type Answer, single } from "../http/answer.ts";
import type { Customer } from "./customer.ts";
import { etag, presentCustomer } from "./presenter.ts";

/** One customer, with its version as the ETag. */
export const customerAnswer = (customer: Customer, status = 200): Answer => ({
  ...single(presentCustomer(customer), status),
  headers: { etag: etag(customer) },
});
