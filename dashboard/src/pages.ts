/** The pages that the navigation leads to. */
import type { Messages } from "./messages/en.ts";

interface NavigationPage {
  to: "/customers" | "/plans";
  title: (messages: Messages) => string;
}

export const navigationPages: readonly NavigationPage[] = [
  { to: "/customers", title: ({ customers }) => customers.title },
  { to: "/plans", title: ({ plans }) => plans.title },
];
