/** How a handler's answer, and what it throws, become the response. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AlreadyCreated } from "../../core/apiKeys/alreadyCreated.ts";
import { AppError, errors, invalid } from "../../core/base/errors.ts";
import { CustomerErased } from "../../core/customers/erased.ts";
import { VersionMismatch } from "../../core/customers/versionMismatch.ts";
import { batch, document, failure, openPage, page, single, toResult } from "../../core/http/answer.ts";
import { customerAnswer, pastCustomerAnswer } from "../../core/http/customerAnswer.ts";
import { failureOf } from "../../core/http/generations/failure.ts";
import { respond } from "../../core/http/respond.ts";
import { customerExample } from "../../scripts/openapi/customerFields.ts";
import { type EventFields, eventOf, requestOf } from "../support/request.ts";

process.env.STAGE = "production";
process.env.LIVEMODE = "true";
const asked = { id: "request-1", origin: "https://customers.example.com" };

describe("a failure", () => {
  test("shows what is wrong with a request, and the first field apart", () => {
    const problems = [
      { field: "email", message: "is required" },
      { field: "id", message: "must be text" },
    ];

    expect(failureOf(invalid(problems), asked)).toEqual({
      type: "validation_error",
      code: "validation_error",
      message: errors.validation_error.message,
      details: problems,
      param: "email",
      doc_url: "https://customers.example.com/docs/errors/validation_error",
      request_id: "request-1",
    });
  });

  test("shows the record as it now is, which is no list of fields", () => {
    const mismatch = new VersionMismatch(customerExample, 7);
    const shown = failureOf(mismatch, asked);

    expect(shown).toMatchObject({ code: "version_mismatch", details: { customer: customerExample, version: 7 } });
    expect(shown).not.toHaveProperty("param");
    expect(failure(mismatch, asked)).toMatchObject({ status: 412, headers: { etag: '"7"' } });
  });

  test("shows the key that a repeat would have made again, and of an erased customer nothing", () => {
    expect(failureOf(new AlreadyCreated("key_1"), asked)).toMatchObject({
      code: "api_key_already_created",
      details: { apiKeyId: "key_1" },
    });
    expect(failureOf(new CustomerErased("cus_1"), asked)).not.toHaveProperty("details");
  });

  test("shows nothing of what it is not known for", () => {
    for (const thrown of [new TypeError("private"), "private", undefined])
      expect(failureOf(thrown, asked)).toEqual({
        type: "internal_error",
        code: "internal_error",
        message: errors.internal_error.message,
        doc_url: "https://customers.example.com/docs/errors/internal_error",
        request_id: "request-1",
      });
  });

  test("of an encoded body says which encodings are taken", () => {
    expect(failure(new AppError("unsupported_content_encoding"), asked)).toMatchObject({
      status: 415,
      headers: { "accept-encoding": "identity" },
    });
  });

  test("has its code's status, and says when to come again if the service is busy", () => {
    expect(failure(new AppError("customer_not_found"), asked)).toMatchObject({ status: 404 });
    expect(failure(new AppError("customer_not_found"), asked)).not.toHaveProperty("headers");
    expect(failure(new AppError("service_unavailable"), asked)).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
      payload: { kind: "failure", error: { code: "service_unavailable" } },
    });
  });
});

describe("a result", () => {
  const result = (answer: Parameters<typeof toResult>[1], fields?: EventFields) => toResult(requestOf(fields), answer);
  const bodyOf = (answer: Parameters<typeof toResult>[1], fields?: EventFields) =>
    JSON.parse(result(answer, fields).body ?? "");

  test("is JSON that nobody keeps, with the request's id and the generation's version", () => {
    expect(result(single(customerExample, 201))).toEqual({
      statusCode: 201,
      headers: {
        "content-type": "application/json",
        "cache-control": "no-store",
        "commet-version": "unversioned",
        "x-request-id": "request-1",
      },
      body: JSON.stringify({ success: true, data: customerExample }),
    });
  });

  test("has the headers of its answer before those that all have", () => {
    const { headers, body } = result(document("# Text", { "content-type": "text/markdown" }));

    expect([headers?.["content-type"], headers?.["cache-control"], body]).toEqual([
      "text/markdown",
      "no-store",
      "# Text",
    ]);
    expect(result(document({ openapi: "3.1.0" }))).toMatchObject({ statusCode: 200, body: '{"openapi":"3.1.0"}' });
  });

  test("speaks the generation that the request does", () => {
    const v1 = { rawPath: "/api/v1/customers" };

    expect(result(single(customerExample), v1).headers?.["commet-version"]).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(bodyOf(single(customerExample), v1)).toMatchObject({ object: "customer" });
  });

  test.each([
    ["commet-java/1.9.0", true],
    ["x commet-java/1.9.0", false],
    ["curl/8", false],
    ["", false],
  ])("for %j has snake_case names beside the others: %s", (agent, isJava) => {
    const body = bodyOf(page([customerExample], "next"), { headers: { "user-agent": agent } });

    expect(["next_cursor" in body, "full_name" in body.data[0]]).toEqual([isJava, isJava]);
    expect([body.nextCursor, body.data[0].fullName]).toEqual(["next", "Acme Inc."]);
  });

  test("of a batch says what was made, what was not, and in production that it is live", () => {
    const failed = [{ index: 1, error: "email is required", data: null }];
    const answer = batch({ successful: [customerExample], failed });

    expect(answer).toEqual({
      status: 200,
      payload: { kind: "batch", livemode: true, successful: [customerExample], failed },
    });
    expect(bodyOf(answer)).toEqual({ success: true, data: { successful: [customerExample], failed } });
  });

  test("of one customer has its version as the ETag", () => {
    const customer = {
      organizationId: "org_a",
      id: "cus_1",
      version: 7,
      email: "a@b.co",
      createdAt: "2026-01-01T00:00:00.000Z",
      updatedAt: "2026-01-01T00:00:00.000Z",
      requestId: "request",
    };

    expect(customerAnswer(customer, 201)).toMatchObject({
      status: 201,
      headers: { etag: '"7"' },
      payload: { kind: "single", data: { id: "cus_1" } },
    });
    expect(customerAnswer(customer).status).toBe(200);
    expect(pastCustomerAnswer({ customer: customerExample, version: 3 })).toEqual({
      status: 200,
      headers: { etag: '"3"' },
      payload: { kind: "single", data: customerExample },
    });
  });

  test("of a list without an end says whether there is more, since there is always a cursor", () => {
    expect(bodyOf(openPage([customerExample], "next", false))).toMatchObject({ nextCursor: "next", hasMore: false });
    expect(bodyOf(openPage([], "next", true))).toMatchObject({ data: [], nextCursor: "next", hasMore: true });
  });

  test("of nothing says so", () => {
    expect(bodyOf(single(null))).toEqual({ success: true, data: null });
    expect(page([], undefined)).toEqual({ status: 200, payload: { kind: "page", data: [], nextCursor: undefined } });
  });
});

describe("a handler", () => {
  let lines: string[] = [];
  beforeEach(() => {
    lines = [];
    vi.useFakeTimers();
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  const logged = () => JSON.parse(lines.join(""));

  test("answers, and writes one line of what it has cost", async () => {
    vi.advanceTimersByTime(1_000);
    vi.setSystemTime("2026-01-02T03:04:05.678Z");
    let given: unknown;
    const handle = respond("getCustomer", async (call, request) => {
      given = [call.requestId, call.now().toISOString(), call.signal.aborted, call.units];
      call.units += 1.5;
      call.organizationId = "org_a";
      vi.advanceTimersByTime(12);
      return single(null, request.method === "GET" ? 200 : 201);
    });

    expect(await handle(eventOf())).toMatchObject({ statusCode: 200 });

    expect(given).toEqual(["request-1", "2026-01-02T03:04:05.678Z", false, 0]);
    expect(logged()).toMatchObject({
      level: "info",
      operation: "getCustomer",
      requestId: "request-1",
      organizationId: "org_a",
      status: 200,
      units: 1.5,
      failures: 0,
      latencyMs: 12,
    });
    expect(logged()).not.toHaveProperty("cause");
  });

  test("makes an answer of what is thrown, and counts it only if it is ours", async () => {
    const refused = respond("x", async () => {
      throw new AppError("customer_not_found");
    });
    expect(await refused(eventOf())).toMatchObject({ statusCode: 404 });
    expect(logged()).toMatchObject({ level: "info", status: 404, failures: 0 });

    lines = [];
    const broken = respond("x", async () => {
      throw new TypeError("private");
    });
    expect(await broken(eventOf())).toMatchObject({ statusCode: 500 });
    expect(logged()).toMatchObject({ level: "error", status: 500, failures: 1, cause: { name: "TypeError" } });
  });

  test("ends the time of its request after 8 seconds, and of what has failed at once", async () => {
    const aborted: boolean[] = [];
    let signal: AbortSignal | undefined;
    const handle = respond("x", async (call) => {
      vi.advanceTimersByTime(7_999);
      aborted.push(call.signal.aborted);
      vi.advanceTimersByTime(1);
      aborted.push(call.signal.aborted);
      return single(null);
    });
    await handle(eventOf());
    expect(aborted).toEqual([false, true]);

    const failing = respond("x", async (call) => {
      signal = call.signal;
      throw new AppError("customer_not_found");
    });
    await failing(eventOf());
    expect(signal?.reason).toMatchObject({ name: "AbortError", message: "The request was answered" });
  });

  test("gives a request the time that it asks to wait besides", async () => {
    const aborted: boolean[] = [];
    const handle = respond(
      "x",
      async (call) => {
        for (const ms of [27_999, 1]) {
          vi.advanceTimersByTime(ms);
          aborted.push(call.signal.aborted);
        }
        return single(null);
      },
      () => 20_000,
    );
    await handle(eventOf());
    expect(aborted).toEqual([false, true]);
  });

  test("leaves alone what was answered in time", async () => {
    let signal: AbortSignal | undefined;
    const handle = respond("x", async (call) => {
      signal = call.signal;
      return single(null);
    });
    await handle(eventOf());

    vi.advanceTimersByTime(60_000);
    expect([signal?.aborted, vi.getTimerCount()]).toEqual([false, 0]);
  });
});
