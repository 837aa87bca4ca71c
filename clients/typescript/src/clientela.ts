/** The client: a method for each operation. */
import * as api from "./generated/sdk.gen.ts";
import type * as types from "./generated/types.gen.ts";
import { pause, type RequestOptions, Transport, type UpdateOptions, type WriteOptions } from "./transport.ts";

export interface ClientelaOptions {
  /** Where the stage is: what `npm start` or `sst deploy` prints, without `/api`. */
  baseUrl: string;
  /** A secret: keep it on your servers. */
  apiKey: string;
  /** Limit of a call with its repetitions, in milliseconds. Default: 30,000. */
  timeoutMs?: number | undefined;
  /** How often a request is repeated at most. Default: 3. */
  maxRetries?: number | undefined;
  /** Used in place of the global `fetch`. */
  fetch?: typeof fetch | undefined;
}

/**
 * A stage of Clientela. Every method throws a ClientelaError, or the reason of the signal that it was given.
 *
 * @example
 * const clientela = new Clientela({ baseUrl: "http://localhost:3000", apiKey });
 * const { data } = await clientela.customers.create({ email: "billing@acme.com", id: "user_123" });
 */
export class Clientela {
  readonly apiKeys: ReturnType<typeof apiKeys>;
  readonly customers: ReturnType<typeof customers>;
  readonly events: ReturnType<typeof events>;
  readonly plans: ReturnType<typeof plans>;
  readonly subscribers: ReturnType<typeof subscribers>;
  readonly subscriptions: ReturnType<typeof subscriptions>;
  readonly #transport: Transport;

