/**
 * What AWS clients load as `@aws-sdk/credential-provider-node`. Lambda's credentials are in the environment. The SDK's chain of
 * other providers (SSO, profiles, STS…), for laptops, would be a sixth of what each function loads when it starts.
 */

/** The SDK's own package, under another name in package.json. Not written as one word, so that no bundle takes it along. */
const CHAIN = ["credential", "provider", "chain"].join("-");

/** @type {import("credential-provider-chain").defaultProvider} */
export const defaultProvider = (init) => {
  /** The chain's provider, which remembers credentials until they expire. */
  let chained;
  return async (options) => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE } = process.env;
    if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY && !(init?.profile ?? AWS_PROFILE))
      return {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
      };
    chained ??= (await import(CHAIN)).defaultProvider(init);
    return chained(options);
  };
};
