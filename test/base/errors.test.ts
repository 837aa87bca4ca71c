import { describe, expect, test } from "vitest";
import { AlreadyCreated } from "../../core/apiKeys/alreadyCreated.ts";
import { AppError, invalid } from "../../core/base/errors.ts";
import { OperatorError } from "../../core/base/operatorError.ts";
import { CustomerErased } from "../../core/customers/erased.ts";
import { VersionMismatch } from "../../core/customers/versionMismatch.ts";
import { customerExample } from "../../scripts/openapi/customerFields.ts";

describe("an expected failure", () => {
  test("has its code's status and message", () => {
    expect({ ...new AppError("customer_not_found"), message: new AppError("customer_not_found").message }).toEqual({
      name: "AppError",
      code: "customer_not_found",
      status: 404,
      details: undefined,
      message: "Customer not found.",
    });
  });

  test("may say more: a message of its own, its cause", () => {
    const cause = new Error("why");
    const error = new AppError("invalid_json", { message: "Not JSON.", cause });

    expect([error.message, error.cause, error.status]).toEqual(["Not JSON.", cause, 400]);
  });

  test("of a request's fields is a 422 that names every one", () => {
    const problems = [
      { field: "email", message: "is required" },
      { field: "id", message: "must be text" },
    ];

    expect(invalid(problems)).toMatchObject({ code: "validation_error", status: 422, details: problems });
  });

  test("of another version carries the record as it now is", () => {
    expect(new VersionMismatch(customerExample, 7)).toMatchObject({
      code: "version_mismatch",
      status: 412,
      customer: customerExample,
      version: 7,
    });
  });

  test("of a repeat carries the key that was made, and of an erased customer its id", () => {
    expect(new AlreadyCreated("key_1")).toMatchObject({
      code: "api_key_already_created",
      status: 409,
      apiKeyId: "key_1",
    });
    expect(new CustomerErased("cus_1")).toMatchObject({ code: "customer_erased", status: 410, customerId: "cus_1" });
  });
});

test("an operator's error is known by its name", () => {
  expect(new OperatorError("Do this.").toString()).toBe("OperatorError: Do this.");
});
