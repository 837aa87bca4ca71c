/**
 * The monthly costs of a production stage: units times prices, for the table in docs/deploy.md. An estimate without
 * free tiers. For your own traffic, change `mix` and `assumed` and run `npm run generate`.
 */
import { WATCHED } from "../core/base/log.ts";
import { MAX_WAIT_SECONDS } from "../core/events/feed.ts";
import { LOOK_EVERY_MS } from "../core/events/waiting/wait.ts";
import { MILLION, PRICES_DATE, prices } from "../infra/prices.ts";
import { stageSettings } from "../infra/settings.ts";
import { subscribers } from "../infra/subscribers.ts";
import { customersTable, eventsTable, isMostlyStored, searchTable, type Table } from "../infra/tables.ts";
import { replaceBetweenMarkers } from "./markers.ts";

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
 * create has an external id. For the publisher: `read` per invocation, `write` per change. For the feed: per invocation,
 * without the copy of a page, one unit for some 23 changes. For the search index:
 * `write` per create, for the sample's seven words, because other changes in the mix leave the words unchanged.
 * test/docs/deploy.test.ts compares these with what the handlers consume.
 */
export const units: Record<Operation | "publishChanges" | "feed" | "indexCustomers", { read: number; write: number }> =
  {
    getCustomer: { read: 1, write: 0 },
    listCustomers: { read: 2, write: 0 },
    updateCustomer: { read: 1, write: 2 },
    createCustomer: { read: 0, write: 3 },
    publishChanges: { read: 1, write: 1 },
    feed: { read: 0.5, write: 1 },
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
  feedSeconds: 0.03,
  feedGigabytes: 0.25,
  canarySeconds: 2,
  canaryGigabytes: 0.25,
  /** Share of requests that read their API key and organization. For the others, the function has both in memory. */
  keyLookupShare: 0.1,
  keyLookupUnits: 1.5,
  /** As DynamoDB counts: with attribute names, and 100 bytes per entry of table and index. */
  customerBytes: 900,
  customerIndexBytes: 1_200,
  eventBytes: 480,
  /** All of a customer's entries in the search index. */
  searchBytes: 7 * 320,
  /** One log line, and the 26 bytes that CloudWatch adds. */
  requestLogBytes: 220,
  accessLogBytes: 130,
  publishLogBytes: 600,
  indexLogBytes: 220,
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

/** Alarms independent of subscribers: infra/stack/alarms.ts. */
export const SINGLE_ALARMS = 11;
const ownQueues = subscribers.filter(({ external }) => external?.production === undefined);
/**
 * One for each alarm, but throttles-customers reads two of its table and of each index; and dead letters and message age
 * of each queue.
 */
const alarmMetrics = SINGLE_ALARMS + 1 + 2 * customersTable.indexes.length + 2 * ownQueues.length;

/** Metrics of ours that are always there. */
const METRICS = Object.values(WATCHED).filter((when) => when === "always").length;

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
      requests *
        (average((operation) => units[operation].read) + assumed.keyLookupShare * assumed.keyLookupUnits) *
        prices.readUnit +
      invocations * (units.publishChanges.read + units.feed.read) * priceOf(eventsTable).readUnit,
    writes:
      requests * average((operation) => units[operation].write) * prices.writeUnit +
      (changes * units.publishChanges.write + invocations * units.feed.write) * priceOf(eventsTable).writeUnit +
      creations * units.indexCustomers.write * priceOf(searchTable).writeUnit,
    storage:
      (stored.customers + stored.indexes) * prices.tableGigabyte +
      stored.events * priceOf(eventsTable).tableGigabyte +
      stored.search * priceOf(searchTable).tableGigabyte,
    recovery: (stored.customers + stored.events) * prices.recoveryGigabyte,
    // Lambda reads streams for free.
    streams: 0,
    // Sent, received, deleted.
    queues: (3 * requests * messageShare + polls) * prices.queueRequest,
    logs:
      logCost(requests * (assumed.requestLogBytes + assumed.accessLogBytes)) +
      logCost(invocations * (assumed.publishLogBytes + assumed.indexLogBytes)),
    metrics: requests > 0 ? METRICS * prices.metric : 0,
    alarms: alarmMetrics * prices.alarmMetric,
    canary: canaryCost(),
    buckets: assumed.bucketGigabytes * prices.bucketGigabyte,
    transfer:
      ((requests * average((operation) => assumed.answerBytes[operation])) / GIGABYTE) * prices.outboundGigabyte,
  };
}

