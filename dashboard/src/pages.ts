/** The pages that the navigation leads to. */
import type { Messages } from "./messages/en.ts";

interface NavigationPage {
  to: "/customers" | "/plans" | "/subscribers" | "/keys";
  /** After `g`, leads there. */
  key: string;
  title: (messages: Messages) => string;
}

export const navigationPages: readonly NavigationPage[] = [
  { to: "/customers", key: "c", title: ({ customers }) => customers.title },
  { to: "/plans", key: "p", title: ({ plans }) => plans.title },
  { to: "/subscribers", key: "s", title: ({ subscribers }) => subscribers.title },
  { to: "/keys", key: "k", title: ({ apiKeys }) => apiKeys.title },
];
