/** The session: an API key, kept as long as the tab is open and sent only to the API. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { type Api, createApi } from "./api/api.ts";

const STORED_AS = "clientela.apiKey";

interface Session {
  apiUrl: string;
  /** Undefined when nobody is signed in. */
  api: Api | undefined;
  /** Whether the API refused the key during the session. */
  wasRefused: boolean;
  signIn: (key: string) => void;
  signOut: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function SessionProvider({ apiUrl, children }: { apiUrl: string; children: ReactNode }) {
  const queries = useQueryClient();
  const [key, setKey] = useState(() => sessionStorage.getItem(STORED_AS));
  const [wasRefused, setWasRefused] = useState(false);
  const session = useMemo((): Session => {
    const endSession = (refused: boolean) => {
      sessionStorage.removeItem(STORED_AS);
      queries.clear();
      setWasRefused(refused);
      setKey(null);
    };
    return {
      apiUrl,
      api: key === null ? undefined : createApi(apiUrl, key, () => endSession(true)),
      wasRefused,
      signIn: (next) => {
        sessionStorage.setItem(STORED_AS, next);
        setWasRefused(false);
        setKey(next);
      },
      signOut: () => endSession(false),
    };
  }, [apiUrl, key, wasRefused, queries]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionProvider");
  return session;
}

/** The API client of the current session; pages are only shown in a session. */
export function useApi(): Api {
  const { api } = useSession();
  if (!api) throw new Error("Nobody is signed in");
  return api;
}
