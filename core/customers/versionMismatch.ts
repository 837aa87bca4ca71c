import { AppError } from "../base/errors.ts";
import type { CustomerJson } from "./customer.ts";

/** If-Match names no version equal to the stored one. The caller gets the current record, to base the change on. */
export class VersionMismatch extends AppError {
  readonly customer: CustomerJson;
  readonly version: number;

  constructor(customer: CustomerJson, version: number) {
    super("version_mismatch");
    this.customer = customer;
    this.version = version;
  }
}
