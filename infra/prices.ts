/** What AWS asks for what a stage uses. Plain data. */

/**
 * When the prices were looked up, in copies of AWS's pages and reports on them: the live price list was not reachable.
 */
export const PRICES_DATE = "2026-11-22";

export const MILLION = 1_000_000;

/** US dollars in us-east-1, on demand. The pages are aws.amazon.com/<service>/pricing. */
export const prices = {
  /** API Gateway: HTTP API, the first 300 million. */
  apiRequest: 1 / MILLION,
  functionRequest: 0.2 / MILLION,
  /** On arm64. */
  functionGigabyteSecond: 0.0000133334,
  /** DynamoDB since 2024-11-01. */
  readUnit: 0.125 / MILLION,
  writeUnit: 0.625 / MILLION,
  tableGigabyte: 0.25,
  /** The table class Standard-IA: requests cost a quarter more. */
  infrequent: { readUnit: 0.15625 / MILLION, writeUnit: 0.78125 / MILLION, tableGigabyte: 0.1 },
  /** Point-in-time recovery, by the size of the table without its indexes. */
  recoveryGigabyte: 0.2,
  /** SQS: FIFO, per 64 KB. */
  queueRequest: 0.5 / MILLION,
  logGigabyte: 0.5,
  storedLogGigabyte: 0.03,
  metric: 0.3,
  alarmMetric: 0.1,
  bucketGigabyte: 0.023,
  outboundGigabyte: 0.09,
};
