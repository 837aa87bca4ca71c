/** The requests of `npm run load`: the daily load of a service that depends on customers. */

/** The share of each kind. */
export const mix = { get: 0.7, list: 0.15, update: 0.1, create: 0.05 } as const;
export type Kind = keyof typeof mix;

export interface LoadRequest {
  kind: Kind;
  method: "GET" | "PUT" | "POST";
  path: string;
  body?: object;
}

/** A stream of requests on existing customers, and creates of more. */
export class Workload {
  /** External ids. */
  readonly #customers: string[];
  readonly #prefix: string;
  #cursor: string | undefined;
  #serial = 0;

  /** Ids begin with the prefix, so that two runs do not collide. */
  constructor(prefix: string, customers: readonly string[]) {
    this.#prefix = prefix;
    this.#customers = [...customers];
  }

  next(): LoadRequest {
    const serial = ++this.#serial;
    const dice = Math.random();
    if (dice < mix.get) return { kind: "get", method: "GET", path: `/api/customers/${this.#anyCustomer()}` };
    if (dice < mix.get + mix.list) {
      const cursor = this.#cursor === undefined ? "" : `&cursor=${this.#cursor}`;
      return { kind: "list", method: "GET", path: `/api/customers?limit=25${cursor}` };
    }
    if (dice < mix.get + mix.list + mix.update) {
      const body = { fullName: `Load ${serial}`, metadata: { seats: serial } };
      return { kind: "update", method: "PUT", path: `/api/customers/${this.#anyCustomer()}`, body };
    }
    return { kind: "create", method: "POST", path: "/api/customers", body: newCustomer(`${this.#prefix}_${serial}`) };
  }

  /** Reads from an answer what later requests need: the next page of the list, a new customer. */
  answered({ kind }: LoadRequest, answer: { nextCursor?: string | null; data?: { externalId?: string } }): void {
    if (kind === "list") this.#cursor = answer.nextCursor ?? undefined;
    if (kind === "create" && answer.data?.externalId) this.#customers.push(answer.data.externalId);
  }

  #anyCustomer(): string {
    return this.#customers[Math.floor(Math.random() * this.#customers.length)] ?? "";
  }
}

export const newCustomer = (id: string) => ({
  id,
  email: `${id}@load.example`,
  fullName: id,
  metadata: { plan: "free" },
});
