import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InexactNumber, parseJson, readJson } from "../../core/base/json.ts";

const isExact = (text: string): boolean => typeof parseJson(text) === "number";

describe("a number in JSON", () => {
  test.each([
    ...[
      "0",
      "-0",
      "0.0",
      "0e0",
      "0e999999999999",
      "0.000000000000000000000000",
      "1",
      "-1",
      "1.10",
      "1.5e3",
      "1E2",
      "1e+2",
    ],
    ...["100000000000000000000", "1e21", "9007199254740992", "1e22", "1.7976931348623157e308", "5e-324", "4.9e-324"],
    ...[
      "0.1",
      "0.10000000000000001",
      "0.1000000000000000056",
      "0.1000000000000000055511151231257827",
      "0.100000000000000000000000",
      "0.30000000000000004",
    ],
    ...[
      "2.2250738585072014e-308",
      "123456789.12345678",
      "0.000001",
      "1e-7",
      "12345678901234567e-16",
      "1.0000000000000000000000000",
    ],
    // Zeros before, inside and behind, and as many digits as are compared.
    ...["0.00000010000000000", "0.01000000000000000021", "10000000000000000000000", `1.05${"0".repeat(200)}`],
    `0.1000000000000000055511151231257827021181583404541015625${"0".repeat(45)}`,
  ])("%s is kept: written with as many digits, what is stored is what was sent", (text) => {
    expect(isExact(text)).toBe(true);
    expect(parseJson(text)).toBe(Number(text));
  });

  test.each([
    ...["1e-400", "-1e-400", "1e400", "-1e400", "1e999999999999", "4e-324", "2e-324", "4.94e-325", "9007199254740993"],
    ...[
      "3.141592653589793238",
      "0.12345678901234567890",
      "1.00000000000000000001",
      "9007199254740992.5",
      "0.1000000000000000057",
    ],
    `1.${"0".repeat(200)}1`,
  ])("%s is not", (text) => {
    expect(parseJson(text)).toEqual(new InexactNumber(Number(text)));
    expect(parseJson(`[{"a":${text}},"${text}"]`)).toEqual([{ a: new InexactNumber(Number(text)) }, text]);
  });

  test("is kept if a program wrote it", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => isExact(JSON.stringify(value))),
    );
    // 17 digits tell every double from its neighbours: so Python's and C's ways of writing one pass.
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => isExact(value.toExponential(16))),
    );
  });
});

describe("JSON", () => {
  test("is what JSON.parse makes of it, where numbers are kept", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
    expect(parseJson('{"__proto__":1.0000000000000000,"a":"1e5"}')).toEqual(JSON.parse('{"__proto__":1,"a":"1e5"}'));
  });

  test("that is none is refused, whatever numbers are in it", () => {
    for (const text of ["", "{", "[1e400", "01", "1e", "{}x", "+1"]) expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  test("of 100,000 levels is read, with a number that needs a look too", () => {
    const deep = (number: string) => `${"[".repeat(100_000)}${number}${"]".repeat(100_000)}`;
    for (const number of ["1", "1e-400"]) expect(Array.isArray(parseJson(deep(number)))).toBe(true);
  });

  test("writes a number that was not kept as the number that it became", () => {
    expect(JSON.stringify(parseJson('{"a":[1e-400]}'))).toBe('{"a":[0]}');
  });
});

describe("a key with an escape in JSON", () => {
  // What was read first makes the V8 of Node 24 take the second one's key for its own.
  test.each([
    ['{"a":1,"\\\\":1}', '{"a":1,"\\"":1}'],
    ['{"a":1,"\\\\":1}', '{"a":1,"\\u00e9":1}'],
    ['{"b":1,"c\\\\":1}', '{"b":1,"c\\u003d":1}'],
    ['{"x":1,"\\\\u00e9":1}', '{"x":1,"\\u00e9tatss":1}'],
    ['{"d":1,"\\\\":1}', '{"d":1,"\\t":[[ \n],{ \n},[{},[null,{"g":[]}]]]}'],
    ['[{"h":0,"\\\\":1}]', '[{"h":0 , "\\n" : 1},"\\":",{"__proto__":{"\\u0061":"{"},"2":1,"1":"[","2":3}]'],
  ])("is its own after %j: %j", (first, second) => {
    JSON.parse(first);
    // Read as a program's text, where it means the same but for __proto__.
    const expected = new Function(`return ${second.replace('"__proto__"', '["__proto__"]')}`)();
    expect(readJson(second)).toEqual(expected);
    expect(JSON.stringify(readJson(second))).toBe(JSON.stringify(expected));
  });

  test("is its own in every JSON, however it is written", () => {
    const text = fc.string({ unit: fc.constantFrom(...'=\n"\\u0e9 bc{}[]:,é') });
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        text,
        fc.integer(),
        fc.constantFrom(true, null),
        fc.array(tie("json")),
        fc.dictionary(text, tie("json"), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1), (value, indent) => {
        const written = JSON.stringify(value, null, indent).replaceAll("é", "\\u00e9");
        expect(JSON.stringify(readJson(written))).toBe(JSON.stringify(value));
        expect(JSON.stringify(parseJson(written))).toBe(JSON.stringify(value));
      }),
    );
  });

  test("tells of inexact numbers beside it, in any depth", () => {
    expect(parseJson('{"a":1,"\\u00e9":[1e-400,{"\\"":9007199254740993}]}')).toEqual({
      a: 1,
      é: [new InexactNumber(0), { '"': new InexactNumber(9007199254740992) }],
    });
  });

  test.each(["{", '{"\\u00e9"}', '{"\\u00e9":1,}', '{"\\x":1}', '["\\u00e9":1]', '{"\\u00e9",1}'])(
    "does not make JSON of %j",
    (text) => {
      expect(() => readJson(text)).toThrow(SyntaxError);
    },
  );

  test("is read in a time that grows with the text alone", () => {
    const nested = "[".repeat(100_000) + "]".repeat(100_000);
    for (const text of [
      `{"a":"${"\\\\".repeat(500_000)}"}`,
      `{"\\u00e9":${nested}}`,
      `{"\\u00e9":"${'\\"'.repeat(300_000)}"}`,
    ])
      expect(Object.keys(readJson(text) as object)).toHaveLength(1);
  });
});
