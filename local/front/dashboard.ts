/** The dashboard's built files, as the front serves them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { contentSecurityPolicy, DASHBOARD_PATH, REFERRER_POLICY } from "../../infra/dashboard.ts";

const FOLDER = fileURLToPath(new URL("../../dashboard/dist", import.meta.url));

/** For the file types that a build produces. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const COMPRESSED = /\.(css|html|js|svg)$/;
/** Names of these files contain a hash of their contents. */
const HASHED = /^assets\//;
/** Paths that can only be files. Every other path may be a page, and a page's path may end in an id with a dot. */
const FILE = /^(assets\/|[^/]*\.[^/]*$)/;

interface File {
  type: string;
  cacheControl: string;
  bytes: Buffer;
  isCompressible: boolean;
  compressed?: Promise<Buffer>;
}

/** By path below the dashboard's. No other file on the disk can be requested. */
type Files = ReadonlyMap<string, File>;

const compress = promisify(brotliCompress);
/** Nearly as small as the best quality, in a fraction of its time. */
const COMPRESSION = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Whether the dashboard is built, which `npm install` does. */
export const hasDashboard = (): boolean => existsSync(join(FOLDER, "index.html"));

let files: Files | undefined;

/** Answers a GET or HEAD below the dashboard's path: a file, or the page for every path that is not a file. */
export async function sendDashboard(request: IncomingMessage, response: ServerResponse): Promise<void> {
  files ??= readFiles();
  const [path = ""] = (request.url ?? "").slice(DASHBOARD_PATH.length).split("?");
  const file = files.get(path) ?? (FILE.test(path) ? undefined : files.get("index.html"));
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", REFERRER_POLICY);
  response.setHeader("content-security-policy", contentSecurityPolicy());
  if (!file) {
    response.writeHead(404, { "content-type": "text/plain", "cache-control": "no-store" });
    response.end("There is no such file.\n");
    return;
  }
  const isCompressed = file.isCompressible && takesBrotli(request);
  const body = isCompressed ? await compressed(file) : file.bytes;
  response
    .writeHead(200, {
      "content-type": file.type,
      "content-length": body.length,
      "cache-control": file.cacheControl,
      vary: "accept-encoding",
      ...(isCompressed ? { "content-encoding": "br" } : {}),
    })
    .end(body);
}

/** Compressed once for all requests. */
function compressed(file: File): Promise<Buffer> {
  file.compressed ??= compress(file.bytes, COMPRESSION);
  return file.compressed;
}

const takesBrotli = ({ headers }: IncomingMessage): boolean => /\bbr\b/.test(String(headers["accept-encoding"]));

/** Sends browsers to the page. */
export function redirectToDashboard(response: ServerResponse): void {
  response.writeHead(302, { location: DASHBOARD_PATH, vary: "accept", "cache-control": "no-store" }).end();
}

/** Whether the request comes from a person with a browser, not from a program. */
export const isBrowser = ({ headers }: IncomingMessage): boolean => /\btext\/html\b/.test(headers.accept ?? "");

/** The API has the same origin as the page. */
const CONFIG = Buffer.from(JSON.stringify({ apiUrl: "" }));

function readFiles(): Files {
  const built = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): [string, File] => {
      const name = relative(FOLDER, path).split(sep).join("/");
      return [name, fileOf(name, readFileSync(path))];
    });
  return new Map([...built, ["config.json", fileOf("config.json", CONFIG)]]);
}

const fileOf = (name: string, bytes: Buffer): File => ({
  type: CONTENT_TYPES[extname(name)] ?? "application/octet-stream",
  cacheControl: HASHED.test(name) ? "public, max-age=31536000, immutable" : "no-cache",
  bytes,
  isCompressible: COMPRESSED.test(name),
});
