/** The failures of the OpenAPI document, from the catalogue of errors. */

import { type ErrorCode, errors, type FieldProblem } from "../../core/base/errors.ts";
import { read } from "../../core/base/validation.ts";
import { createCustomerBody, createNames } from "../../core/customers/customer.ts";
import { english } from "../../core/http/errorPages/english.ts";
import { describeFailure, type ErrorDetails } from "../../core/http/generations/failure.ts";
import { present } from "../../core/http/generations/generation.ts";
import type { Route } from "../../infra/routes.ts";
import { customerExample, type OperationDoc } from "./docs.ts";
import { envelopeSchemas } from "./envelopes.ts";
import type { Form } from "./forms.ts";
import { header, type Json, ref, requestHeaders } from "./parts.ts";

/** Every error that an operation can return. Errors common to all operations are added here. */
export function errorCodesOf(route: Route, { errorCodes }: OperationDoc): ErrorCode[] {
  const common: ErrorCode[] = route.scope === "none" ? [] : ["unauthorized", "service_unavailable"];
  const scoped: ErrorCode[] = route.scope === "read" || route.scope === "write" ? ["forbidden"] : [];
  return [...errorCodes, ...common, ...scoped, "internal_error"];
}

/** The responses with these errors, by status. */
export function failures(form: Form, codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => errors[code].status);
  const entries = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, codes]) => [String(status), failure(form, codes)]);
  return Object.fromEntries(entries);
}

const failure = (form: Form, codes: readonly ErrorCode[]): Json => ({
  description: codes
    .map((code) => `\`${code}\`: ${english.explanations[code].meaning} ${english.explanations[code].action}`)
    .join("\n\n"),
  headers: {
    ...requestHeaders,
    ...(codes.includes("service_unavailable") ? { "Retry-After": header("Seconds to wait.") } : {}),
    ...(codes.includes("version_mismatch") ? { ETag: header("The version of the current record, for If-Match.") } : {}),
  },
  content: {
    "application/json": {
      schema: ref("Error"),
      examples: Object.fromEntries(codes.map((code) => [code, { value: errorExample(form, code) }])),
    },
  },
});

/** The origin of a stage with the domain in docs/deploy.md. */
export const EXAMPLE_ORIGIN = "https://customers.example.com";

export const exampleDetails: Partial<Record<ErrorCode, ErrorDetails>> = {
  validation_error: problemsOf({}),
  version_mismatch: { customer: customerExample, version: 7 },
};

/** The problems that create reports for a body. */
function problemsOf(body: object): readonly FieldProblem[] {
  const result = read(createCustomerBody, body, createNames);
  if (!("problems" in result)) throw new Error("The example is valid");
  return result.problems;
}

function errorExample(form: Form, code: ErrorCode): unknown {
  const asked = { id: "JKJaXmPLvHcESHA=", origin: EXAMPLE_ORIGIN };
  const error = describeFailure({ code, message: errors[code].message }, exampleDetails[code], asked);
  return present(form.generation, { kind: "failure", error });
}

/** The schema of every error. */
export function errorSchema(form: Form): Json {
  const problem = {
    type: "object",
    required: ["field", "message"],
    properties: { field: { type: "string" }, message: { type: "string" } },
  };
  const details = {
    description:
      "With `validation_error`, every problem of the request; with `version_mismatch`, the current `customer` and its `version`.",
    anyOf: [
      { type: "array", items: problem },
      {
        type: "object",
        required: ["customer", "version"],
        properties: { customer: ref("Customer"), version: { type: "integer" } },
      },
    ],
  };
  const code = { type: "string", description: "Stable; switch on this.", enum: Object.keys(errors) };
  const message = { type: "string", description: "For people; it may change." };
  const error = {
    type: "object",
    required: ["type", "code", "message", "doc_url", "request_id"],
    properties: {
      type: { type: "string", enum: [...new Set(Object.values(errors).map(({ type }) => type))] },
      code,
      message,
      details,
      param: { type: "string", description: "The first invalid field." },
      doc_url: { type: "string", format: "uri", description: "The page about this code, at this stage." },
      request_id: { type: "string" },
    },
  };
  return envelopeSchemas[form.generation.envelope.name].failure({ code, message, details, error });
}
