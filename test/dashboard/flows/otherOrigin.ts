/** The API on another origin than the dashboard, as on AWS: with config.json, and CORS as API Gateway does it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dashboard, hasBrowser } from "../support.ts";

describe.runIf(hasBrowser)("A dashboard whose API has another origin", () => {
  let gateway: Server;
  let apiUrl: string;
  beforeAll(async () => {
    gateway = startGateway(dashboard.api.url);
    await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
    apiUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    gateway.closeAllConnections();
    await new Promise((resolve) => gateway.close(resolve));
  });

  test("creates and edits a customer there, with keys and versions in headers that CORS must let through", async () => {
    const client = await dashboard.api.newOrganization();
    const { page, texts, close } = await dashboard.open({ client, apiUrl });
    await page.getByRole("button", { name: texts.createCustomer.action }).click();
    const email = page.getByRole("dialog").getByRole("textbox", { name: texts.fields.email });
    await email.fill("billing@acme.com");
    await page.keyboard.press("Enter");
    await page.getByText(texts.createCustomer.done).waitFor();
    await page.getByRole("button", { name: texts.editCustomer.action, exact: true }).click();
    await email.fill("new@acme.com");
    const request = page.waitForRequest((it) => it.method() === "PUT");
    await page.keyboard.press("Enter");
    await page.getByText(texts.editCustomer.done).waitFor();
    expect((await request).url()).toMatch(`${apiUrl}/api/customers/`);
    expect((await request).headers()["if-match"]).toBe('"1"');
    await close();
  });
});

/** Forwards requests, and adds the headers that API Gateway adds according to infra/stack/api.ts. */
function startGateway(url: string): Server {
  const headers = {
    "access-control-allow-origin": url,
    "access-control-allow-methods": "GET,POST,PUT",
    "access-control-allow-headers": "content-type,x-api-key,idempotency-key,if-match",
    "access-control-expose-headers": "etag,retry-after,x-request-id",
  };
  return createServer(async (request, response) => {
    const { host, connection, ...sent } = request.headers as Record<string, string>;
    const body = await text(request);
    const answer = await fetch(url + request.url, {
      method: request.method ?? "GET",
      headers: sent,
      ...(body === "" ? {} : { body }),
    });
    const { etag = "" } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, { ...headers, "content-type": "application/json", ...(etag ? { etag } : {}) });
    response.end(await answer.text());
  });
}
