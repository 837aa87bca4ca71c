import { ApiFailure, type FieldProblem } from "../api/failure.ts";
import { otherProblems } from "../customerForm.ts";
import { Failure } from "./Failure.tsx";

export const problemsOf = (error: unknown): readonly FieldProblem[] =>
  error instanceof ApiFailure ? error.problems : [];

/** What went wrong, unless the form's fields already show everything. */
export function FormFailure({ error }: { error: unknown }) {
  const problems = problemsOf(error);
  const isShownByFields = problems.length > 0 && otherProblems(problems).length === 0;
  return error && !isShownByFields ? <Failure error={error} /> : null;
}
