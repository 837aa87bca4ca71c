/** The failures of the OpenAPI document, from the catalogue of errors. */

import { type ErrorCode, errors, type FieldProblem } from "../../core/base/errors.ts";
import { read } from "../../core/base/validation.ts";
import { createCustomerBody, createNames } from "../../core/customers/customer.ts";
import { english } from "../../core/http/errorPages/english.ts";
import { describeFailure, type ErrorDetails } from "../../core/http/generations/failure.ts";
import { present } from "../../core/http/generations/generation.ts";
import type { Route } from "../../infra/routes.ts";
import { apiKeyExample } from "./apiKeyFields.ts";
import { customerExample } from "./customerFields.ts";
import type { OperationDoc } from "./docs.ts";
import { envelopeSchemas } from "./envelopes.ts";
import type { Form } from "./forms.ts";
import { header, type Json, ref, requestHeaders } from "./parts.ts";

/** Whether the API key needs a certain scope. */
export const needsScope = ({ scope }: Route): boolean => scope !== "any" && scope !== "none";

/** Every error that an operation can return. Errors common to all operations are added here. */
export function errorCodesOf(route: Route, { errorCodes }: OperationDoc): ErrorCode[] {
  const common: ErrorCode[] =
    route.scope === "none" ? [] : ["unauthorized", "service_unavailable", "stored_by_newer_version"];
  const scoped: ErrorCode[] = needsScope(route) ? ["forbidden"] : [];
  return [...errorCodes, ...common, ...scoped, "internal_error"];
}

/** The responses with these errors, by status, and API Gateway's. */
export function failures(form: Form, codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => errors[code].status);
  const entries = [...byStatus].map(([status, codes]): [string, Json] => [String(status), failure(form, codes)]);
  return { ...Object.fromEntries(entries), "429": tooManyRequests };
}

/** The only one that every operation has: AWS documents its body no further. */
const tooManyRequests: Json = {
  description: "More requests than the stage takes at a time. Wait, and send the same request again.",
  content: { "application/json": { schema: ref("GatewayError"), example: { message: "Too Many Requests" } } },
};

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
      schema: ref(schemaNameOf(codes)),
      examples: Object.fromEntries(codes.map((code) => [code, { value: errorExample(form, code) }])),
    },
  },
});

/** At most one of an operation's codes with the same status has details; the others then come without. */
const schemaNameOf = (codes: readonly ErrorCode[]): string =>
  codes.map((code) => detailsOf[code]?.name).find((name) => name !== undefined) ?? "Error";

/** The origin of a stage with the domain in docs/deploy.md. */
export const EXAMPLE_ORIGIN = "https://customers.example.com";

export const exampleDetails: Partial<Record<ErrorCode, ErrorDetails>> = {
  history_expired: [{ field: "cursor", message: "is before the oldest event kept: begin again without one" }],
  validation_error: problemsOf({}),
  version_mismatch: { customer: customerExample, version: 7 },
  api_key_already_created: { apiKeyId: apiKeyExample.id },
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

const code = { ...ref("ErrorCode"), description: "Stable; switch on this." };
const message = { type: "string", description: "For people; it may change." };

const anObject = (properties: Json): Json => ({ type: "object", required: Object.keys(properties), properties });

const shared: Record<string, Json> = {
  ErrorCode: { type: "string", description: "What went wrong.", enum: Object.keys(errors) },
  ErrorType: {
    type: "string",
    description: "The family of an error.",
    enum: [...new Set(Object.values(errors).map(({ type }) => type))],
  },
  FieldProblem: {
    ...anObject({
      field: { type: "string", description: "The field's name, as `address.country`." },
      message: { type: "string", description: "What is wrong with it." },
    }),
    description: "What is wrong with a field of the request.",
  },
  CurrentCustomer: {
    ...anObject({
      customer: { ...ref("Customer"), description: "The current record." },
      version: { type: "integer", description: "Its version, which its ETag says too." },
    }),
    description: "A customer that has changed since.",
  },
  FormerApiKey: {
    ...anObject({ apiKeyId: { type: "string", description: "Its id, by which it can be deleted." } }),
    description: "An API key that an earlier request made.",
  },
  GatewayError: {
    ...anObject({ message }),
    description: "An answer of API Gateway, which refused the request before the service saw it.",
  },
};

interface DetailedError {
  name: string;
  details: Json;
  /** Whether the same operation answers other codes with the same status, which have none. */
  areOptional?: boolean;
}

/** The errors that have `details`: a schema each, so that generated code knows their type. */
const detailsOf: Partial<Record<ErrorCode, DetailedError>> = {
  validation_error: {
    name: "ValidationError",
    details: { type: "array", items: ref("FieldProblem"), description: "Every problem of the request." },
  },
  version_mismatch: {
    name: "VersionMismatchError",
    details: { ...ref("CurrentCustomer"), description: "The current record and its version." },
  },
  api_key_already_created: {
    name: "ApiKeyConflictError",
    details: { ...ref("FormerApiKey"), description: "What an earlier request made, if this one repeats it." },
    areOptional: true,
  },
};

/** The schemas of errors: `Error`, those with details, and their parts. */
export function errorSchemas(form: Form): Record<string, Json> {
  const kinds = [{ name: "Error" }, ...Object.values(detailsOf)];
  return { ...shared, ...Object.assign({}, ...kinds.map((kind) => errorSchema(form, kind))) };
}

function errorSchema(
  { generation }: Form,
  { name, details, areOptional = false }: Partial<DetailedError> & { name: string },
): Record<string, Json> {
  const hasDetails = details !== undefined && !areOptional;
  const required = ["type", "code", "message", ...(hasDetails ? ["details"] : []), "doc_url", "request_id"];
  const properties = {
    type: ref("ErrorType"),
    code,
    message,
    ...(details ? { details } : {}),
    param: { type: "string", description: "The first invalid field." },
    doc_url: { type: "string", format: "uri", description: "The page about this code, at this stage." },
    request_id: { type: "string", description: "The request's id; quote it in questions." },
  };
  const error = { ...ref(`${name}Object`), description: "What went wrong." };
  return {
    [`${name}Object`]: { type: "object", description: "What went wrong.", required, properties },
    [name]: {
      ...envelopeSchemas[generation.envelope.name].failure({ code, message, details, hasDetails, error }),
      description: "The body of a failure.",
    },
  };
}
