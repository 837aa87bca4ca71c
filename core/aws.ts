/** What every AWS client of ours is set up with; see docs/decisions/0004. */
import { config } from "./config.ts";

const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;

export const clientSettings = {
  region: config.region,
  // Lambda's credentials live in the environment for the life of the process; elsewhere the SDK finds them.
  ...(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
    ? {
        credentials: {
          accessKeyId: AWS_ACCESS_KEY_ID,
          secretAccessKey: AWS_SECRET_ACCESS_KEY,
          ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
        },
      }
    : {}),
  // Without info, warn and error the SDK does not copy inputs and outputs for them; its credential providers call debug.
  logger: { debug() {} } as unknown as Console,
  cacheMiddleware: true,
  defaultsMode: "in-region",
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  retryMode: "standard",
} as const;

/** Connections that stay open, for plain and for TLS endpoints. */
export const agents = (maxSockets: number) => ({
  httpAgent: { keepAlive: true, maxSockets },
  httpsAgent: { keepAlive: true, maxSockets },
});
