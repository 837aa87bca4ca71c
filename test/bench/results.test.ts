import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { judge } from "../../bench/measure.ts";
import { measures } from "../../bench/measures.ts";
import { plot } from "../../bench/plot.ts";
import { withFigures } from "../../bench/readme.ts";
import { RESULTS, readResults } from "../../bench/results.ts";
import { interleave, median, medianDifference, medianRatio } from "../../bench/statistics.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const results = readResults();
const goals = Object.assign({}, ...measures.map((measure) => measure.goals));

describe("The results of the bench", () => {
  test.each([
    ["README.md", "en"],
    ["README.es.md", "es"],
  ] as const)("are quoted in %s as they are", (name, language) => {
    expect(withFigures(read(name), results, language)).toBe(read(name));
  });

  test("are plotted as they are", () => {
    expect(plot(results)).toBe(read(RESULTS.replace(/json$/, "svg")));
  });

  test("hold every figure that is measured, or say why it could not be", () => {
    expect([...Object.keys(results.figures), ...Object.keys(results.unmeasured)].toSorted()).toEqual(
      Object.keys(goals).toSorted(),
    );
  });

  test("were judged by today's goals", () => {
    for (const [name, result] of Object.entries(results.figures))
      expect([name, result]).toEqual([name, judge(goals[name].goal, result.value)]);
  });
});

describe("A figure", () => {
  test("meets a goal that it equals, unless it must be below it", () => {
    expect(judge({ atMost: 1 }, 1)).toEqual({ value: 1, goal: 1, met: true });
    expect(judge({ atLeast: 1 }, 1).met).toBe(true);
    expect(judge({ below: 1 }, 1).met).toBe(false);
    expect(judge({ atMost: 1 }, 1.001).met).toBe(false);
    expect(judge({ atLeast: 0.8 }, 0.799).met).toBe(false);
    expect(judge("reported", 7)).toEqual({ value: 7, goal: null, met: true });
  });

  test("that could not be computed meets no goal", () => {
    expect(judge({ atMost: 1 }, Number.NaN).met).toBe(false);
    expect(judge({ atLeast: 1 }, Number.NaN).met).toBe(false);
  });
});

describe("The statistics", () => {
  test("take the middle, also of an even number", () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
  });

  test("compare only what ran in the same round", () => {
    const [a, b] = [
      [1, 20, 300],
      [2, 10, 100],
    ];
    expect(medianRatio(a, b, (one) => one)).toBe(2);
    expect(medianDifference(a, b, (one) => one)).toBe(10);
  });

  test("run every variant once a round, one at a time", async () => {
    const ran: string[] = [];
    const variant = (name: string) => async () => {
      ran.push(name);
      await Promise.resolve();
      return ran.length;
    };

    const taken = await interleave(7, { a: variant("a"), b: variant("b") });

    expect([taken.a.length, taken.b.length]).toEqual([7, 7]);
    for (let round = 0; round < 7; round++) expect(ran.slice(2 * round, 2 * round + 2).toSorted()).toEqual(["a", "b"]);
  });

  test("refuse fewer than seven rounds", async () => {
    await expect(interleave(6, { a: async () => 1 })).rejects.toThrow("at least 7");
  });
});
