/**
 * The monthly costs of a production stage: units times prices, for the table in docs/deploy.md. An estimate without
 * free tiers. For your own traffic, change `mix` and `assumed` and run `npm run generate`.
 */
import { stageSettings } from "../infra/settings.ts";
import { subscribers } from "../infra/subscribers.ts";
import { tables } from "../infra/tables.ts";
import { replaceBetweenMarkers } from "./markers.ts";

/**
 * When the prices were looked up, in copies of AWS's pages and reports on them: the live price list was not reachable.
 */
export const PRICES_DATE = "2026-11-22";

const MILLION = 1_000_000;

/** US dollars in us-east-1, on demand. The pages are aws.amazon.com/<service>/pricing. */
const prices = {
  /** API Gateway: HTTP API, the first 300 million. */
  apiRequest: 1 / MILLION,
  functionRequest: 0.2 / MILLION,
  /** On arm64. */
  functionGigabyteSecond: 0.0000133334,
  /** DynamoDB since 2024-11-01. */
  readUnit: 0.125 / MILLION,
  writeUnit: 0.625 / MILLION,
  tableGigabyte: 0.25,
  /** Point-in-time recovery, by the size of the table without its indexes. */
  recoveryGigabyte: 0.2,
  /** SQS: FIFO, per 64 KB. */
  queueRequest: 0.5 / MILLION,
  logGigabyte: 0.5,
  storedLogGigabyte: 0.03,
  metric: 0.3,
  alarmMetric: 0.1,
  trace: 5 / MILLION,
  bucketGigabyte: 0.023,
  outboundGigabyte: 0.09,
};

const operations = ["getCustomer", "listCustomers", "updateCustomer", "createCustomer"] as const;
type Operation = (typeof operations)[number];

/** Each operation's share of the requests. */
const mix: Record<Operation, number> = {
  getCustomer: 0.7,
  listCustomers: 0.15,
  updateCustomer: 0.1,
  createCustomer: 0.05,
};

/**
 * Capacity units of one operation on customers of about 700 bytes. A page has 25 of them, an update has metadata, a
 * create has an external id. For the publisher: `read` per invocation, `write` per change. For the search index:
 * `write` per create, for the sample's seven words, because other changes in the mix leave the words unchanged.
 * test/docs/deploy.test.ts compares these with what the handlers consume.
 */
export const units: Record<Operation | "publishChanges" | "indexCustomers", { read: number; write: number }> = {
  getCustomer: { read: 1, write: 0 },
  listCustomers: { read: 2, write: 0 },
  updateCustomer: { read: 1, write: 2 },
  createCustomer: { read: 0, write: 3 },
  publishChanges: { read: 1, write: 1 },
  indexCustomers: { read: 0, write: 7 },
};

/** Assumptions that can only be verified on AWS. */
const assumed = {
  requestSeconds: 0.015,
  publishSeconds: 0.05,
  coldStartSeconds: 0.4,
  /** Share of all invocations. */
  coldStartShare: 0.01,
  memoryGigabytes: 1,
  changesPerInvocation: 1,
  /** Share of requests that read their API key and organization. For the others, the function has both in memory. */
  keyLookupShare: 0.1,
  keyLookupUnits: 1.5,
  /** As DynamoDB counts: with attribute names, and 100 bytes per entry of table and index. */
  customerBytes: 850,
  customerIndexBytes: 1_100,
  eventBytes: 1_250,
  /** All of a customer's entries in the search index. */
  searchBytes: 7 * 320,
  /** One log line, and the 26 bytes that CloudWatch adds. */
  requestLogBytes: 440,
  accessLogBytes: 130,
  publishLogBytes: 600,
  /** The size of an archived log relative to the original. */
  logCompression: 0.15,
  logMonths: 3,
  /** With headers. */
  answerBytes: { getCustomer: 1_150, listCustomers: 17_500, updateCustomer: 1_150, createCustomer: 1_150 },
  /** A consumer polls its queue for 20 seconds at a time. */
  pollSeconds: 20,
  /** The functions' code and SST's state. */
  bucketGigabytes: 0.1,
};

const SECONDS_A_MONTH = (365.25 / 12) * 86_400;
const GIGABYTE = 1e9;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/** The average of something over the mix. */
const average = (of: (operation: Operation) => number): number =>
  sum(operations.map((operation) => mix[operation] * of(operation)));

/** The share of requests that change a customer, so cause an event. */
const changeShare = mix.updateCustomer + mix.createCustomer;

/** Messages to subscribers per request of the mix. */
const messageShare = sum(
  subscribers.map(({ events }) => {
    const wants = (name: "customer.created" | "customer.updated") => events === "all" || events.includes(name);
    return (wants("customer.updated") ? mix.updateCustomer : 0) + (wants("customer.created") ? mix.createCustomer : 0);
  }),
);

/** Alarms on a single metric, independent of tables and subscribers: infra/stack/alarms.ts. */
export const SINGLE_ALARMS = 9;
const ownQueues = subscribers.filter(({ external }) => external?.production === undefined);
/** Plus reads and writes of each table and index, and dead letters and message age of each queue. */
const alarmMetrics = SINGLE_ALARMS + 2 * sum(tables.map(({ indexes }) => 1 + indexes.length)) + 2 * ownQueues.length;

/**
 * Each operation in the mix has latencyMs, units and failures; each consumer of the stream has 7, and its mapping 6.
 */
const METRICS = 3 * operations.length + 2 * (7 + 6);

