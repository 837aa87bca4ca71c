import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { request as rawRequest } from "../local/raw.ts";
import { expectErrorForm, useStack } from "../support/service.ts";

const stack = useStack();

const FOLDER = new URL("../../docs/errors/", import.meta.url);
const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${stack.api.url}/docs/errors${path}`, { headers });

/** A page in short: its format, language and title. */
async function shown(path: string, headers: Record<string, string> = {}): Promise<string[]> {
  const answer = await get(path, headers);
  const text = await answer.text();
  const title = /^# (.*)$/m.exec(text)?.[1] ?? /<h1>(.*)<\/h1>/.exec(text)?.[1] ?? text;
  return [answer.headers.get("content-type") ?? "", answer.headers.get("content-language") ?? "", title];
}

const HTML = "text/html; charset=utf-8";
const MARKDOWN = "text/markdown; charset=utf-8";

test("every page is served as it is checked in, but for where the stack is", async () => {
  for (const file of readdirSync(FOLDER)) {
    const served = await (await get(`/${file}`)).text();
    const checkedIn = readFileSync(new URL(file, FOLDER), "utf8");
    expect(served).toBe(checkedIn.replaceAll("https://customers.example.com", stack.api.url));
  }
});

describe("a failure's doc_url", () => {
  test("leads to the page of its code, whose example is that failure", async () => {
    const { client, api } = stack;
    const failures = [
      await api.client(undefined).get("/api/customers"),
      await client.get("/api/customers/nobody"),
      await client.get("/nothing"),
      await client.request("DELETE", "/api/customers"),
      await client.request("POST", "/api/customers", { raw: "{" }),
      await client.post("/api/customers", {}),
    ];
    for (const { body } of failures) {
      const page = await (await fetch(body.error.doc_url, { headers: { accept: "text/markdown" } })).text();
      const example = JSON.parse(/```json\n([\s\S]*?)\n```/.exec(page)?.[1] ?? "");
      expect(page).toMatch(`# ${body.code}\n`);
      expect(example).toEqual({ ...body, error: { ...body.error, request_id: example.error.request_id } });
    }
  });

  test("names the stack whatever host the caller claims", async () => {
    const { port } = new URL(stack.api.url);
    const claims = [
      "Host: evil.example",
      "X-Forwarded-Host: evil.example",
      "X-Forwarded-Proto: ftp",
      "Forwarded: host=evil",
    ];
    const { body } = await rawRequest(Number(port), "GET /api/customers", claims);
    expect(body).not.toMatch(/evil|ftp/);
    expect(JSON.parse(body).error.doc_url).toBe(`${stack.api.url}/docs/errors/unauthorized`);
  });
});

describe("a page comes", () => {
  test("to browsers as HTML, in the language that they are set to", async () => {
    const headers = { accept: BROWSER, "accept-language": "es-AR,es;q=0.9,en;q=0.8" };

    expect(await shown("/forbidden", headers)).toEqual([HTML, "es", "forbidden"]);
    expect(await shown("/forbidden?lang=en", headers)).toEqual([HTML, "en", "forbidden"]);
    expect(await shown("/forbidden.es.md")).toEqual([MARKDOWN, "es", "forbidden"]);
    expect(await shown("")).toEqual([HTML, "en", "Errors"]);
  });

  test("with links that lead to pages in the same language", async () => {
    for (const [path, language] of [
      ["?lang=en", "en"],
      ["?lang=es", "es"],
      ["/forbidden?lang=es", "es"],
    ] as const) {
      const html = await (await get(path)).text();
      const links = Array.from(html.matchAll(/<a href="([^"]+)">([^<]+)</g), ([, link = "", label = ""]) => [
        link,
        label,
      ]);
      expect(links.length).toBeGreaterThan(path.startsWith("/") ? 1 : 20);
      for (const [link, label] of links) {
        const other = label === "Español" ? "es" : label === "English" ? "en" : language;
        const answer = await fetch(`${stack.api.url}${link}`);
        expect([answer.status, answer.headers.get("content-language")]).toEqual([200, other]);
        await answer.body?.cancel();
      }
    }
  });

  test("with everything forbidden to browsers but its own style", async () => {
    const answer = await get("/forbidden", { accept: BROWSER });
    const policy = answer.headers.get("content-security-policy");
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data:; base-uri 'none'; form-action/,
    );
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.text()).not.toMatch(/<script|javascript:|\son\w+=/i);
  });
});

test.each(["/nothing", "/forbidden.html", "/%3Cb%3E"])("%s is no page: 404 in JSON", async (path) => {
  const answer = await stack.api.client(undefined).get(`/docs/errors${path}`, { accept: BROWSER });
  expect([answer.status, answer.body.code]).toEqual([404, "endpoint_not_available"]);
  expectErrorForm(answer);
});
