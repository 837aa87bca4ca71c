/** A failure that a person can act on: shown as one line, without a stack. */
export class StackError extends Error {
  override readonly name = "StackError";
}

export const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** What went wrong, in one line; a connection that was refused on each of a name's addresses has a code only. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [line] = error.message.split("\n");
  return line || ("code" in error ? String(error.code) : error.name);
}
