import { afterEach, describe, expect, test } from "vitest";
import { createCustomers, requestApi } from "../../commands/api.ts";
import { type Server, startServer } from "../aws/support.ts";

interface Reply {
  status: number;
  body?: object | string;
  retryAfter?: string;
}

let server: Server | undefined;
afterEach(() => server?.stop());

/** An API that gives these replies one after another, the last one for ever, and remembers what it was sent. */
async function startApi(replies: readonly Reply[]) {
  const bodies: unknown[] = [];
  const times: number[] = [];
  server = await startServer((_request, response, body) => {
    const {
      status,
      body: reply = {},
      retryAfter,
    } = replies[Math.min(bodies.length, replies.length - 1)] ?? { status: 500 };
    bodies.push(JSON.parse(body));
    times.push(performance.now());
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter });
    response.end(typeof reply === "string" ? reply : JSON.stringify(reply));
  });
  return { access: { url: server.url, apiKey: "ck_any" }, bodies, times };
}

const busy: Reply = { status: 503, body: { code: "service_unavailable", message: "busy" }, retryAfter: "0" };
const ok: Reply = { status: 200, body: { success: true, data: {} } };

describe("A command's request to the API", () => {
  test.each<[string, Reply[], number]>([
    ["is sent once if it is answered", [ok], 1],
    ["is sent again while the service is busy", [busy, busy, ok], 3],
    [
      "is sent again when API Gateway throttles it",
      [{ status: 429, body: { message: "Too Many Requests" }, retryAfter: "0" }, ok],
      2,
    ],
    ["is sent again whatever a busy answer's body is", [{ ...busy, body: "<html>" }, ok], 2],
  ])("%s", async (_title, replies, requests) => {
    const { access, bodies } = await startApi(replies);

    await requestApi(access, "PUT", "/api/customers/1", { isActive: false });

    expect(bodies).toEqual(Array.from({ length: requests }, () => ({ isActive: false })));
  });

  test("waits as long as Retry-After says", async () => {
    const { access, times } = await startApi([{ ...busy, retryAfter: "1" }, ok]);

    await requestApi(access, "PUT", "/api/customers/1", {});

    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
  });

  test.each<[string, Reply, RegExp]>([
    ["that stays busy ends", busy, /^The API has been busy 31 times in a row\. Try again later\.$/],
    [
      "that is refused ends at once",
      { status: 401, body: { message: "Send a key." } },
      /^The API refused: Send a key\.$/,
    ],
    ["that fails ends at once", { status: 500, body: "oops" }, /^The API refused: 500$/],
  ])("%s with one sentence", async (_title, reply, message) => {
    const { access } = await startApi([reply]);

    await expect(requestApi(access, "PUT", "/api/customers/1", {})).rejects.toMatchObject({
      name: "OperatorError",
      message: expect.stringMatching(message),
    });
  });
});

describe("Creating many customers", () => {
  const customers = ["a", "b", "c"].map((id) => ({ id }));
  const failing = (...failed: { index: number; error: string }[]): Reply => ({
    status: 200,
    body: { data: { failed } },
  });

  test("sends again those for which the service was busy, and only those", async () => {
    const { access, bodies } = await startApi([failing({ index: 1, error: "service_unavailable: busy" }), ok]);

    await createCustomers(access, customers);

    expect(bodies).toEqual([{ customers }, { customers: [{ id: "b" }] }]);
  });

  test("ends with the reason if one is refused", async () => {
    const { access } = await startApi([
      failing(
        { index: 0, error: "service_unavailable: busy" },
        { index: 2, error: "validation_error: email is required" },
      ),
    ]);

    await expect(createCustomers(access, customers)).rejects.toThrow(
      "The API refused: validation_error: email is required",
    );
  });
});
