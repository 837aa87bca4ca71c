import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import {
  hasInvisible,
  inOneLine,
  misspellingOf,
  misspeltFields,
  oncePerField,
  pastedText,
  read,
  text,
} from "../../core/base/validation.ts";

describe("a problem", () => {
  const schema = z.object({
    text: text(3),
    number: z.int({ error: "must be a whole number" }),
    flag: z.boolean({ error: "must be true or false" }),
    list: z.array(z.object({ inner: text(3) }), { error: "must be a list" }),
    choice: z.enum(["a", "b"], { error: "must be a or b" }),
    object: z.object({ part: text(3) }, { error: "must be an object" }),
  });
  const told = (input: unknown) => {
    const result = read(schema, input);
    return "problems" in result
      ? Object.fromEntries(result.problems.map(({ field, message }) => [field, message]))
      : {};
  };
  const fields = ["text", "number", "flag", "list", "choice", "object"];

  test("of what is missing is that it is required, whatever it would have to be", () => {
    const missing = Object.fromEntries(fields.map((field) => [field, "is required"]));
    expect(told({})).toEqual(missing);
    expect(told(Object.fromEntries(fields.map((field) => [field, null])))).toEqual(missing);
    expect(told({ ...{ text: "a", number: 1, flag: true, choice: "a" }, list: [{}], object: { part: null } })).toEqual({
      "list[0].inner": "is required",
      "object.part": "is required",
    });
  });

  test("of what is there is what it must be", () => {
    expect(told({ text: 5, number: "1", flag: 0, list: {}, choice: "c", object: [] })).toEqual({
      text: "must be text",
      number: "must be a whole number",
      flag: "must be true or false",
      list: "must be a list",
      choice: "must be a or b",
      object: "must be an object",
    });
    expect(read(z.object({}, { error: "must be a JSON object" }), null)).toEqual({
      problems: [{ field: "body", message: "must be a JSON object" }],
    });
  });

  test("is the first one of its field", () => {
    const [a, b, other] = [
      { field: "a", message: "1" },
      { field: "a", message: "2" },
      { field: "b", message: "3" },
    ];
    expect(oncePerField([a, b, other, b])).toEqual([a, other]);
    expect(oncePerField([other, a])).toEqual([other, a]);
  });
});

describe("a misspelt name", () => {
  test.each(["postal_code", "PostalCode", "postal-code", "POSTALCODE", "postalCode[]", "_postal__code_"])(
    "%s has the letters of postalCode",
    (key) => expect(misspellingOf("postalCode", { [key]: "x" })).toBe(key),
  );
  test.each(["postcode", "zip", "postalCodes", "postal code", "postalCode2"])("%s has others: no guessing", (key) => {
    expect(misspellingOf("postalCode", { [key]: "x" })).toBeUndefined();
  });
  test("is none beside the name itself, nor with no value", () => {
    expect(misspellingOf("postalCode", { postal_code: "x", postalCode: "y" })).toBeUndefined();
    for (const value of [null, undefined, ""])
      expect(misspellingOf("postalCode", { postal_code: value })).toBeUndefined();
    for (const value of [null, undefined, ""])
      expect(misspellingOf("postalCode", { postal_code: "x", postalCode: value })).toBe("postal_code");
  });
});

describe("misspelt fields", () => {
  const known = ["email", "fullName", "id"];
  test.each<[object, { sent: string; right: string }[]]>([
    [{ email: "a", fullName: "b", id: "c" }, []],
    [{ email: "a", phone: "b", name: "c" }, []],
    [
      { Email: "a", "full-name": "b" },
      [
        { sent: "Email", right: "email" },
        { sent: "full-name", right: "fullName" },
      ],
    ],
    [{ fullName: "a", full_name: "b", ID: "" }, []],
    [{ fullName: null, full_name: { a: 1 } }, [{ sent: "full_name", right: "fullName" }]],
  ])("of %j are %j", (object, misspelt) => {
    expect(misspeltFields(known, object as Record<string, unknown>)).toEqual(
      misspelt.map(({ sent, right }) => ({ field: sent, message: `must be written ${right}`, right })),
    );
  });
});

describe("pasted text", () => {
  test.each([
    ["a\tb", "a b"],
    ["a\r\n\t\v\fb\n", "a b "],
    ["\n", ""],
    [" \u00a0\u3000\u2003\t", ""],
    [" a ", " a "],
    ["a\u2028b\u0085c", "a\u2028b\u0085c"],
    ["", ""],
  ])("%j is %j in one line", (sent, kept) => expect(inOneLine(sent)).toBe(kept));

  test.each([
    ...["\u0000", "\u0008", "\u000e", "\u001b", "\u001f"].map((sign) => [sign, "must not contain control characters"]),
    ["\ud800", "must not contain lone surrogates"],
  ])("has no %j: it %s", (sign, message) => {
    expect(read(pastedText(9), `a${sign}b`)).toEqual({ problems: [{ field: "body", message }] });
  });

  test("says its limit to the OpenAPI document", () => {
    expect(z.toJSONSchema(pastedText(3))).toMatchObject({ type: "string", maxLength: 3 });
  });

  test("is as long as what is stored of it", () => {
    expect(read(pastedText(3), "a\r\nb")).toEqual({ value: "a\r\nb" });
    expect(read(pastedText(3), "🎉🎉🎉")).toHaveProperty("value");
    expect(read(pastedText(3), "a\nbc")).toHaveProperty("problems");
  });
});

describe("what cannot be seen", () => {
  test.each([
    ...["\u00ad", "\u034f", "\u061c", "\u115f", "\u17b4", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u202e"],
    ...[
      "\u2060",
      "\u2066",
      "\u206f",
      "\u2800",
      "\u3164",
      "\ufe0f",
      "\ufeff",
      "\uffa0",
      "\ufff9",
      "\ufffd",
      "\u{1d173}",
    ],
    ...["\u{e0001}", "\u{e0061}", "\u{e0100}", "\u0600", "\u070f"],
  ])("%j is found", (sign) => expect(hasInvisible(`a${sign}b`)).toBe(true));

  test.each(["abc", "é", "e\u0301", "🎉", "日本", "ไทย", "हिन्दी", "مصطفى", "a b", "\u00a0", "\u2028", "\u0085", "\t"])(
    "%j can be seen, or is a blank",
    (value) => expect(hasInvisible(value)).toBe(false),
  );
});
