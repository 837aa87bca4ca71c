import { expect, test } from "vitest";
import { newestOf, type WatchedSdk } from "./newest.ts";

const sdk = (tested: string, version: string, apiVersion: string): WatchedSdk => ({
  name: "sdk",
  tested,
  fetch: async () => ({ version, apiVersion }),
});

test.each([
  ["nothing, where the newest release is tested", sdk("9.10.0", "9.10.0", "2026-07-11"), false],
  ["nothing, where the registry has but older ones", sdk("9.10.0", "9.7.0", "2026-07-11"), false],
  ["a newer release, by its numbers", sdk("9.7.0", "9.10.0", "2026-07-11"), true],
  ["a newer version of the API", sdk("9.7.0", "9.7.0", "2999-01-01"), true],
])("news is %s", async (_, watched, isNews) => {
  expect((await newestOf([watched])).isNews).toBe(isNews);
});

test("a registry that cannot be asked is said, and is no news", async () => {
  const unreachable: WatchedSdk = {
    name: "sdk",
    tested: "1.0.0",
    fetch: () => Promise.reject(new Error("no network")),
  };

  expect(await newestOf([unreachable])).toEqual({
    isNews: false,
    lines: ["sdk: its newest release could not be fetched: no network"],
  });
});
