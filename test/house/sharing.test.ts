import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sharingFiles } from "../support/sharing.ts";

const root = new URL("../../", import.meta.url);
const { shared, published, units } = sharingFiles(root);

test("A file that shares a process and its stack starts no other stack there, and replaces no module for the others", () => {
  const others = /\b(startApi|startStack|useEvents\w*|useFaulty\w*|vi\.mock|vi\.doMock)\(/;
  const sharing = [...shared, ...published, ...units];
  expect(sharing.filter((file) => others.test(readFileSync(new URL(file, root), "utf8")))).toEqual([]);
  expect([sharing.length > 100, new Set(sharing).size]).toEqual([true, sharing.length]);
});
