/** How the local front serves the dashboard, and that the API beside it is unchanged. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requestsOf, routes } from "../../infra/routes.ts";
import { request } from "../local/raw.ts";
import { type Api, startApi } from "../support/api.ts";

const assets = readdirSync(fileURLToPath(new URL("../../dashboard/dist/assets/", import.meta.url)));
const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "accept-encoding": "gzip, br" };

let api: Api;
beforeAll(async () => {
  api = await startApi({ publishes: false });
});
afterAll(() => api.stop());

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${api.url}${path}`, { method, headers, redirect: "manual" });

describe("The dashboard", () => {
  test.each(["/dashboard/", "/dashboard/customers", "/dashboard/customers/user.name@acme.com", "/dashboard/?a=b"])(
    "is one page, at every address of it: %s",
    async (path) => {
      const answer = await get(path, BROWSER);
      expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
        200,
        "text/html; charset=utf-8",
        "no-cache",
      ]);
      expect(await answer.text()).toContain('<div id="root">');
    },
  );

  test.each(assets)("sends %s with its type, for a year, compressed if it is text", async (name) => {
    const [plain, compressed] = await Promise.all(
      ["identity", "br"].map((encoding) => get(`/dashboard/assets/${name}`, { "accept-encoding": encoding })),
    );
    expect(plain?.headers.get("content-encoding")).toBeNull();
    expect(compressed?.headers.get("content-encoding")).toBe(name.endsWith(".woff2") ? null : "br");
    expect(compressed?.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(compressed?.headers.get("content-type")).toMatch(/^(text\/(css|javascript)|image\/svg\+xml|font\/woff2)/);
    expect(Buffer.from(await (plain as Response).arrayBuffer())).toEqual(
      Buffer.from(await (compressed as Response).arrayBuffer()),
    );
  });

  test("forbids browsers everything but what it needs", async () => {
    const { headers } = await get("/dashboard/");
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self' 'sha256-[\w+/]{43}='; style-src 'self' 'sha256-[\w+/]{43}=';/,
    );
    expect(headers.get("content-security-policy")).not.toMatch(/unsafe|\*|https?:/);
    expect([headers.get("x-content-type-options"), headers.get("referrer-policy")]).toEqual(["nosniff", "no-referrer"]);
  });

  test("says that the API is where it comes from itself", async () => {
    const answer = await get("/dashboard/config.json");
    expect([answer.headers.get("cache-control"), await answer.json()]).toEqual(["no-cache", { apiUrl: "" }]);
  });

  test("answers HEAD like GET, without the body", async () => {
    const answer = await get("/dashboard/", {}, "HEAD");
    expect([answer.status, Number(answer.headers.get("content-length")) > 100, await answer.text()]).toEqual([
      200,
      true,
      "",
    ]);
  });

  test.each(["/dashboard/assets/gone.js", "/dashboard/assets/", "/dashboard/favicon.ico", "/dashboard/.env"])(
    "has no page in place of a file that is missing: %s",
    async (path) => {
      const answer = await get(path, BROWSER);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "text/plain"]);
    },
  );

  test.each([
    "/dashboard/../package.json",
    "/dashboard/..%2fpackage.json",
    "/dashboard/%2e%2e/package.json",
    "/dashboard/assets/../../package.json",
    "/dashboard//etc/passwd",
    "/dashboard/..\\package.json",
  ])("never sends another file of the disk: %s", async (path) => {
    const { body } = await request(Number(new URL(api.url).port), `GET ${path}`);
    expect(body).toMatch(/<div id="root">|There is no such file\.|"endpoint_not_available"/);
    expect(body).not.toMatch(/"name": "clientela"|root:/);
  });
});

describe("A browser", () => {
  test.each(["/", "/dashboard"])("at %s is sent to the dashboard", async (path) => {
    const answer = await get(path, BROWSER);
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/dashboard/"]);
  });

  test("gets JSON from every path of the API, as a program does, but for the pages about errors", async () => {
    const answering = routes.filter(({ operation }) => operation !== "getErrorPage");
    for (const { method, path } of answering.flatMap(requestsOf)) {
      const url = path.replace("{id}", "any");
      const [browser, program] = await Promise.all([
        get(url, BROWSER, method),
        get(url, { accept: "application/json" }, method),
      ]);
      expect([path, browser.status, browser.headers.get("content-type")]).toEqual([
        path,
        program.status,
        "application/json",
      ]);
    }
  });
});

test.each([
  ["GET", "/", "*/*"],
  ["GET", "/", "application/json"],
  ["POST", "/", BROWSER.accept],
  ["POST", "/dashboard/", BROWSER.accept],
  ["GET", "/dashboards", BROWSER.accept],
  ["GET", "/favicon.ico", BROWSER.accept],
])("%s %s, asked for as %s, is the API's: there is no such endpoint", async (method, path, accept) => {
  const answer = await get(path, { accept }, method);
  expect(await answer.json()).toMatchObject({ code: "endpoint_not_available" });
  expect(answer.status).toBe(404);
});
