/** The columns of the list, as a browser has stored them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnIds, readColumnChoice } from "../../../dashboard/src/columns.ts";

describe("A stored choice of columns", () => {
  const atFirst = readColumnChoice(null);

  test("is read as it was written", () => {
    const columns = atFirst.columns.toReversed().map((column, i) => ({ ...column, visible: i % 2 === 1 }));
    const choice = { columns, widths: { email: 321, country: 90 } };
    expect(readColumnChoice(JSON.stringify(choice))).toEqual(choice);
  });

  test("of another version keeps what is known; new columns come last, as at first", () => {
    const columns = [{ id: "phone", visible: true }, { id: "country", visible: true }, { id: "fullName" }];
    const read = readColumnChoice(JSON.stringify({ columns, widths: { phone: 100, email: "wide", plan: 1e9 } }));
    expect(read.columns.slice(0, 2)).toEqual([
      { id: "country", visible: true },
      { id: "fullName", visible: true },
    ]);
    expect(read.columns.slice(2)).toEqual(atFirst.columns.filter(({ id }) => id !== "country" && id !== "fullName"));
    expect(read.widths).toEqual({});
  });

  test("whatever it is, has each column once, and shows the name, which leads to the customer", () => {
    const column = fc.record({
      id: fc.constantFrom(...columnIds, "phone", 7),
      visible: fc.constantFrom(true, false, 0),
    });
    const stored = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ columns: fc.array(column), widths: fc.object() }).map((it) => JSON.stringify(it)),
    );
    fc.assert(
      fc.property(stored, (text) => {
        const { columns, widths } = readColumnChoice(text);
        expect(columns.map(({ id }) => id).toSorted()).toEqual([...columnIds].toSorted());
        expect(columns).toContainEqual({ id: "fullName", visible: true });
        for (const width of Object.values(widths)) expect(width).toBeGreaterThan(0);
      }),
    );
  });
});
