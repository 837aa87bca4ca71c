import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "../api/me.ts";
import { useLocale } from "../locale.tsx";
import { useApi, useSession } from "../session.ts";
import { usePageLink } from "./usePageLink.ts";
import { usePreferences } from "./usePreferences.ts";

/** The bar for somebody who is signed in: navigation, preferences, sign-out. */
export function TopBar() {
  const { messages } = useLocale();
  const { signOut } = useSession();
  const { data: me } = useQuery(meQuery(useApi()));
  const home = usePageLink()("customers");
  const whose = me ? `${me.organizationId} (${me.stage})` : "";
  const account: TopNavigationProps.Utility = {
    type: "menu-dropdown",
    iconName: "user-profile",
    text: whose,
    ariaLabel: `${messages.shell.account}: ${whose}`,
    items: [{ id: "sign-out", text: messages.shell.signOut }],
    onItemClick: signOut,
  };
  return <TopNavigation identity={{ title: "Clientela", ...home }} utilities={[...usePreferences(), account]} />;
}
