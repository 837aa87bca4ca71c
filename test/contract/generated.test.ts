/** What generators of TypeScript make of the OpenAPI documents: it compiles, and has the types that people look for. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiTypes } from "../../dashboard/apiTypes.ts";
import guide from "../../openapi.json" with { type: "json" };
import v1 from "../../openapi.v1.json" with { type: "json" };

/** What callers write, with the types of either generator. */
const uses = `
export const created: CreateCustomer = {
  email: "billing@acme.com",
  id: "user_123",
  address: { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" },
  metadata: { plan: "pro", seats: [1, null] },
};
export const full: UpdateCustomer = { fullName: null, isActive: false, address: created.address ?? null };
export const cleared: UpdateCustomer = { address: {} };
export const subscribed: CreateSubscription = { customerId: "user_123", planCode: "pro", billingInterval: "monthly" };
// @ts-expect-error An email is required.
export const nobody: CreateCustomer = { id: "user_123" };
// @ts-expect-error An address has all of its required parts.
export const partial: CreateCustomer = { email: "billing@acme.com", address: { city: "Austin" } };

export const read = (customer: Customer): [Address | null, Metadata | null, boolean] =>
  [customer.address, customer.metadata, customer.isActive];
export const turn = ({ data, hasMore, nextCursor }: CustomerPage): [Customer[], boolean, string] =>
  [data, hasMore, nextCursor ?? ""];
export const bill = ({ plan, currentPeriod, billingInterval }: Subscription): [number, string | undefined, BillingInterval | null] =>
  [plan.basePrice, currentPeriod?.end, billingInterval];
export const priced = ({ prices }: Plan): number[] => prices.map(({ price }) => price);
export const told = ({ event, data, previous }: ChangeEvent): string =>
  event === "customer.updated" ? \`\${previous.email} became \${data.email}\` : data.subscription?.planName ?? "";
export const wrong = (failure: ValidationError): string[] => failure.error.details.map(({ field, message }) => field + message);
export const stale = (failure: VersionMismatchError): number => failure.error.details.version;
export const why = (failure: Error): ErrorCode => failure.error.code;
`;

const names = [
  ...["Address", "BillingInterval", "ChangeEvent", "CreateCustomer", "CreateSubscription", "Customer", "CustomerPage"],
  ...["Error", "ErrorCode", "Metadata", "Plan", "Subscription", "UpdateCustomer", "ValidationError"],
  "VersionMismatchError",
];

const openapiTypescript = `
import type { components } from "./openapi-typescript.ts";
${names.map((name) => `type ${name} = components["schemas"]["${name}"];`).join("\n")}
${uses}`;

/** @param data what of a success is the customer */
const heyApi = (data: string) => `
import { createCustomer, listCustomers } from "./hey-api/index.ts";
import type { ${names.join(", ")} } from "./hey-api/index.ts";
${uses}
export async function call(): Promise<Customer | string[] | undefined> {
  const { data, error } = await createCustomer({ body: created, headers: { "Idempotency-Key": "order-4711" } });
  await listCustomers({ query: { isActive: true, limit: 10 } });
  // API Gateway's own error has no code.
  return error && "error" in error && "details" in error.error ? error.error.details.map(({ field }) => field) : data${data};
}`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clientela-generated-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Generates code of a document, and returns the files of the programs that use it. */
async function generate(name: string, document: object, data: string): Promise<string[]> {
  const to = (file: string) => join(folder, name, file);
  mkdirSync(join(folder, name));
  writeFileSync(to("openapi.json"), JSON.stringify(document));
  writeFileSync(to("openapi-typescript.ts"), await apiTypes(document));
  await createClient({
    input: to("openapi.json"),
    output: to("hey-api"),
    logs: { level: "silent" },
    plugins: ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"],
  });
  writeFileSync(to("openapi-typescript.uses.ts"), openapiTypescript);
  writeFileSync(to("hey-api.uses.ts"), heyApi(data));
  return [to("openapi-typescript.uses.ts"), to("hey-api.uses.ts")];
}

test("openapi-typescript and @hey-api/openapi-ts make types under their names that compile with --strict", async () => {
  const programs = [...(await generate("guide", guide, "?.data")), ...(await generate("v1", v1, ""))];
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };

  const problems = ts.getPreEmitDiagnostics(ts.createProgram(programs, options));

  expect(
    problems.map(({ file, start = 0, messageText }) => {
      const line = file?.text.slice(0, start).split("\n").length;
      return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    }),
  ).toEqual([]);
});
