import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { meQuery } from "../api/me.ts";
import { Commands } from "../commands/Commands.tsx";
import { useLocale } from "../locale.tsx";
import { Notifications } from "../notifications.tsx";
import { navigationPages } from "../pages.ts";
import { useApi, useSession } from "../session.ts";
import { BRAND, Preferences, TopBar } from "./TopBar.tsx";
import { usePageFocus } from "./usePageFocus.ts";

/** The frame around every page. */
export function Shell() {
  usePageFocus();
  const home = (
    <Link className="brand" to="/customers">
      {BRAND}
    </Link>
  );
  return (
    <>
      <TopBar home={home}>
        <Navigation />
        <Commands />
        <Preferences />
        <Account />
      </TopBar>
      <main>
        <Notifications />
        <Outlet />
      </main>
    </>
  );
}

function Navigation() {
  const { messages } = useLocale();
  return (
    <nav aria-label={messages.shell.navigation}>
      {navigationPages.map(({ to, title }) => (
        <Link key={to} to={to}>
          {title(messages)}
        </Link>
      ))}
    </nav>
  );
}

/** Whose key it is, and signing out. */
function Account() {
  const { shell } = useLocale().messages;
  const { signOut } = useSession();
  const { data: me } = useQuery(meQuery(useApi()));
  return (
    <>
      {me && <span title={shell.account}>{`${me.organizationId} (${me.stage})`}</span>}
      <button type="button" onClick={signOut}>
        {shell.signOut}
      </button>
    </>
  );
}