/** US dollars a month by part, at this many requests per second. Storage is the amount after a year. */
export function monthlyCosts(requestsPerSecond: number) {
  const requests = requestsPerSecond * SECONDS_A_MONTH;
  const changes = requests * changeShare;
  const invocations = changes / assumed.changesPerInvocation;
  const creations = requests * mix.createCustomer;
  const stored = storedAfterAYear(requests, changes);
  const polls = (subscribers.length * SECONDS_A_MONTH) / assumed.pollSeconds;
  return {
    apiGateway: requests * prices.apiRequest,
    functions: functionCost(requests, assumed.requestSeconds) + functionCost(2 * invocations, assumed.publishSeconds),
    reads:
      (requests * (average((operation) => units[operation].read) + assumed.keyLookupShare * assumed.keyLookupUnits) +
        invocations * units.publishChanges.read) *
      prices.readUnit,
    writes:
      (requests * average((operation) => units[operation].write) +
        changes * units.publishChanges.write +
        creations * units.indexCustomers.write) *
      prices.writeUnit,
    storage: (stored.tables + stored.indexes) * prices.tableGigabyte,
    recovery: stored.tables * prices.recoveryGigabyte,
    // Lambda reads streams for free.
    streams: 0,
    // Sent, received, deleted.
    queues: (3 * requests * messageShare + polls) * prices.queueRequest,
    logs:
      logCost(requests * (assumed.requestLogBytes + assumed.accessLogBytes)) +
      logCost(2 * invocations * assumed.publishLogBytes),
    metrics: requests > 0 ? METRICS * prices.metric : 0,
    alarms: alarmMetrics * prices.alarmMetric,
    traces: tracesPerSecond(requestsPerSecond) * SECONDS_A_MONTH * prices.trace,
    buckets: assumed.bucketGigabytes * prices.bucketGigabyte,
    transfer:
      ((requests * average((operation) => assumed.answerBytes[operation])) / GIGABYTE) * prices.outboundGigabyte,
  };
}

function functionCost(invocations: number, warmSeconds: number): number {
  const seconds = warmSeconds + assumed.coldStartShare * assumed.coldStartSeconds;
  return invocations * (prices.functionRequest + seconds * assumed.memoryGigabytes * prices.functionGigabyteSecond);
}

const logCost = (bytes: number): number =>
  (bytes / GIGABYTE) * (prices.logGigabyte + assumed.logMonths * assumed.logCompression * prices.storedLogGigabyte);

/** Gigabytes after a year of such months. The event log only keeps events within its retention. */
function storedAfterAYear(requests: number, changes: number): { tables: number; indexes: number } {
  const customers = 12 * requests * mix.createCustomer;
  const events = 12 * changes * Math.min(1, stageSettings("production").eventRetentionDays / 365);
  return {
    tables: (customers * (assumed.customerBytes + assumed.searchBytes) + events * assumed.eventBytes) / GIGABYTE,
    indexes: (customers * assumed.customerIndexBytes) / GIGABYTE,
  };
}

/** Lambda traces one invocation of a function a second, and 5 % of the others. */
function tracesPerSecond(requestsPerSecond: number): number {
  const requests = operations.map((operation) => mix[operation] * requestsPerSecond);
  const consumer = (changeShare * requestsPerSecond) / assumed.changesPerInvocation;
  return sum([...requests, consumer, consumer].map((rate) => Math.min(rate, 1) + 0.05 * Math.max(0, rate - 1)));
}

type Part = keyof ReturnType<typeof monthlyCosts>;
type Language = "en" | "es";

const labels: Record<Part, Record<Language, string>> = {
  apiGateway: { en: "API Gateway: requests", es: "API Gateway: peticiones" },
  functions: { en: "Lambda: invocations and GB-seconds", es: "Lambda: invocaciones y GB-segundos" },
  reads: { en: "DynamoDB: reads", es: "DynamoDB: lecturas" },
  writes: { en: "DynamoDB: writes", es: "DynamoDB: escrituras" },
  storage: { en: "DynamoDB: storage", es: "DynamoDB: almacenamiento" },
  recovery: { en: "DynamoDB: point-in-time recovery", es: "DynamoDB: recuperación a un momento dado" },
  streams: { en: "DynamoDB: stream", es: "DynamoDB: stream" },
  queues: { en: "SQS: messages and polling", es: "SQS: mensajes y sondeo" },
  logs: { en: "CloudWatch: logs", es: "CloudWatch: registros" },
  metrics: { en: "CloudWatch: metrics", es: "CloudWatch: métricas" },
  alarms: { en: "CloudWatch: alarms", es: "CloudWatch: alarmas" },
  traces: { en: "X-Ray: traces", es: "X-Ray: trazas" },
  buckets: { en: "S3: code and SST's state", es: "S3: código y estado de SST" },
  transfer: { en: "Data to the internet", es: "Datos hacia internet" },
};

const headers: Record<Language, readonly string[]> = {
  en: [`US dollars a month, prices of ${PRICES_DATE}`, "0 requests/s", "1 request/s", "100 requests/s"],
  es: [`dólares al mes, precios del ${PRICES_DATE}`, "0 peticiones/s", "1 petición/s", "100 peticiones/s"],
};

const RATES = [0, 1, 100];

function costsTable(language: Language): string {
  const costs = RATES.map(monthlyCosts);
  const parts = Object.keys(labels) as Part[];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const dollars = (amounts: readonly number[]): string[] => amounts.map((amount) => amount.toFixed(2));
  const total = { en: "**Together**", es: "**En total**" }[language];
  return [
    line(headers[language]),
    "|---|---:|---:|---:|",
    ...parts.map((part) => line([labels[part][language], ...dollars(costs.map((cost) => cost[part]))])),
    line([total, ...dollars(costs.map((cost) => sum(Object.values(cost))))]),
  ].join("\n");
}

/** The document with the table between its markers replaced. @throws Error when the document has no markers */
export const withCosts = (document: string, language: Language): string =>
  replaceBetweenMarkers(document, "costs", costsTable(language));
