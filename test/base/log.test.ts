import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AppError } from "../../core/base/errors.ts";
import { log } from "../../core/base/log.ts";

process.env.STAGE = "production";

let written: string[] = [];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The line that was written, read back. */
function line() {
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^\{.*\}\n$/);
  return JSON.parse(written[0] ?? "");
}

test("a line is one JSON object with the operation's numbers", () => {
  log("getCustomer", { latencyMs: 1.5, units: 0.5 }, { requestId: "request" });

  expect(line()).toEqual({
    level: "info",
    stage: "production",
    operation: "getCustomer",
    requestId: "request",
    latencyMs: 1.5,
    units: 0.5,
  });
});

test("CloudWatch makes metrics, by stage and operation, of the numbers that an alarm reads, and of no others", () => {
  vi.spyOn(Date, "now").mockReturnValue(1_700_000_000_000);

  log("publishChanges", { latencyMs: 1.5, subscribersWithParked: 0, unreadable: 2 }, {});

  expect(line()).toMatchObject({ latencyMs: 1.5, subscribersWithParked: 0, unreadable: 2 });
  expect(line()._aws).toEqual({
    Timestamp: 1_700_000_000_000,
    CloudWatchMetrics: [
      {
        Namespace: "Clientela",
        Dimensions: [["stage", "operation"]],
        Metrics: [
          { Name: "subscribersWithParked", Unit: "Count" },
          { Name: "unreadable", Unit: "Count" },
        ],
      },
    ],
  });
});

test("a number that costs money by being told is told only when an alarm needs it", () => {
  log("indexCustomers", { unreadable: 0 }, {});

  expect(line()).not.toHaveProperty("_aws");
});

describe("an error's line", () => {
  test("says where it came from, never its message", () => {
    log("x", {}, {}, new TypeError("private"));

    const { level, cause } = line();
    expect([level, cause.name]).toEqual(["error", "TypeError"]);
    expect(cause.stack.length).toBeGreaterThan(0);
    expect(cause.stack.length).toBeLessThanOrEqual(8);
    for (const frame of cause.stack) expect(frame).toMatch(/^at \S/);
    expect(written[0]).not.toContain("private");
    expect(cause).not.toHaveProperty("cause");
  });

  test("does not quote a message that is several lines long", () => {
    log("x", {}, {}, new Error("first\nprivate at home\n at school"));

    expect(written[0]).not.toContain("private");
    expect(written[0]).not.toContain("school");
  });

  test("names an expected failure by its code, with what caused it", () => {
    log("x", {}, {}, new AppError("service_unavailable", { cause: new RangeError("private") }));

    const { cause } = line();
    expect([cause.name, cause.cause.name]).toEqual(["service_unavailable", "RangeError"]);
    expect(cause.cause.stack[0]).toContain("log.test.ts");
  });

  test("has at most the first 8 frames", () => {
    const error = new Error("x");
    error.stack = ["Error: x", ...Array.from({ length: 20 }, (_, i) => `    at frame${i}`)].join("\n");

    log("x", {}, {}, error);

    expect(line().cause.stack).toEqual(Array.from({ length: 8 }, (_, i) => `at frame${i}`));
  });

  test("tells of an error without a stack, and of what is no error, by name alone", () => {
    const bare = new Error("private");
    delete bare.stack;
    log("x", {}, {}, bare);
    expect(line().cause).toEqual({ name: "Error" });

    written = [];
    log("x", {}, {}, "private");
    expect(line().cause).toEqual({ name: "string" });
  });
});
