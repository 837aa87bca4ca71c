/** A failure that a person can act on: shown as one line, without a stack. */
export class StackError extends Error {
  override readonly name = "StackError";
}

export const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
