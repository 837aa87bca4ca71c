import { AppError } from "../base/errors.ts";
import type { CustomerJson } from "./customer.ts";

/** If-Match names another version than the stored one. The caller gets the record as it now is, to change that one. */
export class VersionMismatch extends AppError {
  readonly customer: CustomerJson;

  constructor(customer: CustomerJson) {
    super("version_mismatch");
    this.customer = customer;
  }
}
