/** curl lines of Markdown pages, as requests. */

/** A word of a shell command with the blanks (or the escaped line end) in front of it. */
const word = /(?:[ \t]+|\\\n)+(?:'([^']*)'|"([^"]*)"|([^\s'"\\]+))/y;

/**
 * The curl commands of a page, byte for byte. A command ends at a line's end, or where prose follows a closing quote.
 */
export const curlCommands = (guide: string): string[] =>
  Array.from(guide.matchAll(/curl /g), ({ index }) => {
    word.lastIndex = index + "curl".length;
    let end = word.lastIndex;
    while (word.test(guide)) end = word.lastIndex;
    return guide.slice(index, end);
  });

export interface CurlRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** The request that curl makes for a command, with the shell's variables filled in. */
export function parseCurl(command: string, variables: Record<string, string>): CurlRequest {
  const words = shellWords(command, variables);
  // Headers that curl adds.
  const headers: Record<string, string> = { "user-agent": "curl/8.5.0", accept: "*/*" };
  let url = "";
  let method: string | undefined;
  let body: string | undefined;
  const next = (option: string): string => {
    const value = words.shift();
    if (value === undefined) throw new Error(`${option} without a value: ${command}`);
    return value;
  };
  for (let argument = words.shift(); argument !== undefined; argument = words.shift()) {
    if (argument === "-X") method = next(argument);
    else if (argument === "-H") {
      const header = next(argument);
      headers[header.slice(0, header.indexOf(":")).toLowerCase()] = header.slice(header.indexOf(":") + 1).trim();
    } else if (argument === "-d") body = next(argument);
    else if (argument.startsWith("-")) throw new Error(`An option that this parser does not know: ${argument}`);
    else url = argument;
  }
  if (body !== undefined) headers["content-type"] ??= "application/x-www-form-urlencoded";
  return {
    method: method ?? (body === undefined ? "GET" : "POST"),
    url,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

function shellWords(command: string, variables: Record<string, string>): string[] {
  const expand = (text: string): string =>
    text.replace(/\$([A-Z_]+)/g, (_, name: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`The command needs $${name}`);
      return value;
    });
  word.lastIndex = "curl".length;
  const words: string[] = [];
  for (let match = word.exec(command); match; match = word.exec(command)) {
    const [, literal, quoted, bare] = match;
    words.push(literal ?? expand(quoted ?? bare ?? ""));
  }
  return words;
}
