import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { AppError } from "../../core/base/errors.ts";
import { parse, parseBody, parseQuery, problemOf, read, text } from "../../core/base/validation.ts";

/** What a schema says against a value: the first problem's message, or nothing. */
const problemIn = (schema: z.ZodMiniType, value: unknown): string | undefined => {
  const result = read(schema, value);
  return "problems" in result ? result.problems[0]?.message : undefined;
};

describe("text", () => {
  test.each<[unknown, string | undefined]>([
    ["", undefined],
    ["abc", undefined],
    ["𠮷𠮷𠮷", undefined],
    ["abcd", "must be at most 3 characters"],
    ["𠮷𠮷𠮷𠮷", "must be at most 3 characters"],
    ["a\u0000", "must not contain control characters"],
    ["\u001fa", "must not contain control characters"],
    ["\n", "must not contain control characters"],
    ["a \u007f", undefined],
    ["\ud800", "must not contain lone surrogates"],
    [1, "must be text"],
    [null, "must be text"],
  ])("of at most 3 characters, %j: %s", (value, problem) => {
    expect(problemIn(text(3), value)).toBe(problem);
  });

  test("says its limit to the OpenAPI document", () => {
    expect(z.toJSONSchema(text(3))).toMatchObject({ type: "string", maxLength: 3 });
  });
});

describe("reading input", () => {
  const item = z.object({ code: text(3) });
  const schema = z.object({ billingEmail: text(3), list: z.array(item), 7: z.optional(text(3)) });
  const names = { billingEmail: "email" };

  test("tells every problem at once, by the names that the guide's reader wrote", () => {
    const input = { billingEmail: 1, list: [...Array(12).fill({ code: "abc" }), { code: "\n" }], 7: 1 };

    expect(read(schema, input, names)).toEqual({
      problems: [
        { field: "7", message: "must be text" },
        { field: "email", message: "must be text" },
        { field: "list[12].code", message: "must not contain control characters" },
      ],
    });
  });

  test("renames at the top alone, and only what has another name", () => {
    const nested = z.object({ address: z.object({ billingEmail: text(3), "1a": text(3) }), other: text(3) });

    expect(read(nested, { address: { billingEmail: 1, "1a": 1 }, other: 1 }, { ...names, other: "another" })).toEqual({
      problems: [
        { field: "address.billingEmail", message: "must be text" },
        { field: "address.1a", message: "must be text" },
        { field: "another", message: "must be text" },
      ],
    });
  });

  test("blames the body where no field is to blame", () => {
    expect(read(z.object({}, { error: "must be a JSON object" }), 5)).toEqual({
      problems: [{ field: "body", message: "must be a JSON object" }],
    });
  });

  test("gives the value, without what the schema does not know", () => {
    expect(read(item, { code: "a", more: 1 })).toEqual({ value: { code: "a" } });
    expect(parse(item, { code: "a", more: 1 })).toEqual({ code: "a" });
  });

  test("ends a request that has problems with a 422 that names them", () => {
    const refused = () => parse(schema, { billingEmail: 1, list: [] }, names);

    expect(refused).toThrow(AppError);
    expect(refused).toThrow(
      expect.objectContaining({
        code: "validation_error",
        details: [{ field: "email", message: "must be text" }],
      }),
    );
  });
});

describe("a check", () => {
  const checks = z
    .string()
    .check(problemOf((value) => (value.includes("a") ? "has an a" : undefined)))
    .check(problemOf((value) => (value.includes("b") ? "has a b" : undefined)));

  test("that finds nothing lets the value through", () => {
    expect(problemIn(checks, "c")).toBeUndefined();
  });

  test("does not keep the next one from looking", () => {
    const { error } = checks.safeParse("ab");

    expect(error?.issues.map(({ message }) => message)).toEqual(["has an a", "has a b"]);
  });
});

