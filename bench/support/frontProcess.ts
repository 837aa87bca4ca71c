/**
 * `frontProcess.ts front|bare`: the local front with functions that return a fixed answer, or a minimal node:http
 * server with the same answer. Sends its URL to its parent.
 */
import { createServer } from "node:http";
import { registerHooks } from "node:module";
import type { AddressInfo } from "node:net";

const BODY = JSON.stringify({ success: true, data: { id: "cus_000000000000000000000001", object: "customer" } });
const HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

const FIXED = `export const handler = async () => (${JSON.stringify({ statusCode: 200, headers: HEADERS, body: BODY })});`;

if (process.argv[2] === "front") {
  // The front is measured, not the functions behind it.
  registerHooks({
    load: (url, context, nextLoad) =>
      /\/functions\/\w+\.ts$/.test(url)
        ? { format: "module", source: FIXED, shortCircuit: true }
        : nextLoad(url, context),
  });
  const { startFront } = await import("../../local/front/front.ts");
  process.send?.((await startFront(0)).url);
} else {
  const server = createServer((request, response) => {
    request.resume();
    request.once("end", () => {
      response.writeHead(200, { ...HEADERS, "content-length": Buffer.byteLength(BODY) });
      response.end(BODY);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.(`http://localhost:${(server.address() as AddressInfo).port}`));
}
