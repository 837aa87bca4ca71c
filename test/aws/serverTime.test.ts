import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";

const HOUR_MS = 3_600_000;

test("the time by DynamoDB's clock is known once it has answered, however wrong this machine's clock is", async () => {
  const server = createServer((_request, response) => {
    const date = new Date(Date.now() + HOUR_MS).toUTCString();
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0", date }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: "any",
    AWS_SECRET_ACCESS_KEY: "any",
    ...{ STAGE: "test", CUSTOMERS_TABLE: "customers", ORGANIZATIONS_TABLE: "organizations" },
  });
  const { serverTime } = await import("../../core/aws/dynamodb.ts");
  const { findOrganization } = await import("../../core/organizations/administration.ts");

  await findOrganization("org_a");

  const aheadMs = serverTime().getTime() - Date.now();
  server.closeAllConnections();
  // The header has whole seconds.
  expect(Math.abs(aheadMs - HOUR_MS)).toBeLessThan(60_000);
});
