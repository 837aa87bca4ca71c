/** A model of customers as they should be: a few lines without DynamoDB, to compare the service with. */
import { expect } from "vitest";
import type { ApiCall } from "./faultsApi.ts";

/** A customer after one of its changes. */
interface State {
  email: string;
  externalId: string | null;
  fullName: string | null;
  metadata: Record<string, string> | null;
  isActive: boolean;
}

/** A caller's next action, on the customer in one of the slots. */
export type Action = { slot: number; byExternalId: boolean } & (
  | { do: "create" | "batch" | "give external id" | "get" | "history" | "list" }
  | { do: "rename"; name: string; ifMatch: "none" | "current" | "old" }
  | { do: "metadata"; key: string; value: string | null }
  | { do: "archive"; name: string | undefined }
);

export const SLOTS = 4;

/**
 * Customers in the first two slots have an external id from creation; the others are created with an Idempotency-Key.
 */
const isGivenId = (slot: number): boolean => slot < 2;

class ModelCustomer {
  id = "";
  /** The first is the creation. */
  readonly states: State[];

  constructor(state: State) {
    this.states = [state];
  }

  get state(): State {
    const state = this.states.at(-1);
    if (!state) throw new Error("A customer begins with its creation");
    return state;
  }

  get version(): number {
    return this.states.length;
  }

  change(fields: Partial<State>): void {
    const next = { ...this.state, ...fields };
    if (JSON.stringify(next) !== JSON.stringify(this.state)) this.states.push(next);
  }
}

/** An action's call, and the expected outcome. */
export interface Expected {
  call: ApiCall;
  outcome: string;
  /** Another outcome that a repeat may have, when an earlier attempt took effect but its answer was lost. */
  outcomeOfRepeat?: string;
  /** The customer that a success shows. */
  customer?: ModelCustomer | undefined;
  /** The customers that a batch shows. */
  customers?: ModelCustomer[];
}

export class Model {
  readonly customers = new Map<number, ModelCustomer>();
  readonly #organizationId: string;

  constructor(organizationId: string) {
    this.#organizationId = organizationId;
  }

  externalIdOf(slot: number): string {
    return `user-${slot}`;
  }

  /** Applies an action to the model, once. */
  act(action: Action): Expected {
    const { slot } = action;
    if (action.do === "list") return { call: { operation: "listCustomers" }, outcome: "200" };
    if (action.do === "create") return this.#create(slot);
    if (action.do === "batch") return this.#createBatch();
    const customer = this.customers.get(slot);
    const id = this.#pathId(action, customer);
    if (action.do === "history") {
      const call = { operation: "listCustomerEvents", id };
      return { call, outcome: customer ? "200" : "404 customer_not_found" };
    }
    if (!customer) {
      const call =
        action.do === "get" ? { operation: "getCustomer", id } : { operation: "updateCustomer", id, json: {} };
      return { call, outcome: "404 customer_not_found" };
    }
    if (action.do === "get") return { call: { operation: "getCustomer", id }, outcome: "200", customer };
    return this.#update(action, id, customer);
  }

  #pathId({ slot, byExternalId }: Action, customer: ModelCustomer | undefined): string {
    if (!customer)
      return byExternalId ? this.externalIdOf(slot) : `cus_${this.#organizationId.replace(/\W|_/g, "")}${slot}`;
    return byExternalId && customer.state.externalId !== null ? customer.state.externalId : customer.id;
  }

  #create(slot: number): Expected {
    const externalId = isGivenId(slot) ? this.externalIdOf(slot) : null;
    const email = `slot${slot}@acme.com`;
    const call: ApiCall =
      externalId === null
        ? { operation: "createCustomer", json: { email }, headers: { "idempotency-key": `key-${slot}` } }
        : { operation: "createCustomer", json: { email, id: externalId } };
    const existing = this.customers.get(slot);
    if (existing) return { call, outcome: "200", customer: existing };
    const customer = new ModelCustomer({ email, externalId, fullName: null, metadata: null, isActive: true });
    this.customers.set(slot, customer);
    return { call, outcome: "201", outcomeOfRepeat: "200", customer };
  }

  #createBatch(): Expected {
    const creates = [0, 1].map((slot) => this.#create(slot));
    return {
      call: { operation: "createCustomers", json: { customers: creates.map(({ call }) => call.json) } },
      outcome: "200",
      customers: creates.flatMap(({ customer }) => customer ?? []),
    };
  }

  #update(action: Action, id: string, customer: ModelCustomer): Expected {
    const { state, version } = customer;
    const archived = "409 customer_archived";
    const call = (json: object, headers = {}): ApiCall => ({ operation: "updateCustomer", id, json, headers });
    if (action.do === "rename") {
      const versionSent = action.ifMatch === "old" ? version - 1 : version;
      const headers = action.ifMatch === "none" ? {} : { "if-match": `"${versionSent}"` };
      const expected = { call: call({ fullName: action.name }, headers), customer };
      if (!state.isActive) return { ...expected, outcome: archived };
      if (action.ifMatch === "old") return { ...expected, outcome: "412 version_mismatch" };
      customer.change({ fullName: action.name });
      // The repeat's 412 shows the record as the caller wanted it.
      const isOtherVersion = action.ifMatch === "current" && customer.version > version;
      return { ...expected, outcome: "200", ...(isOtherVersion ? { outcomeOfRepeat: "412 version_mismatch" } : {}) };
    }
    if (action.do === "metadata") {
      const { key, value } = action;
      const json = call({ metadata: { [key]: value } });
      if (!state.isActive) return { call: json, outcome: archived };
      customer.change({ metadata: merged(state.metadata, key, value) });
      return { call: json, outcome: "200", customer };
    }
    if (action.do === "archive") {
      const json = call({ isActive: false, ...(action.name === undefined ? {} : { fullName: action.name }) });
      const fullName = action.name ?? state.fullName;
      if (!state.isActive && fullName !== state.fullName) return { call: json, outcome: archived };
      customer.change({ isActive: false, fullName });
      return { call: json, outcome: "200", customer };
    }
    const externalId = this.externalIdOf(action.slot);
    const json = call({ externalId });
    if (!state.isActive) return { call: json, outcome: archived };
    customer.change({ externalId });
    return { call: json, outcome: "200", customer };
  }
}

function merged(metadata: State["metadata"], key: string, value: string | null): State["metadata"] {
  const { [key]: _, ...others } = metadata ?? {};
  const all = value === null ? others : { ...metadata, [key]: value };
  return Object.keys(all).length === 0 ? null : all;
}

/** Compares a customer in an answer or in an event with one of its states. */
export function expectState(json: object, customer: ModelCustomer, version = customer.version): void {
  expect(json).toMatchObject({ id: customer.id, ...customer.states[version - 1] });
}
