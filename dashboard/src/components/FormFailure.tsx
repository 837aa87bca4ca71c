import { ApiFailure, type FieldProblem } from "../api/failure.ts";
import { Failure } from "./Failure.tsx";

export const problemsOf = (error: unknown): readonly FieldProblem[] =>
  error instanceof ApiFailure ? error.problems : [];

interface FormFailureProps {
  error: unknown;
  /** Whether the form shows the problems of a field beside it. */
  isShownInside: (field: string) => boolean;
}

/** What went wrong, unless the form's fields already show everything. */
export function FormFailure({ error, isShownInside }: FormFailureProps) {
  const problems = problemsOf(error);
  const isShownByFields = problems.length > 0 && problems.every(({ field }) => isShownInside(field));
  return error && !isShownByFields ? <Failure error={error} /> : null;
}
