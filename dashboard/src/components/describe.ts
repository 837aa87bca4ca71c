import { ApiFailure } from "../api/failure.ts";
import { fill, type Locale } from "../locale.tsx";

/** A failure as a sentence in the reader's language, if we have a text. */
export function describe(error: unknown, { messages, problem }: Pick<Locale, "messages" | "problem">): string {
  const { errors, failure } = messages;
  if (!(error instanceof ApiFailure)) return failure.unexpected;
  const known: Record<string, string> = errors;
  const text = known[error.code] ?? (error.message || fill(failure.status, { status: error.status }));
  return [text, ...error.problems.map(({ field, message }) => `${field}: ${problem(message)}.`)].join(" ");
}
