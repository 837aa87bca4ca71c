/**
 * Names below `localhost` are this machine (RFC 6761), as API Gateway's are of an API. Not every system's resolver says
 * so.
 */
import dns from "node:dns";

const { lookup } = dns;

dns.lookup = ((name: string, ...rest: [dns.LookupOptions, () => void]) =>
  lookup(name.endsWith(".localhost") ? "localhost" : name, ...rest)) as typeof lookup;
