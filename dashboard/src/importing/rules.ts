/** The API's own rules for a new customer, so that a preview tells every problem before anything is sent. */
import { createCustomerBody, createNames } from "../../../core/customers/customer.ts";
import { problemsOf, readCustomer } from "../../../core/customers/review.ts";
import { STATUS } from "../../../csv/fields.ts";
import type { FieldProblem } from "../api/failure.ts";
import { customerOf, isStatusUnknown, type Matching } from "./columns.ts";
import type { TableRow } from "./file.ts";

export interface RowProblem extends FieldProblem {
  line: number;
}

const AT_ONCE = 500;

/** Every problem of every row, in the order of the file. Others get to work in between. */
export async function problemsIn(
  rows: readonly TableRow[],
  matching: Matching,
  signal: AbortSignal,
): Promise<RowProblem[]> {
  const problems: RowProblem[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) break;
    for (const problem of await problemsOfRow(row, matching)) problems.push({ line: row.line, ...problem });
  }
  return problems;
}

async function problemsOfRow(row: TableRow, matching: Matching): Promise<FieldProblem[]> {
  // Its values may be shifted.
  if (row.cells.slice(matching.length).some((cell) => cell !== "")) return [{ field: "", message: MORE_CELLS }];
  const { customer, isArchived } = customerOf(matching, row);
  const read = await readCustomer(createCustomerBody, customer, createNames);
  const status = isArchived ? ARCHIVED : isStatusUnknown(matching, row) ? NO_STATUS : undefined;
  const ofStatus = status === undefined ? [] : [{ field: STATUS, message: status }];
  return [...ofStatus, ...("problems" in read ? read.problems : problemsOf(read.review.objections))];
}

export const MORE_CELLS = "has more cells than there are columns";
export const ARCHIVED = "is archived, which only the command keeps";
export const NO_STATUS = "must be active or archived";
