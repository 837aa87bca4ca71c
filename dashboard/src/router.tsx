/**
 * The pages and their addresses. The address holds all that a page shows, so that a link shows the same to a colleague.
 */

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { Failure } from "./components/Failure.tsx";
import { Shell } from "./components/Shell.tsx";
import { fileOf } from "./missingFiles.ts";
import { readMomentsSearch } from "./moments.ts";
import { Customers } from "./pages/Customers.tsx";
import { readCustomersSearch } from "./pages/customersSearch.ts";
import { NotFound } from "./pages/NotFound.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/customers", replace: true });
  },
});

const customers = createRoute({
  getParentRoute: () => root,
  path: "/customers",
  validateSearch: readCustomersSearch,
  component: Customers,
});

// The other pages are loaded when somebody goes there; those about one customer together, because they share most.
const customerPages = () => fileOf(import("./pages/customerPages.ts"));

const customer = createRoute({
  getParentRoute: () => root,
  path: "/customers/$id",
  component: lazyRouteComponent(customerPages, "Customer"),
});

const asOf = createRoute({
  getParentRoute: () => root,
  path: "/customers/$id/as-of",
  validateSearch: readMomentsSearch,
  component: lazyRouteComponent(customerPages, "AsOf"),
});

const importing = createRoute({
  getParentRoute: () => root,
  path: "/import",
  component: lazyRouteComponent(() => fileOf(import("./pages/Import.tsx")), "Import"),
});

const plans = createRoute({
  getParentRoute: () => root,
  path: "/plans",
  component: lazyRouteComponent(() => fileOf(import("./pages/Plans.tsx")), "Plans"),
});

const subscribers = createRoute({
  getParentRoute: () => root,
  path: "/subscribers",
  component: lazyRouteComponent(() => fileOf(import("./pages/Subscribers.tsx")), "Subscribers"),
});

const apiKeys = createRoute({
  getParentRoute: () => root,
  path: "/keys",
  component: lazyRouteComponent(() => fileOf(import("./pages/ApiKeys.tsx")), "ApiKeys"),
});

export const router = createRouter({
  routeTree: root.addChildren([home, customers, customer, asOf, importing, plans, subscribers, apiKeys]),
  basepath: import.meta.env.BASE_URL,
  // Every value is text. The router's own way would read a long number as another one.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(Object.entries(search).map(([name, value]) => [name, String(value)])).toString();
    return text === "" ? "" : `?${text}`;
  },
  scrollRestoration: true,
  defaultErrorComponent: ({ error }) => <Failure error={error} onRetry={() => location.reload()} />,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    /** The cursors of the pages before this one, except the first page, which has none. */
    earlierCursors?: string[];
  }
}
