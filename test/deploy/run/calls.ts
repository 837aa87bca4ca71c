/** Calls of AWS's API as they look on the wire: which ones change something. */
import type { IncomingHttpHeaders } from "node:http";

export interface Call {
  /** As its signature names it, e.g. `dynamodb`. */
  service: string;
  /** E.g. `CreateTable`; of services without names for their operations method and path, e.g. `PUT /bucket/key`. */
  operation: string;
  /** Whether it may have changed something. */
  writes: boolean;
  /** Whether it is SST's own book-keeping: its state, its locks, its passphrases. */
  ofState: boolean;
  body: string;
}

const READS = /^(Get|List|Describe|Query|Scan|BatchGet|Head|Lookup|AssumeRole)/;

export function callOf(method: string, url: string, headers: IncomingHttpHeaders, body: Buffer): Call {
  const { pathname } = new URL(url, "http://localhost");
  const service =
    /Credential=[^/]*\/\d+\/(?:[^/]+\/)?([^/]+)\/aws4_request/.exec(headers.authorization ?? "")?.[1] ?? "";
  const named = nameOf(pathname, headers, body);
  const operation = named ?? `${method} ${decodeURIComponent(pathname)}`;
  return {
    service,
    operation,
    writes: named ? !READS.test(named) : method !== "GET" && method !== "HEAD",
    body: body.subarray(0, 10_000).toString(),
    ofState: /^\/sst-state-/.test(pathname) || (service === "ssm" && /"\/sst\//.test(body.toString())),
  };
}

/** The operation's name, where the protocol says it: in a header, in the path, or in a form. */
function nameOf(pathname: string, headers: IncomingHttpHeaders, body: Buffer): string | undefined {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1);
  const inPath = /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(pathname)?.[1];
  if (inPath) return inPath;
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return undefined;
  return new URLSearchParams(body.toString()).get("Action") ?? undefined;
}
