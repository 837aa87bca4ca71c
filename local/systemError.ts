/** Errors of the operating system, such as a missing file or a refused connection. */

/** Whether an error carries the given code, e.g. `ENOENT`. */
export const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/**
 * The error in one line. An error without a message, such as a connection refused on every address, has only a code.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [line] = error.message.split("\n");
  return line || ("code" in error ? String(error.code) : error.name);
}