describe("reading a body", () => {
  const schema = z.object(
    { planCode: text(3), trialDays: z.optional(z.int({ error: "must be a whole number" })) },
    { error: "must be a JSON object" },
  );

  test("gives the value", () => {
    expect(parseBody(schema, { planCode: "pro", other: 1 })).toEqual({ planCode: "pro" });
  });

  test.each<[unknown, object[]]>([
    [{ planCode: "pro", trial_days: 7 }, [{ field: "trial_days", message: "must be written trialDays" }]],
    [{ planCode: "long" }, [{ field: "planCode", message: "must be at most 3 characters" }]],
    [
      { planCode: "long", trial_days: 7 },
      [
        { field: "trial_days", message: "must be written trialDays" },
        { field: "planCode", message: "must be at most 3 characters" },
      ],
    ],
    ["text", [{ field: "body", message: "must be a JSON object" }]],
    [["planCode"], [{ field: "body", message: "must be a JSON object" }]],
  ])("refuses %j, also what would be ignored and cost money", (body, details) => {
    expect(() => parseBody(schema, body)).toThrow(expect.objectContaining({ details }));
  });
});

describe("reading a query", () => {
  const schema = z.object({ limit: z.optional(text(3)), cursor: z.optional(text(3)) });

  test("takes the parameters that the schema names, and ignores all others", () => {
    expect(parseQuery(schema, new URLSearchParams("limit=a&other=b"))).toEqual({ limit: "a" });
    expect(parseQuery(schema, new URLSearchParams("other=b"))).toEqual({});
  });

  test("refuses by the parameter's name", () => {
    expect(() => parseQuery(schema, new URLSearchParams("limit=abcd"))).toThrow(
      expect.objectContaining({ details: [{ field: "limit", message: "must be at most 3 characters" }] }),
    );
  });

  test.each(["Limit", "limit[]", "li_mit", "LIM-IT"])("refuses %s, by the right name", (sent) => {
    expect(() => parseQuery(schema, new URLSearchParams({ [sent]: "a" }))).toThrow(
      expect.objectContaining({ details: [{ field: sent, message: "is not known: send limit" }] }),
    );
  });

  test.each([
    ["page_size", "limit"],
    ["Starting-After", "cursor"],
  ])("refuses %s, which means %s", (sent, right) => {
    const query = new URLSearchParams({ [sent]: "a" });
    expect(() => parseQuery(schema, query, { pageSize: "limit", startingAfter: "cursor" })).toThrow(
      expect.objectContaining({ details: [{ field: sent, message: `is not known: send ${right}` }] }),
    );
    expect(parseQuery(schema, query)).toEqual({});
  });

  test("takes a name of its own for what it says, even if it means another elsewhere", () => {
    expect(parseQuery(schema, new URLSearchParams("cursor=a"), { cursor: "limit" })).toEqual({ cursor: "a" });
    expect(() => parseQuery(schema, new URLSearchParams("Cursor=a"), { cursor: "limit" })).toThrow(
      expect.objectContaining({ details: [{ field: "Cursor", message: "is not known: send cursor" }] }),
    );
  });

  test.each([
    ["type=a", ["a"]],
    ["type=a&type=b", ["a", "b"]],
    ["type[]=a&type[]=b", ["a", "b"]],
    ["type[0]=a&type[12]=b", ["a", "b"]],
    ["other=a", undefined],
  ])("takes a list as SDKs and PHP send it: %s", (sent, type) => {
    const lists = z.object({ type: z.optional(z.array(text(3))), limit: z.optional(text(3)) });
    expect(parseQuery(lists, new URLSearchParams(`${sent}&limit=1`), {}, ["type"])).toStrictEqual({
      ...(type ? { type } : {}),
      limit: "1",
    });
  });

  test.each(["type[x]", "type[0]x", "ty[0]pe", "Type"])("takes %s for no list, as it is misspelt", (sent) => {
    const lists = z.object({ type: z.optional(z.array(text(3))) });
    const asked = () => parseQuery(lists, new URLSearchParams({ [sent]: "a" }), {}, ["type"]);
    if (sent === "Type")
      expect(asked).toThrow(
        expect.objectContaining({ details: [{ field: sent, message: "is not known: send type" }] }),
      );
    else expect(asked()).toEqual({});
  });

  test("tells each problem once: a misspelt parameter is not missing, others are", () => {
    const strict = z.object({ customerId: text(3), status: text(3), limit: z.optional(text(3)) });
    expect(() => parseQuery(strict, new URLSearchParams("customer_id=a&customer_id=b&limit=abcd"))).toThrow(
      expect.objectContaining({
        details: [
          { field: "customer_id", message: "is not known: send customerId" },
          { field: "status", message: "is required" },
          { field: "limit", message: "must be at most 3 characters" },
        ],
      }),
    );
  });
});
