/** What every AWS client of ours is set up with; see docs/decisions/0004. */
import { config } from "./config.ts";
import { type Credentials, Signer } from "./signer.ts";

const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;

/** Lambda's credentials live in the environment for the life of the process; elsewhere the SDK finds others, and signs. */
const credentials: Credentials | undefined =
  AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
    ? {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
      }
    : undefined;

export const clientSettings = (service: "dynamodb" | "sqs") => ({
  ...(credentials ? { credentials, signer: new Signer(credentials, config.region, service) } : {}),
  ...sharedSettings,
});

const sharedSettings = {
  region: config.region,
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

/**
 * What a call comes to or, as soon as the signal is aborted, a failure with its reason. The signal is not given to the client
 * as an option: with options it builds its middleware anew for every command, which costs a tenth of a request's CPU.
 */
export function inTime<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
