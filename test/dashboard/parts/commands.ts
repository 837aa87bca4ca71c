/** Requests as commands for a shell. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCommand, writeCommand } from "../../../dashboard/src/command.ts";
import { MadeWrites } from "../../../dashboard/src/writes.ts";
import { scaled } from "../../support/scale.ts";
import { argumentsOf } from "../shell.ts";

const NASTY = [
  `o'brien`,
  `"$(touch x)" \`id\` !! \\`,
  "two\nlines\r\t",
  "👩‍👩‍👧 ñ",
  "abc\u202Egpj.exe",
  "\u0000\u007F\u2028\u{E0041}",
];

const commandOf = (text: string): string =>
  writeCommand({
    method: "PUT",
    url: `http://localhost:3000/api/customers/${encodeURIComponent(text)}`,
    headers: [
      ["content-type", "application/json"],
      ["if-match", '"3"'],
    ],
    body: JSON.stringify({ fullName: text, metadata: { [text]: [text] } }),
  });

describe("A command", () => {
  test("sends what was sent, whatever texts are in it, and shows every sign of it", () => {
    const texts = [...NASTY, ...fc.sample(fc.string({ unit: "binary" }), scaled(50, 2000))].filter((it) =>
      it.isWellFormed(),
    );
    const commands = texts.map(commandOf);
    for (const command of commands) expect(command).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    for (const [at, given] of argumentsOf(commands).entries()) {
      const text = texts[at] ?? "";
      expect(given.slice(0, 9)).toEqual([
        "-X",
        "PUT",
        `http://localhost:3000/api/customers/${encodeURIComponent(text)}`,
        "-H",
        "x-api-key: ck_secret",
        "-H",
        "content-type: application/json",
        "-H",
        'if-match: "3"',
      ]);
      expect(given[9]).toBe("--data-raw");
      expect(JSON.parse(given[10] ?? "")).toEqual({ fullName: text, metadata: { [text]: [text] } });
    }
  });

  test("that reads is the address and the key from the environment", () => {
    const url = "http://localhost:3000/api/customers/o'brien?a=$HOME";
    expect(argumentsOf([readCommand(url)])).toEqual([[url, "-H", "x-api-key: ck_secret"]]);
  });
});

describe("The changes made from a tab", () => {
  const request = (headers: Record<string, string> = {}) =>
    new Request("http://localhost/api/customers", { method: "POST", headers, body: "{}" });
  /** What the client tells of a request. */
  const told = (id: string, it = request()) => ({ id, request: it, schemaPath: "", params: {}, options: {} }) as never;

  test("hold no key, no reading request, and what came of each; they end with the session", async () => {
    const made = new MadeWrites();
    const { onRequest } = made.middleware;
    await onRequest?.(
      told(
        "1",
        request({ "x-api-key": "ck_secret", authorization: "ck_secret", "idempotency-key": "k", "x-reason": "why" }),
      ),
    );
    await onRequest?.(told("2", new Request("http://localhost/api/customers")));
    await made.middleware.onResponse?.({
      ...(told("1") as object),
      response: new Response("{}", { status: 201 }),
    } as never);
    expect(made.now().map(({ id, status, request }) => [id, status, request.headers.length])).toEqual([["1", 201, 3]]);
    expect(JSON.stringify(made.now())).not.toContain("ck_secret");
    made.clear();
    expect(made.now()).toEqual([]);
  });
});
