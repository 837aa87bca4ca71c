import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { sendMessages } from "../../core/aws/sqs.ts";

test("an answer of SQS that begins and then stands still counts as trouble, so that it holds up nobody", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0", "content-length": 100 });
    response.write('{"Successful":');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const set = { AWS_ENDPOINT_URL_SQS: url, AWS_ACCESS_KEY_ID: "any", AWS_SECRET_ACCESS_KEY: "any" };
  Object.assign(process.env, { STAGE: "test", CUSTOMERS_TABLE: "c", ORGANIZATIONS_TABLE: "o", ...set });
  const message = { body: "{}", groupId: "g", deduplicationId: "d", attributes: {} };
  const { accepted, failure } = await sendMessages(`${url}/000000000000/audit.fifo`, [message]);
  server.closeAllConnections();
  expect([accepted.size, failure]).toEqual([0, "TimeoutError"]);
});
