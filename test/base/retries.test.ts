import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { AppError } from "../../core/base/errors.ts";
import { withRetries } from "../../core/base/retries.ts";

// No time passes here.
vi.mock("node:timers/promises", () => ({ setTimeout: vi.fn(async () => undefined) }));
afterEach(() => vi.clearAllMocks());

/** Refused so many times before it succeeds. */
const refused = (times: number, error: Error = new AppError("service_unavailable")) => {
  let left = times;
  return vi.fn(async () => {
    if (left-- > 0) throw error;
    return "done";
  });
};
const waits = (): number[] => vi.mocked(sleep).mock.calls.map(([milliseconds = 0]) => milliseconds);

describe("for an operator", () => {
  test("what succeeds is done once", async () => {
    const run = refused(0);

    expect(await withRetries(run)).toBe("done");
    expect([run.mock.calls.length, waits()]).toEqual([1, []]);
  });

  test("what DynamoDB refuses is tried ten times in half a minute, with longer and longer waits up to five seconds", async () => {
    expect(await withRetries(refused(9))).toBe("done");
    expect(waits()).toEqual([200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
    const run = refused(10);
    await expect(withRetries(run)).rejects.toMatchObject({ code: "service_unavailable" });
    expect(run).toHaveBeenCalledTimes(10);
  });

  test.each([new AppError("customer_not_found"), new Error("service_unavailable")])(
    "what fails for good is not tried again: %s",
    async (error) => {
      const run = refused(1, error);

      await expect(withRetries(run)).rejects.toBe(error);
      expect(run).toHaveBeenCalledTimes(1);
    },
  );
});
