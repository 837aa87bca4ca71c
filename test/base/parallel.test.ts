import { describe, expect, test, vi } from "vitest";
import { chunks } from "../../core/base/chunks.ts";
import { budgetOf, operatorBudget } from "../../core/base/context.ts";
import { mapParallel } from "../../core/base/parallel.ts";

describe("mapping in parallel", () => {
  test.each([
    [7, 3, 3],
    [2, 5, 2],
    [3, 1, 1],
  ])("of %i items, at most %i at once, has %i under way and keeps their order", async (count, limit, atOnce) => {
    let underWay = 0;
    let most = 0;
    const items = Array.from({ length: count }, (_, i) => `item${i}`);

    const results = await mapParallel(items, limit, async (item, index) => {
      most = Math.max(most, ++underWay);
      // Later ones end first.
      for (let turn = index; turn < count; turn++) await Promise.resolve();
      underWay--;
      return `${index}:${item}`;
    });

    expect(results).toEqual(items.map((item, index) => `${index}:${item}`));
    expect(most).toBe(atOnce);
  });

  test("of nothing is nothing", async () => {
    expect(await mapParallel([], 3, async () => 1)).toEqual([]);
  });

  test("fails with the first failure", async () => {
    const failing = mapParallel([1, 2], 1, async () => Promise.reject(new Error("no")));

    await expect(failing).rejects.toThrow("no");
  });
});

test.each([
  [[], 2, []],
  [[1], 2, [[1]]],
  [[1, 2], 2, [[1, 2]]],
  [[1, 2, 3, 4, 5], 2, [[1, 2], [3, 4], [5]]],
])("%j in groups of at most %i is %j", (values, size, groups) => {
  expect(chunks(values, size)).toEqual(groups);
});

describe("a budget", () => {
  test("begins with no units, and its time is what was asked for", () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");

    const { signal, units } = budgetOf(1_234);

    expect([signal.aborted, units]).toEqual([false, 0]);
    expect(timeout).toHaveBeenCalledWith(1_234);
    expect(timeout.mock.results[0]?.value).toBe(signal);
    timeout.mockRestore();
  });

  test("of an operator is a minute", () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");

    expect(operatorBudget().units).toBe(0);

    expect(timeout).toHaveBeenCalledWith(60_000);
    timeout.mockRestore();
  });
});
