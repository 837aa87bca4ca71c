import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { forgetCustomer } from "./api/customers.ts";
import { isOf, isPassing } from "./api/failure.ts";
import { findApi } from "./api/findApi.ts";
import { SignedIn } from "./components/SignedIn.tsx";
import { Unexpected } from "./components/Unexpected.tsx";
import { LocaleProvider } from "./locale.tsx";
import { reloadWhenFilesAreMissing } from "./missingFiles.ts";
import { prefetchFirstPage } from "./prefetch.ts";
import { Session, SessionContext } from "./session.ts";

const MAX_RETRIES = 2;

const queries = new QueryClient({
  queryCache: new QueryCache({
    // Whichever part of its page hears it first.
    onError: (error, { queryKey: [kind, name] }) => {
      if (kind !== "customer" || !isOf(error, "customer_erased")) return;
      forgetCustomer(queries, [name]);
      session.writes.keepErasures();
    },
  }),
  defaultOptions: {
    // A request is sent at once and fails at once, also offline. A paused write would be sent when nobody expects it.
    mutations: { networkMode: "always", retry: false },
    queries: {
      networkMode: "always",
      refetchOnReconnect: "always",
      staleTime: 10_000,
      retry: (failures, error) => failures < MAX_RETRIES && isPassing(error),
    },
  },
});

reloadWhenFilesAreMissing();

const container = document.getElementById("root");
if (!container) throw new Error("index.html has no #root");
const session = new Session(await findApi(), queries);
if (session.state().isSignedIn) prefetchFirstPage(session.api, queries);

createRoot(container).render(
  <StrictMode>
    <LocaleProvider>
      <QueryClientProvider client={queries}>
        <SessionContext value={session}>
          <Unexpected>
            <SignedIn />
          </Unexpected>
        </SessionContext>
      </QueryClientProvider>
    </LocaleProvider>
  </StrictMode>,
);
