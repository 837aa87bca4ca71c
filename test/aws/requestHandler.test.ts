import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { setDefaultCACertificates } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { RequestHandler, type Sendable } from "../../core/aws/requestHandler.ts";

const stops: (() => unknown)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function listen<T extends Server>(server: T, host: string): Promise<number> {
  server.listen(0, host);
  await once(server, "listening");
  stops.push(() => server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

const start = (answer: RequestListener, host = "127.0.0.1") => listen(createServer(answer), host);

function newHandler(timeoutMs = 30_000, maxSockets = 10): RequestHandler {
  const handler = new RequestHandler({ timeoutMs, maxSockets });
  stops.push(() => handler.destroy());
  return handler;
}

const request = (port: number, more: Partial<Sendable> = {}): Sendable => ({
  ...{ protocol: "http:", hostname: "127.0.0.1", port, method: "POST", path: "/", headers: {}, body: "{}" },
  ...more,
});

describe("A request", () => {
  test("is sent whole, over connections that stay open", async () => {
    const sockets = new Set<unknown>();
    const port = await start(async (incoming, response) => {
      sockets.add(incoming.socket);
      const body = (await incoming.toArray()).join("");
      const { method, url, headers } = incoming;
      response.setHeader("x-answer", "yes").end(JSON.stringify({ method, url, "x-own": headers["x-own"], body }));
    });
    const handler = newHandler();
    for (let i = 0; i < 20; i++) {
      const sent = request(port, { path: "/proxy/", headers: { "x-own": String(i) }, body: `{"name":"Íñigo ${i}"}` });
      const { response } = await handler.handle(sent);
      expect(response).toMatchObject({ statusCode: 200, headers: { "x-answer": "yes" } });
      expect(JSON.parse(Buffer.from(response.body).toString())).toEqual({
        ...{ method: "POST", url: "/proxy/", "x-own": String(i), body: `{"name":"Íñigo ${i}"}` },
      });
    }
    expect(sockets.size).toBe(1);
  });

  test("takes at most as many connections as it may, and the others wait", async () => {
    let open = 0;
    let most = 0;
    const port = await start((_incoming, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end("{}");
      }, 20);
    });
    const handler = newHandler(30_000, 3);
    const answers = await Promise.all(Array.from({ length: 12 }, () => handler.handle(request(port))));
    expect(answers.map(({ response }) => response.statusCode)).toEqual(Array(12).fill(200));
    expect(most).toBe(3);
  });

  test("goes through TLS where the endpoint asks for it", async () => {
    const pem = readFileSync(new URL("../support/localhost.pem", import.meta.url), "utf8");
    setDefaultCACertificates([pem]);
    const server = createTlsServer({ key: pem, cert: pem }, (incoming, response) => {
      response.end(JSON.stringify({ host: incoming.headers.host }));
    });
    const port = await listen(server as unknown as Server, "localhost");
    const headers = { host: `localhost:${port}` };
    const sent = request(port, { protocol: "https:", hostname: "localhost", headers });
    const { response } = await newHandler().handle(sent);
    expect(JSON.parse(Buffer.from(response.body).toString())).toEqual(headers);
  });

  const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => isIPv6(address)));
  test.runIf(hasIPv6)("reaches an endpoint that is an IPv6 address", async () => {
    const port = await start((_incoming, response) => response.end("{}"), "::1");
    const { response } = await newHandler().handle(request(port, { hostname: "[::1]" }));
    expect(response.statusCode).toBe(200);
  });
});

describe("An answer", () => {
  test.each([0, 1, 3_000_000])("of %i bytes is read whole, however it is cut", async (size) => {
    const port = await start(async (_incoming, response) => {
      const bytes = Buffer.alloc(size, "ñ");
      for (let at = 0; at < size; at += 700_001) {
        response.write(bytes.subarray(at, at + 700_001));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    const { response } = await newHandler().handle(request(port));
    expect(Buffer.compare(response.body, Buffer.alloc(size, "ñ"))).toBe(0);
  });

  test("that has not ended in time is a TimeoutError, whether it has begun or not, and its connection is closed", async () => {
    for (const begin of [false, true]) {
      const closed = Promise.withResolvers<void>();
      const port = await start((incoming, response) => {
        incoming.socket.once("close", () => closed.resolve());
        if (begin) response.writeHead(200, { "content-length": 100 }).write("{");
      });
      await expect(newHandler(50).handle(request(port))).rejects.toMatchObject({ name: "TimeoutError" });
      await closed.promise;
    }
  });

  test("that takes longer than others is waited for where the command says so", async () => {
    const port = await start((_incoming, response) => setTimeout(() => response.end("{}"), 100));
    const { response } = await newHandler(50).handle(request(port), { requestTimeout: 30_000 });
    expect(response.statusCode).toBe(200);
  });

  test("that breaks off, before it begins or after, is an error with Node's code", async () => {
    for (const begin of [false, true]) {
      const port = await start((_incoming, response) => {
        if (!begin) response.destroy();
        else response.writeHead(200, { "content-length": 100 }).write("{", () => response.destroy());
      });
      await expect(newHandler().handle(request(port))).rejects.toMatchObject({ code: "ECONNRESET" });
    }
  });

  test("that nobody gives is an error with Node's code", async () => {
    const port = await start(() => {});
    stops.pop()?.();
    await expect(newHandler().handle(request(port))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
