import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Budget } from "../../core/base/context.ts";
import { type Consumed, consume } from "../../core/changes/consume.ts";

process.env.STAGE = "production";

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const records = ["100", "101", "102"].map((SequenceNumber) => ({ dynamodb: { SequenceNumber } }));
const run = (consumed: Consumed) => consume("publishChanges", records, async () => consumed);

describe("a batch of changes", () => {
  test("that is done does not come again", async () => {
    expect(await run({ metrics: {}, firstUndone: undefined })).toEqual({ batchItemFailures: [] });
  });

  test.each([
    [0, "100"],
    [2, "102"],
  ])("comes again from record %i on, the first that is not done", async (firstUndone, itemIdentifier) => {
    expect(await run({ metrics: {}, firstUndone })).toEqual({ batchItemFailures: [{ itemIdentifier }] });
  });

  test("whose record has no place in its shard does not come again", async () => {
    const consumed = { metrics: {}, firstUndone: 0 };

    for (const record of [{}, { dynamodb: {} }])
      expect(await consume("x", [record], async () => consumed)).toEqual({ batchItemFailures: [] });
    expect(await consume("x", [], async () => consumed)).toEqual({ batchItemFailures: [] });
  });

  test("leaves one line in the log: its metrics, what it has cost, why it was not done", async () => {
    vi.spyOn(performance, "now").mockReturnValueOnce(1_000).mockReturnValueOnce(1_012.6);

    await consume("publishChanges", records, async (budget: Budget) => {
      budget.units += 2.5;
      return { metrics: { events: 3 }, fields: { oldest: "a" }, error: new TypeError("private"), firstUndone: 1 };
    });

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "error",
      operation: "publishChanges",
      latencyMs: 13,
      units: 2.5,
      events: 3,
      oldest: "a",
      cause: { name: "TypeError" },
    });
  });

  test("without an error is no error in the log", async () => {
    await run({ metrics: {}, firstUndone: undefined });

    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "info" });
  });

  test("has 45 seconds, of the 60 that its function has", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");

    await run({ metrics: {}, firstUndone: undefined });

    expect(timeout).toHaveBeenCalledWith(45_000);
  });
});
