import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../", import.meta.url));

/** What a machine may lack, which the setup of those tests says. */
const LACKS = ["hasBrowser", "hasPython"];

test("No test is left out without a word: it says why itself, or a setup says what the machine lacks", () => {
  const silent = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) =>
      Array.from(
        readFileSync(folder + name, "utf8").matchAll(/\b(?:test|it|describe)\.(?:skip|todo|(?:runIf|skipIf)\((\w*))/g),
        ([text, condition = ""]) => ({ name, text, condition }),
      ),
    )
    .filter(({ condition }) => !LACKS.includes(condition));
  expect(silent).toEqual([]);
});