/** Rounds of infra/stack/canary.ts, each with five requests, one of which is a change with a new word. */
function canaryCost(): number {
  const rounds = SECONDS_A_MONTH / 300;
  const [log, search] = [priceOf(eventsTable), priceOf(searchTable)];
  const round =
    5 * (prices.apiRequest + functionCost(1, assumed.requestSeconds)) +
    prices.functionRequest +
    assumed.canarySeconds * assumed.canaryGigabytes * prices.functionGigabyteSecond +
    functionCost(2, assumed.publishSeconds) +
    8 * prices.readUnit +
    2 * prices.writeUnit +
    (units.publishChanges.read + units.feed.read) * log.readUnit +
    (units.publishChanges.write + units.feed.write) * log.writeUnit +
    4 * search.writeUnit +
    // One subscriber wants updates.
    3 * prices.queueRequest +
    logCost(
      5 * (assumed.requestLogBytes + assumed.accessLogBytes) + assumed.publishLogBytes + 2 * assumed.indexLogBytes,
    );
  return rounds * round;
}

/** What a table's class costs, as infra/stack/tables.ts chooses it. */
const priceOf = (table: Table) => (isMostlyStored(table) ? prices.infrequent : prices);

function functionCost(invocations: number, warmSeconds: number): number {
  const seconds = warmSeconds + assumed.coldStartShare * assumed.coldStartSeconds;
  return invocations * (prices.functionRequest + seconds * assumed.memoryGigabytes * prices.functionGigabyteSecond);
}

const logCost = (bytes: number): number =>
  (bytes / GIGABYTE) * (prices.logGigabyte + assumed.logMonths * assumed.logCompression * prices.storedLogGigabyte);

