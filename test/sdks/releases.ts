/** The released SDKs that are tested, and how each of them wants its calls. */

/** A call of an SDK: its name below the client, and its arguments. */
export type Call = readonly [name: string, ...args: unknown[]];

export type Fields = Readonly<Record<string, unknown>>;

/** How an SDK is asked for what each of them can do. */
export interface Dialect {
  create: (customer: Fields, idempotencyKey?: string) => Call;
  createBatch: (customers: readonly Fields[]) => Call;
  get: (id: string) => Call;
  update: (id: string, changes: Fields) => Call;
  list: (params?: Fields) => Call;
  /** Later releases have none. */
  archive?: (id: string) => Call;
  plans: () => Call;
  plan: (code: string) => Call;
  subscribe: (subscription: Fields) => Call;
  activeSubscription: (customerId: string) => Call;
  /** The guide's releases have neither this nor a list. */
  subscription?: (id: string) => Call;
  subscriptions?: (filter: Fields) => Call;
  cancel: (id: string, how: Fields) => Call;
}

export interface Release {
  name: string;
  /** TypeScript's by the name of its package, Python's by its version. */
  runs: { language: "typescript"; package: string } | { language: "python"; version: string };
  dialect: Dialect;
  /** Whether it calls /api, as the guide's SDKs do. */
  isGuides: boolean;
  /** Whether it sends the same Idempotency-Key when it repeats a request. */
  keepsKey: boolean;
  /**
   * What its answers lack, by the newest SDK's types. The guide's answers are others: for its SDKs, what the newest
   * generation shows of the same organizations.
   */
  lacks: readonly string[];
}

/** What all of them call alike. */
const alike = {
  list: (params: Fields = {}): Call => ["customers.list", params],
  plans: (): Call => ["plans.list"],
  subscribe: (subscription: Fields): Call => ["subscriptions.create", subscription],
};

const typescript = {
  ...alike,
  create: (customer: Fields, idempotencyKey?: string): Call => ["customers.create", customer, { idempotencyKey }],
  createBatch: (customers: readonly Fields[]): Call => ["customers.createBatch", { customers }],
};

const typescript1: Dialect = {
  ...typescript,
  get: (id) => ["customers.get", id],
  update: (customerId, changes) => ["customers.update", { customerId, ...changes }],
  archive: (id) => ["customers.archive", id],
  plan: (code) => ["plans.get", code],
  activeSubscription: (customerId) => ["subscriptions.get", customerId],
  cancel: (subscriptionId, how) => ["subscriptions.cancel", { subscriptionId, ...how }],
};

const typescript7: Dialect = {
  ...typescript,
  get: (id) => ["customers.get", { id }],
  update: (id, changes) => ["customers.update", { id, ...changes }],
  plan: (id) => ["plans.get", { id }],
  activeSubscription: (customerId) => ["subscriptions.getActive", { customerId }],
  subscription: (id) => ["subscriptions.get", { id }],
  subscriptions: (filter) => ["subscriptions.list", filter],
  cancel: (id, how) => ["subscriptions.cancel", { id, ...how }],
};

/** In Python an object stands for arguments by name, which drivers/python.py writes in snake_case. */
const python = {
  ...alike,
  create: (customer: Fields, idempotencyKey?: string): Call => ["customers.create", { ...customer, idempotencyKey }],
  get: (id: string): Call => ["customers.get", id],
  update: (id: string, changes: Fields): Call => ["customers.update", id, changes],
  plan: (code: string): Call => ["plans.get", code],
  cancel: (id: string, how: Fields): Call => ["subscriptions.cancel", id, how],
};

const python1: Dialect = {
  ...python,
  createBatch: (customers) => ["customers.create_batch", customers],
  archive: (id) => ["customers.archive", id],
  activeSubscription: (customerId) => ["subscriptions.get", customerId],
};

const python7: Dialect = {
  ...python,
  createBatch: (customers) => ["customers.create_batch", { customers }],
  activeSubscription: (customerId) => ["subscriptions.get_active", { customerId }],
  subscription: (id) => ["subscriptions.get", id],
  subscriptions: (filter) => ["subscriptions.list", filter],
};

/** A subscription can be paused from 2026-08-27 on. */
const lacksPause = [
  "GET /subscriptions/ID: Subscription.pause is missing",
  "GET /subscriptions/active: Subscription.pause is missing",
  "GET /subscriptions: SubscriptionsListResult.data[].pause is missing",
  "POST /subscriptions/ID/cancel: Subscription.pause is missing",
  "POST /subscriptions: CreatedSubscription.pause is missing",
];
/** The result of a batch has a name of its own from 2026-07-24 on. */
const lacksPauseAndBatch = [
  `POST /customers/batch: CustomerBatch.object is "customer", not typing.Literal['customer_batch']`,
  ...lacksPause,
].sort();

const guides = { isGuides: true, lacks: [] };
const later = { isGuides: false, keepsKey: true };

/** Oldest first, one a generation of answers at least. */
export const releases: readonly Release[] = [
  {
    name: "@commet/node 1.10.1",
    runs: { language: "typescript", package: "commet-node-1" },
    dialect: typescript1,
    ...guides,
    keepsKey: false,
  },
  {
    name: "commet-sdk 1.10.0",
    runs: { language: "python", version: "1.10.0" },
    dialect: python1,
    ...guides,
    keepsKey: true,
  },
  {
    name: "@commet/node 7.10.0",
    runs: { language: "typescript", package: "commet-node-7" },
    dialect: typescript7,
    ...later,
    lacks: lacksPauseAndBatch,
  },
  {
    name: "commet-sdk 7.10.0",
    runs: { language: "python", version: "7.10.0" },
    dialect: python7,
    ...later,
    lacks: lacksPauseAndBatch,
  },
  {
    name: "commet-sdk 8.0.1",
    runs: { language: "python", version: "8.0.1" },
    dialect: python7,
    ...later,
    lacks: lacksPause,
  },
  {
    name: "commet-sdk 9.7.0",
    runs: { language: "python", version: "9.7.0" },
    dialect: python7,
    ...later,
    lacks: [],
  },
];

/** The releases for Python, oldest first. */
export const pythonVersions: readonly string[] = releases.flatMap(({ runs }) =>
  runs.language === "python" ? [runs.version] : [],
);
/** The one whose types all answers are held against. */
export const newestForPython = pythonVersions.at(-1) ?? "";
