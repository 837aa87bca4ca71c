/** Errors of the operating system, such as a file that is missing or a connection that is refused. */

/** Whether an error carries the given code, e.g. `ENOENT`. */
export const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** What went wrong, in one line. An error without a message, as of a connection refused on every address, has a code only. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [line] = error.message.split("\n");
  return line || ("code" in error ? String(error.code) : error.name);
}
