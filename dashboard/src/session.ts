/** The session: an API key, kept as long as a tab of this browser is open and sent only to the API. */
import type { QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useSyncExternalStore } from "react";
import { type Api, createApi } from "./api/api.ts";
import { type Me, meQuery } from "./api/me.ts";
import { type Offer, openSessionChannel } from "./sessionChannel.ts";
import { MadeWrites } from "./writes.ts";

const STORED_AS = "clientela.apiKey";

interface State {
  isSignedIn: boolean;
  /** Whether the API refuses the key. What was loaded and typed stays until somebody signs in again. */
  isRefused: boolean;
  /** Another number when somebody else is signed in: nothing of what was shown before may stay. */
  round: number;
}

export class Session {
  readonly apiUrl: string;
  /** Sends requests with the key of who is signed in at that moment. */
  readonly api: Api;
  /** The changes that were made from this tab by who is signed in. */
  readonly writes = new MadeWrites();
  readonly #queries: QueryClient;
  readonly #channel = openSessionChannel({
    offer: () => (this.#isUsable() ? { key: this.#key, organizationId: this.#organizationId() } : undefined),
    onOffer: (offer) => this.#take(offer),
    onSignedOut: () => this.#end(),
  });
  readonly #listeners = new Set<() => void>();
  #key = sessionStorage.getItem(STORED_AS) ?? "";
  #state: State = { isSignedIn: this.#key !== "", isRefused: false, round: 0 };

  constructor(apiUrl: string, queries: QueryClient) {
    this.apiUrl = apiUrl;
    this.#queries = queries;
    this.api = createApi(
      apiUrl,
      () => this.#key,
      (key) => this.#refuse(key),
    );
    this.api.use(this.writes.middleware);
    if (this.#key === "") this.#channel.ask();
  }

  readonly state = (): State => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Signs in, in the other open tabs too. `me` is what the API says of the key. */
  readonly signIn = (key: string, me: Me): void => {
    this.#begin(key, me.organizationId);
    this.#queries.setQueryData(meQuery(this.api).queryKey, me);
    this.#channel.tellOffer();
  };

  /** Signs out, in the other open tabs too. */
  readonly signOut = (): void => {
    this.#end();
    this.#channel.tellSignedOut();
  };

  #isUsable(): boolean {
    return this.#state.isSignedIn && !this.#state.isRefused;
  }

  #organizationId(): string | undefined {
    return this.#queries.getQueryData(meQuery(this.api).queryKey)?.organizationId;
  }

  /** Takes another tab's key, unless there is one here or another organization is shown. */
  #take({ key, organizationId }: Offer): void {
    const isSame = organizationId !== undefined && organizationId === this.#organizationId();
    if (!this.#state.isSignedIn || (this.#state.isRefused && isSame)) this.#begin(key, organizationId);
  }

  #begin(key: string, organizationId: string | undefined): void {
    const isSame = organizationId !== undefined && organizationId === this.#organizationId();
    this.#key = key;
    sessionStorage.setItem(STORED_AS, key);
    if (isSame) void this.#queries.invalidateQueries();
    else this.#forget();
    const { round } = this.#state;
    this.#change({ isSignedIn: true, isRefused: false, round: isSame ? round : round + 1 });
  }

  /** A late answer may refuse a key that was replaced meanwhile. */
  #refuse(key: string): void {
    if (key !== this.#key || !this.#isUsable()) return;
    sessionStorage.removeItem(STORED_AS);
    this.#change({ ...this.#state, isRefused: true });
  }

  #end(): void {
    this.#key = "";
    sessionStorage.removeItem(STORED_AS);
    this.#forget();
    this.#change({ isSignedIn: false, isRefused: false, round: this.#state.round + 1 });
  }

  #forget(): void {
    this.#queries.clear();
    this.writes.clear();
  }

  #change(state: State): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionContext");
  return session;
}

export function useSessionState(): State {
  const { subscribe, state } = useSession();
  return useSyncExternalStore(subscribe, state);
}

export const useApi = (): Api => useSession().api;
