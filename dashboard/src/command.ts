/** Requests as curl commands for a POSIX shell. They read the API key from the environment, and never contain it. */
import type { CommandParts } from "./writes.ts";

const KEY = '-H "x-api-key: $COMMET_API_KEY"';

/** The command for what is on screen. */
export const readCommand = (url: string): string => `curl ${quoted(url)} ${KEY}`;

/** The command for a change. Its `Idempotency-Key` goes with it, so that sending it again does not do it twice. */
export function writeCommand({ method, url, headers, body }: CommandParts): string {
  const given = headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const data = body === "" ? [] : [`--data-raw ${quoted(withoutInvisible(body))}`];
  return [`curl -X ${method} ${quoted(url)} ${KEY}`, ...given, ...data].join(" ");
}

/** In single quotes a shell takes everything as it is, but for the quote itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The same JSON without signs that nobody sees, of which some turn the text around them: they are escaped. */
const withoutInvisible = (json: string): string =>
  json.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, escaped);

/** A character beyond the first 65,536 is two units. */
const escaped = (character: string): string =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
