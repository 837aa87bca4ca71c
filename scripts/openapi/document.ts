/** The OpenAPI 3.1 document, from the zod schemas, the route rows and the catalogue of errors. */
import { type ErrorCode, errors } from "../../core/base/errors.ts";
import type { Facts } from "../../core/http/errorPages/page.ts";
import { present } from "../../core/http/generations/generation.ts";
import { type Route, requestsOf, routes } from "../../infra/routes.ts";
import { apiKeyOperationDocs } from "./apiKeys.ts";
import { operationDocs as customerOperationDocs, type OperationDoc, serviceSchemas } from "./docs.ts";
import { envelopeSchemas } from "./envelopes.ts";
import { erasureOperationDocs } from "./erasures.ts";
import { errorCodesOf, errorSchemas, exampleDetails, failures, needsScope } from "./errors.ts";
import type { Form } from "./forms.ts";
import { type AnswerDoc, header, type Json, ref, requestHeaders } from "./parts.ts";
import { planOperationDocs } from "./plans.ts";
import { schemasOf } from "./schemas.ts";
import { subscriberOperationDocs } from "./subscribers.ts";

const operationDocs = {
  ...customerOperationDocs,
  ...erasureOperationDocs,
  ...planOperationDocs,
  ...apiKeyOperationDocs,
  ...subscriberOperationDocs,
};

/** The whole document in one form, as plain JSON. */
export function openApiDocument(form: Form): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    // The aliases at the root are for SDKs that drop the prefix; new callers should not learn them.
    const requests = requestsOf(route);
    const described = requests.find(({ path }) => path.startsWith(form.prefix)) ?? requests[0];
    if (described)
      paths[described.path] = { ...paths[described.path], [described.method.toLowerCase()]: operation(form, route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Clientela",
      version: form.version,
      summary: "Customers: the businesses and people you bill, and what they are subscribed to.",
      description: form.about,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "The stage that serves this document." }],
    tags: [
      { name: "Customers", description: "Create, read, update, list and archive customers." },
      { name: "Plans", description: "What customers can be subscribed to." },
      { name: "Subscriptions", description: "One active subscription a customer: begin it, see it, cancel it." },
      { name: "API keys", description: "Make, list and end the organization's API keys." },
      { name: "Events", description: "What has changed, in order." },
      { name: "Subscribers", description: "Who receives events, what waits for them, and sending it again." },
      { name: "Service", description: "About the service itself." },
    ],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: "apiKey",
          in: "header",
          name: "x-api-key",
          description: "A key of your organization, `ck_…`. It decides whose customers a request is about.",
        },
      },
      schemas: schemas(form),
    },
  };
}

function operation(form: Form, route: Route): Json {
  const doc = docOf(route);
  const { tag, summary, description, parameters, body, answers } = doc;
  return {
    operationId: route.operation,
    tags: [tag],
    summary,
    description: needsScope(route) ? `${description}\n\n${scopeSentence(route)}` : description,
    ...(route.scope === "none" ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: requestBody(body) } : {}),
    responses: { ...successes(form, answers), ...failures(form, errorCodesOf(route, doc)) },
  };
}

const scopeSentence = ({ scope, andScope }: Route): string =>
  andScope ? `Needs the scopes \`${andScope}\` and \`${scope}\`.` : `Needs the scope \`${scope}\`.`;

function docOf({ operation }: Route): OperationDoc {
  const doc = operationDocs[operation];
  if (!doc) throw new Error(`scripts/openapi/docs.ts says nothing about ${operation}`);
  return doc;
}

const requestBody = ({ schema, required, examples }: NonNullable<OperationDoc["body"]>): Json => ({
  required,
  content: { "application/json": { schema: ref(schema), examples } },
});

const successes = (form: Form, answers: OperationDoc["answers"]): Json =>
  Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      {
        description: answer.description,
        headers: {
          ...requestHeaders,
          ...(answer.hasEtag ? { ETag: header("The customer's version, for If-Match.") } : {}),
        },
        content: Object.fromEntries(
          (answer.types ?? ["application/json"]).map((type) => [type, contentOf(form, answer)]),
        ),
      },
    ]),
  );

function contentOf(form: Form, answer: AnswerDoc): Json {
  const { name, schema } = answerSchema(form, answer);
  return { schema: name === undefined ? schema : ref(name), example: present(form.generation, answer.payload) };
}

/** An answer's schema, with its name if the envelope makes one of its own. */
function answerSchema({ generation }: Form, { schema, payload, thing }: AnswerDoc): { name?: string; schema: Json } {
  const { page, single } = envelopeSchemas[generation.envelope.name];
  const name = thing ?? String(schema.$ref).split("/").at(-1);
  if (payload.kind === "document") return { schema };
  if (payload.kind === "page") {
    const isOpen = payload.nextCursor !== undefined;
    return { name: `${name}Page`, schema: { ...page(schema, isOpen), description: "One page." } };
  }
  return single
    ? { name: `${name}Response`, schema: { ...single(schema), description: "The answer of a success." } }
    : { schema };
}

/** The facts about each code that the error pages show and that are not in the catalogue. */
export function errorFacts(): Facts {
  const facts = Object.keys(errors).map((code) => {
    const answering = routes.filter((route) => errorCodesOf(route, docOf(route)).includes(code as ErrorCode));
    const details = exampleDetails[code as ErrorCode];
    return [code, { operations: answering.map(requestsForPages), ...(details ? { details } : {}) }];
  });
  return Object.fromEntries(facts);
}

/** The guide's and the newest one's; aliases are only for SDKs that drop the prefix. */
function requestsForPages({ keys }: Route): string[] {
  const [first = ""] = keys;
  const newest = keys.find((key) => key.includes(" /api/v1/"));
  return newest === undefined || newest === first ? [first] : [first, newest];
}

/** The schemas of things, of answers and of errors. */
function schemas(form: Form): Record<string, Json> {
  const answers = routes.flatMap((route) => Object.values(docOf(route).answers));
  const wrapped = answers.flatMap((answer) => {
    const { name, schema } = answerSchema(form, answer);
    return name === undefined ? [] : [[name, schema]];
  });
  return { ...schemasOf(form), ...serviceSchemas, ...Object.fromEntries(wrapped), ...errorSchemas(form) };
}
