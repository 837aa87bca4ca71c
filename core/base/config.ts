/**
 * What the deployment tells this process, read once. On AWS the stack sets these variables on each function, locally
 * `npm start` sets them: nothing else in core/ or functions/ knows which of the two worlds it is in.
 */
/** A variable that the process cannot do without. @throws Error when it is not set */
export const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set`);
  return value;
};

const DEFAULT_RETENTION_DAYS = 90;

/** Unset on AWS, where the SDK knows the endpoints. */
const endpointOf = (service: "DYNAMODB" | "SQS"): string | undefined =>
  process.env[`AWS_ENDPOINT_URL_${service}`] || process.env.AWS_ENDPOINT_URL || undefined;

export const config = {
  /** The stage's name, e.g. `production`. */
  stage: required("STAGE"),
  customersTable: required("CUSTOMERS_TABLE"),
  organizationsTable: required("ORGANIZATIONS_TABLE"),
  region: process.env.AWS_REGION ?? "us-east-1",
  dynamodbEndpoint: endpointOf("DYNAMODB"),
  sqsEndpoint: endpointOf("SQS"),
  /** How long the event log keeps an entry. */
  eventRetentionSeconds: Number(process.env.EVENT_RETENTION_DAYS ?? DEFAULT_RETENTION_DAYS) * 86_400,
  /** What `livemode` says on every object: only production is live. */
  livemode: process.env.STAGE === "production",
} as const;
