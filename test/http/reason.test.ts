import { expect, test } from "vitest";
import { AppError } from "../../core/base/errors.ts";
import { readReason } from "../../core/http/reason.ts";

test.each([
  [undefined, undefined],
  ["ticket 42", "ticket 42"],
  ["Pidi%C3%B3%20el%20cambio", "Pidió el cambio"],
  ["%F0%9F%98%80".repeat(200), "😀".repeat(200)],
  ["50%25 off", "50% off"],
  ["two%0Alines%0D%0Aand%09a%20tab", "two lines and a tab"],
  ["%20%09%0A", undefined],
])("the reason in %j is %j", (header, reason) => {
  expect(readReason(header)).toBe(reason);
});

const ENCODED = "must be percent-encoded UTF-8, a % itself as %25";

test.each([
  ["50% off", ENCODED],
  ["%C3", ENCODED],
  ["%ED%A0%80", ENCODED],
  ["caf\u00e9", ENCODED],
  ["x".repeat(201), "must be at most 200 characters"],
  ["a%00b", "must not contain control characters"],
])("%j is refused by the header's name, with what to do", (header, message) => {
  let thrown: unknown;
  try {
    readReason(header);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(AppError);
  expect(thrown).toMatchObject({ code: "validation_error", details: [{ field: "x-reason", message }] });
});