/** Gigabytes after a year of such months. The event log only keeps events within its retention. */
function storedAfterAYear(requests: number, changes: number) {
  const customers = (12 * requests * mix.createCustomer) / GIGABYTE;
  const events = (12 * changes * Math.min(1, stageSettings("production").eventRetentionDays / 365)) / GIGABYTE;
  return {
    customers: customers * assumed.customerBytes,
    indexes: customers * assumed.customerIndexBytes,
    search: customers * assumed.searchBytes,
    events: events * assumed.eventBytes,
  };
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
  canary: { en: "Canary: all that its rounds use", es: "Canario: todo lo que usan sus rondas" },
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

/** US dollars by part for a million of each, without storage: a create with its event in the log and in the search index. */
export const dollarsAMillion = {
  creates: requestParts("createCustomer", true),
  gets: requestParts("getCustomer", false),
  // Sent, received, deleted.
  deliveries: { SQS: 3 * MILLION * prices.queueRequest },
};

function requestParts(operation: "createCustomer" | "getCustomer", isChange: boolean): Record<string, number> {
  const { read, write } = units[operation];
  const lookups = assumed.keyLookupShare * assumed.keyLookupUnits;
  const change = isChange ? changeParts() : { functions: 0, units: 0, logBytes: 0 };
  return {
    "API Gateway": MILLION * prices.apiRequest,
    Lambda: functionCost(MILLION, assumed.requestSeconds) + change.functions,
    DynamoDB: MILLION * ((read + lookups) * prices.readUnit + write * prices.writeUnit) + change.units,
    CloudWatch: logCost(MILLION * (assumed.requestLogBytes + assumed.accessLogBytes + change.logBytes)),
    internet: ((MILLION * assumed.answerBytes[operation]) / GIGABYTE) * prices.outboundGigabyte,
  };
}

/** What follows a million creates. */
function changeParts() {
  const { publishChanges, feed, indexCustomers } = units;
  const [log, search] = [priceOf(eventsTable), priceOf(searchTable)];
  return {
    functions: functionCost((2 * MILLION) / assumed.changesPerInvocation, assumed.publishSeconds),
    units:
      MILLION *
      ((publishChanges.read + feed.read) * log.readUnit +
        (publishChanges.write + feed.write) * log.writeUnit +
        indexCustomers.write * search.writeUnit),
    logBytes: assumed.publishLogBytes + assumed.indexLogBytes,
  };
}

function priceLine(language: Language): string {
  const parts = (of: Record<string, number>) =>
    Object.entries(of)
      .map(([part, dollars]) => `${part} ${dollars.toFixed(2)}`)
      .join(" + ");
  const [creates, gets, deliveries] = [dollarsAMillion.creates, dollarsAMillion.gets, dollarsAMillion.deliveries].map(
    (of) => ({ total: sum(Object.values(of)).toFixed(2), parts: parts(of) }),
  );
  return {
    en: `In dollars of us-east-1, without storage and free tiers: a million creates ${creates?.total} (${creates?.parts}), a million gets ${gets?.total} (${gets?.parts}), a million deliveries of an event to a subscriber ${deliveries?.total} (${deliveries?.parts}).`,
    es: `En dólares de us-east-1, sin almacenamiento ni capas gratuitas: un millón de altas ${creates?.total} (${creates?.parts}), un millón de lecturas ${gets?.total} (${gets?.parts}), un millón de entregas de un evento a un suscriptor ${deliveries?.total} (${deliveries?.parts}).`,
  }[language];
}

/** The README with the price line between its markers replaced. @throws Error when it has no markers */
export const withPriceLine = (readme: string, language: Language): string =>
  replaceBetweenMarkers(readme, "prices", priceLine(language));

/** Units of a read of the feed that waits: to begin with, for each look meanwhile, and for the slot that it takes and gives back. */
export const waitUnits = { begin: { read: 2, write: 2 }, look: { read: 0.5 } };

/** US dollars a month of one reader of the feed that is never without a request, or asks each second. */
export function feedReaderCosts(): { waits: number; asksEachSecond: number } {
  const { readUnit, writeUnit } = priceOf(eventsTable);
  const request =
    prices.apiRequest + prices.functionRequest + logCost(assumed.requestLogBytes + assumed.accessLogBytes);
  const second = assumed.feedGigabytes * prices.functionGigabyteSecond;
  const { begin, look } = waitUnits;
  const wait = request + begin.read * readUnit + begin.write * writeUnit;
  const looks = (1_000 / LOOK_EVERY_MS) * look.read * readUnit;
  return {
    waits: SECONDS_A_MONTH * (second + looks + wait / MAX_WAIT_SECONDS),
    asksEachSecond: SECONDS_A_MONTH * (request + assumed.feedSeconds * second + readUnit),
  };
}

/** The document with the sentence on readers of the feed between its markers replaced. @throws Error when it has no markers */
export function withFeedReaderCosts(document: string, language: Language): string {
  const { waits, asksEachSecond } = feedReaderCosts();
  const [waiting, asking] = [waits, asksEachSecond].map((dollars) => dollars.toFixed(1));
  const sentence = {
    en: `A reader that always waits costs the stage some ${waiting} dollars a month, most of it a function's memory; one that asks each second ${asking}.`,
    es: `Un lector que siempre espera le cuesta al stage unos ${waiting?.replace(".", ",")} dólares al mes, casi todo memoria de una función; uno que pregunta cada segundo, ${asking?.replace(".", ",")}.`,
  }[language];
  return replaceBetweenMarkers(document, "waiting", sentence);
}
