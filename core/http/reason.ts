/** The `x-reason` header: why a caller changes something. Headers are ASCII, so it is percent-encoded UTF-8. */
import { invalid } from "../base/errors.ts";
import { characters, inOneLine } from "../base/validation.ts";

const MAX_CHARACTERS = 200;

/**
 * The reason in a header's value. Line breaks become blanks, and blanks alone are no reason.
 *
 * @throws AppError `validation_error`
 */
export function readReason(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const reason = inOneLine(decoded(header));
  if (characters(reason) > MAX_CHARACTERS) throw refused(`must be at most ${MAX_CHARACTERS} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  if (/[\u0000-\u001f]/.test(reason)) throw refused("must not contain control characters");
  return reason === "" ? undefined : reason;
}

function decoded(header: string): string {
  try {
    // What is not ASCII has come through as other characters than were sent.
    if (/^[\x20-\x7e\t]*$/.test(header)) return decodeURIComponent(header);
  } catch {
    // Malformed, which is refused like what is not encoded at all.
  }
  throw refused("must be percent-encoded UTF-8, a % itself as %25");
}

const refused = (message: string) => invalid([{ field: "x-reason", message }]);
