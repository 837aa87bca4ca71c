import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";

describe.each([
  ["DynamoDB", DynamoDBClient],
  ["SQS", SQSClient],
])("A client of %s without credentials of its own", (_service, Client) => {
  const folder = mkdtempSync(join(tmpdir(), "clientela-test-"));
  beforeEach(() => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"])
      vi.stubEnv(name, undefined);
    const profile = "[shop]\naws_access_key_id = PROFILE\naws_secret_access_key = of-profile\n";
    writeFileSync(join(folder, "credentials"), profile);
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const credentials = () => new Client({ region: "us-east-1" }).config.credentials();

  test("takes those of the environment, as a function on Lambda has them", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "KEY");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    vi.stubEnv("AWS_SESSION_TOKEN", "token");
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    expect([accessKeyId, secretAccessKey, sessionToken]).toEqual(["KEY", "secret", "token"]);
  });

  test("takes a profile's by the SDK's own chain, as on a laptop", async () => {
    vi.stubEnv("AWS_PROFILE", "shop");
    const { accessKeyId, secretAccessKey } = await credentials();
    expect([accessKeyId, secretAccessKey]).toEqual(["PROFILE", "of-profile"]);
  });

  test("asks a profile's program once for all requests, until what it said expires", async () => {
    const asked = join(folder, "asked");
    const program = join(folder, "program.cjs");
    const keys = { Version: 1, AccessKeyId: "PROGRAM", SecretAccessKey: "s", Expiration: "2100-01-01T00:00:00Z" };
    writeFileSync(
      program,
      `require("node:fs").appendFileSync(${JSON.stringify(asked)}, "once "); console.log(${JSON.stringify(JSON.stringify(keys))})`,
    );
    writeFileSync(join(folder, "config"), `[profile asking]\ncredential_process = ${process.execPath} ${program}\n`);
    vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
    vi.stubEnv("AWS_PROFILE", "asking");
    const { config } = new Client({ region: "us-east-1" });
    for (const _ of [1, 2, 3]) expect((await config.credentials()).accessKeyId).toBe("PROGRAM");
    expect(readFileSync(asked, "utf8")).toBe("once ");
    rmSync(asked);
  });
});

test("the SDK's clients load our package in place of the one whose name it has", () => {
  const ours = fileURLToPath(new URL("../../core/credential-provider/index.js", import.meta.url));
  for (const client of ["@aws-sdk/client-dynamodb", "@aws-sdk/client-sqs"]) {
    const clientRequire = createRequire(createRequire(import.meta.url).resolve(client));
    expect(realpathSync(clientRequire.resolve("@aws-sdk/credential-provider-node"))).toBe(ours);
  }
});