  /** @throws TypeError when `baseUrl` or `apiKey` cannot be right */
  constructor({ baseUrl, apiKey, timeoutMs = 30_000, maxRetries = 3, fetch }: ClientelaOptions) {
    if (!apiKey) throw new TypeError("apiKey is missing.");
    this.#transport = new Transport({ baseUrl: addressOf(baseUrl), apiKey, timeoutMs, maxRetries, fetch });
    this.apiKeys = apiKeys(this.#transport);
    this.customers = customers(this.#transport);
    this.events = events(this.#transport);
    this.plans = plans(this.#transport);
    this.subscribers = subscribers(this.#transport);
    this.subscriptions = subscriptions(this.#transport);
  }

  /** Whose key this is, and its scopes. */
  readonly me = (options?: RequestOptions) => this.#transport.read(api.getMe, options);
  /** Whether the service runs. */
  readonly health = (options?: RequestOptions) => this.#transport.read(api.getHealth, options);
  /** The OpenAPI document of this stage. */
  readonly openApi = (options?: RequestOptions) => this.#transport.read(api.getOpenApi, options);
}

function addressOf(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || /\/api(\/v1)?\/*$/.test(url.pathname))
    throw new TypeError("baseUrl must be the address of a stage, as https://customers.example.com, without /api.");
  return url.href.replace(/\/+$/, "");
}

/** An id in a path. No id is empty, `.`, `..` or has a slash, and a server may take such a path for another one. */
function idOf(id: string): { id: string } {
  if (/^\.{0,2}$|\//.test(id)) throw new TypeError("An id is a text without a slash, and neither . nor ..");
  return { id };
}

const nameOf = (name: string) => ({ name: idOf(name).id });

/** In all of them, a customer's id is `cus_…` or your own id of it. */
const customers = (transport: Transport) => ({
  /** Creates a customer, or answers the one that has this `id`. */
  create: (body: types.CreateCustomer, options?: WriteOptions) =>
    transport.writeVersioned((parts) => api.createCustomer({ body, ...parts }), options),
  /** Creates up to 100 customers; each succeeds or fails on its own. */
  createBatch: (body: types.CreateCustomers, options?: WriteOptions) =>
    transport.write((parts) => api.createCustomers({ body, ...parts }), options),
  /** @param options.asOf an instant, as `2026-11-01T00:00:00Z`: the customer as it was then */
  get: (id: string, { asOf, ...options }: RequestOptions & { asOf?: string | undefined } = {}) =>
    transport.readVersioned((parts) => api.getCustomer({ path: idOf(id), query: { asOf }, ...parts }), options),
  update: ({ customerId: id, ...body }: types.UpdateCustomer & { customerId: string }, options?: UpdateOptions) =>
    transport.writeVersioned((parts) => api.updateCustomer({ path: idOf(id), body, ...parts }), options),
  /** Archives a customer, for good. */
  archive: (id: string, options?: UpdateOptions) =>
    transport.writeVersioned(
      (parts) => api.updateCustomer({ path: idOf(id), body: { isActive: false }, ...parts }),
      options,
    ),
  /**
   * Erases a customer for good. Repeat it until the receipt's `status` is `done`.
   *
   * @param confirm the customer's own id (`cus_…`), also where `id` is yours of it
   */
  erase: (id: string, confirm: string, options?: WriteOptions) =>
    transport.write((parts) => api.eraseCustomer({ path: idOf(id), body: { confirm }, ...parts }), options),
  /** The receipts of all customers that were erased, newest first. */
  erasures: (query: types.ListErasuresData["query"] = {}, options?: RequestOptions) =>
    transport.pages(query, options, (query, parts) => api.listErasures({ query, ...parts })),
  /** Await it for one page, iterate over it for all customers. */
  list: (query: types.ListCustomersData["query"] = {}, options?: RequestOptions) =>
    transport.pages(query, options, (query, parts) => api.listCustomers({ query, ...parts })),
  /** A customer's changes, newest first. */
  events: (id: string, query: types.ListCustomerEventsData["query"] = {}, options?: RequestOptions) =>
    transport.pages(query, options, (query, parts) => api.listCustomerEvents({ path: idOf(id), query, ...parts })),
});

type EventsQuery = NonNullable<types.ListEventsData["query"]>;

/** The organization's feed: each change of each customer once, oldest first. */
const events = (transport: Transport) => ({
  /** Await it for one page, iterate over it for all events up to the end. */
  list: (query: EventsQuery = {}, options?: RequestOptions) =>
    transport.pages(query, options, (query, parts) => api.listEvents({ query, ...parts })),

  /**
   * The feed's pages for ever, from `cursor` on, or from the oldest event kept. Keep a page's `nextCursor` when you have
   * acted on its events: whoever goes on from there, also in another process, misses none.
   *
   * @param query.wait how many seconds a request waits at the end until there is an event; 20 if not given
   * @param query.pollMs how long after a request at the end the next one is sent at the earliest; 1,000 if not given
   * @throws ValidationError `history_expired` when events after the cursor are no longer kept
   */
  async *follow(
    { wait = 20, pollMs = 1_000, ...query }: EventsQuery & { pollMs?: number } = {},
    options: RequestOptions = {},
  ) {
    for (let { cursor } = query; ; ) {
      const nextAt = Date.now() + pollMs;
      const at = cursor === undefined ? {} : { cursor };
      const page = await transport.read(
        (parts) => api.listEvents({ query: { ...query, wait, ...at }, ...parts }),
        options,
        wait,
      );
      if (page.nextCursor !== cursor) yield page;
      cursor = page.nextCursor;
      // Where too many wait already, it was answered at once.
      if (!page.hasMore && Date.now() < nextAt) await pause(nextAt - Date.now(), options.signal);
    }
  },
});

const plans = (transport: Transport) => ({
  /** @param id the plan's id or code */
  get: (id: string, options?: RequestOptions) =>
    transport.read((parts) => api.getPlan({ path: idOf(id), ...parts }), options),
  list: (query: types.ListPlansData["query"] = {}, options?: RequestOptions) =>
    transport.pages(query, options, (query, parts) => api.listPlans({ query, ...parts })),
});

/** Who receives events, and what waits for them because a queue did not take it. */
const subscribers = (transport: Transport) => ({
  list: (options?: RequestOptions) => transport.read(api.listSubscribers, options),
  /** The customers whose events wait for a subscriber. */
  parked: (name: string, query: types.ListParkedCustomersData["query"] = {}, options?: RequestOptions) =>
    transport.pages(query, options, (query, parts) => api.listParkedCustomers({ path: nameOf(name), query, ...parts })),
  /** Sends what is parked, for some 6 seconds. While the answer's `hasMore` is true, call it again. */
  redrive: (name: string, body: types.RedriveSubscriber = {}, options?: WriteOptions) =>
    transport.write((parts) => api.redriveSubscriber({ path: nameOf(name), body, ...parts }), options),
});

const subscriptions = (transport: Transport) => ({
  /** Assigns a plan to a customer. */
  create: (body: types.CreateSubscription, options?: WriteOptions) =>
    transport.write((parts) => api.createSubscription({ body, ...parts }), options),
  get: (id: string, options?: RequestOptions) =>
    transport.read((parts) => api.getSubscription({ path: idOf(id), ...parts }), options),
  getActive: (customerId: string, options?: RequestOptions) =>
    transport.read((parts) => api.getActiveSubscription({ query: { customerId }, ...parts }), options),
  list: (query: types.ListSubscriptionsData["query"] = {}, options?: RequestOptions) =>
    transport.pages(query, options, (query, parts) => api.listSubscriptions({ query, ...parts })),
  /** Cancels at the end of its period, or now with `immediate`. */
  cancel: (id: string, body: types.CancelSubscription = {}, options?: WriteOptions) =>
    transport.write((parts) => api.cancelSubscription({ path: idOf(id), body, ...parts }), options),
});

const apiKeys = (transport: Transport) => ({
  /** Makes a key. Its secret is in this answer alone. */
  create: (body: types.CreateApiKey, options?: WriteOptions) =>
    transport.write((parts) => api.createApiKey({ body, ...parts }), options),
  list: (query: types.ListApiKeysData["query"] = {}, options?: RequestOptions) =>
    transport.pages(query, options, (query, parts) => api.listApiKeys({ query, ...parts })),
  /** Changes when a key expires. */
  update: (id: string, body: types.UpdateApiKey, options?: WriteOptions) =>
    transport.write((parts) => api.updateApiKey({ path: idOf(id), body, ...parts }), options),
  /** Revokes a key, for good. */
  delete: (id: string, options?: WriteOptions) =>
    transport.write((parts) => api.deleteApiKey({ path: idOf(id), ...parts }), options),
});
