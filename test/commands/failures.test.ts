import { afterEach, describe, expect, test } from "vitest";
import { sentenceOf } from "../../commands/run.ts";
import { AppError } from "../../core/base/errors.ts";
import { OperatorError } from "../../core/base/operatorError.ts";
import { type Server, startServer } from "../aws/support.ts";
import { runCommand } from "../support/command.ts";

const named = (name: string, message = "said by AWS") => Object.assign(new Error(message), { name });
const busy = (cause: Error) => new AppError("service_unavailable", { cause });

describe("What a person at the terminal can do something about is one sentence:", () => {
  test.each([
    [
      "the credentials' end",
      busy(named("ExpiredTokenException")),
      /^The AWS credentials have expired \(ExpiredTokenException\)\. Renew them, and repeat the command\.$/,
    ],
    ["the same, said of SQS", named("ExpiredToken"), /^The AWS credentials have expired/],
    ["the end of a session", named("CredentialsProviderError"), /^The AWS credentials have expired/],
    [
      "credentials that AWS does not know",
      named("UnrecognizedClientException"),
      /^AWS does not know these credentials/,
    ],
    [
      "a missing right",
      named("AccessDeniedException", "User: arn:aws:iam::1:user/a\nis not authorized"),
      /^AWS does not allow it: User: arn:aws:iam::1:user\/a is not authorized$/,
    ],
    [
      "a throttled table",
      busy(named("ThrottlingException")),
      /^DynamoDB does not answer \(ThrottlingException\)\. Repeat the command\.$/,
    ],
    [
      "an item that a newer version has stored",
      new AppError("stored_by_newer_version"),
      /^A newer version has stored this, .* deploy the newer one again, docs\/upgrade\.md\.$/,
    ],
    ["what we say ourselves", new OperatorError("Do this."), /^Do this\.$/],
  ])("%s", (_what, error, sentence) => {
    expect(sentenceOf(error)).toMatch(sentence);
  });

  test.each([
    ["a bug", new TypeError("x is not a function")],
    ["a request that is wrong", named("ValidationException")],
    ["another failure of ours", new AppError("internal_error")],
    ["no error at all", "text"],
  ])("%s is shown whole", (_what, error) => {
    expect(sentenceOf(error)).toBeUndefined();
  });
});

describe("When the credentials have expired,", () => {
  let server: Server | undefined;
  afterEach(() => server?.stop());

  test.each([
    ["events", ["parked"]],
    ["events", ["verify"]],
    ["events", ["redrive", "--subscriber", "audit"]],
    ["keys", ["list", "--org", "org_a"]],
    ["plans", ["list", "--org", "org_a"]],
    ["search", ["rebuild", "--org", "org_a"]],
  ])("%s %j says so in one line, with exit code 1", async (command, args) => {
    server = await startServer((_request, response) =>
      response.writeHead(400).end(JSON.stringify({ __type: "com.amazon.coral.service#ExpiredTokenException" })),
    );
    const tables = {
      CUSTOMERS_TABLE: "c",
      ORGANIZATIONS_TABLE: "o",
      EVENTS_TABLE: "e",
      SEARCH_TABLE: "s",
      SUBSCRIPTIONS_TABLE: "p",
    };
    const SUBSCRIBER_QUEUE_URLS = JSON.stringify({
      audit: "http://any/0/audit.fifo",
      billing: "http://any/0/billing.fifo",
    });
    const keys = { AWS_ACCESS_KEY_ID: "any", AWS_SECRET_ACCESS_KEY: "any" };
    const endpoint = { AWS_ENDPOINT_URL_DYNAMODB: server.url, STAGE: "local", SUBSCRIBER_QUEUE_URLS };

    const { code, stderr } = await runCommand(command, args, { ...tables, ...keys, ...endpoint });

    expect(code).toBe(1);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      "clientela: The AWS credentials have expired (ExpiredTokenException). Renew them, and repeat the command.",
    );
    expect(stderr).not.toContain("    at ");
  });
});
