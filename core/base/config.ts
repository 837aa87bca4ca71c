/**
 * What the deployment tells this process: environment variables, each read on first use. On AWS the stack sets them on
 * each function, locally `npm start` does. Nothing else in core/ or functions/ knows which of the two it runs in.
 */

/** A variable that the process cannot work without. @throws Error when it is not set */
function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set`);
  return value;
}

/** Reads on the first call only. */
function once<T>(read: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}

/** Not set on AWS, where the SDK knows the endpoints. */
const endpointOf = (service: "DYNAMODB" | "SQS"): string | undefined =>
  process.env[`AWS_ENDPOINT_URL_${service}`] || process.env.AWS_ENDPOINT_URL || undefined;

const DEFAULT_RETENTION_DAYS = 90;
const DEFAULT_FEED_SLOTS = 20;
const A_DAY_SECONDS = 86_400;

/** Each throws an Error when its variable is required and not set. */
export const config = {
  /** The stage's name, e.g. `production`. */
  stage: once(() => required("STAGE")),
  customersTable: once(() => required("CUSTOMERS_TABLE")),
  organizationsTable: once(() => required("ORGANIZATIONS_TABLE")),
  eventsTable: once(() => required("EVENTS_TABLE")),
  searchTable: once(() => required("SEARCH_TABLE")),
  subscriptionsTable: once(() => required("SUBSCRIPTIONS_TABLE")),
  region: once(() => process.env.AWS_REGION ?? "us-east-1"),
  dynamodbEndpoint: once(() => endpointOf("DYNAMODB")),
  sqsEndpoint: once(() => endpointOf("SQS")),
  /** Where this stage answers, when API Gateway does not say: the local front's address. */
  apiUrl: once(() => process.env.API_URL),
  /** How long the event log keeps an entry. */
  eventRetentionSeconds: once(() => Number(process.env.EVENT_RETENTION_DAYS ?? DEFAULT_RETENTION_DAYS) * A_DAY_SECONDS),
  /** How many readers of feeds may wait at once: core/events/waiting/store.ts. */
  feedSlots: once(() => Number(process.env.FEED_SLOTS ?? DEFAULT_FEED_SLOTS)),
  /** The subscribers' queue URLs by name, as JSON. */
  subscriberQueueUrls: once(() => required("SUBSCRIBER_QUEUE_URLS")),
  /** The `livemode` of every object: `true` on the stages that keep their data. */
  livemode: once(() => process.env.LIVEMODE === "true"),
};

/**
 * Reads what a process needs while it starts, so that an incomplete deployment fails at once and not at its first
 * request.
 * @throws Error when a variable is not set
 */
export function requireConfig(...names: readonly (keyof typeof config)[]): void {
  for (const name of names) config[name]();
}
