import { expect, test } from "vitest";
import { hashedId, lettersAndDigits } from "../../core/base/ids.ts";

test("bytes become letters and digits, the last place of the number first, the same for ever", () => {
  expect(lettersAndDigits(Buffer.alloc(32), 4)).toBe("0000");
  expect(lettersAndDigits(Buffer.from([61]), 2)).toBe("z0");
  expect(lettersAndDigits(Buffer.from([62]), 3)).toBe("010");
  expect(lettersAndDigits(Buffer.from([1, 0]), 3)).toBe("840");
  expect(lettersAndDigits(Buffer.alloc(32, 255))).toMatch(/^[0-9A-Za-z]{24}$/);
});

test("every letter and digit stands for its own number", () => {
  const all = Array.from({ length: 62 }, (_, i) => lettersAndDigits(Buffer.from([i]), 1)).join("");
  expect(all).toBe("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
});

test("a text's id is the same for ever", () => {
  expect([hashedId("a"), hashedId("a", 8), hashedId("b", 8)]).toEqual([
    "Dhp9Oi1pF604VklfLTW6VtBS",
    "Dhp9Oi1p",
    "v6GEEWVR",
  ]);
});
