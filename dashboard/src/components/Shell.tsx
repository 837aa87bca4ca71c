import AppLayoutToolbar from "@cloudscape-design/components/app-layout-toolbar";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import { Outlet, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { useLocale } from "../locale.tsx";
import { Notifications } from "../notifications.tsx";
import { TopBar } from "./TopBar.tsx";
import { usePageFocus } from "./usePageFocus.ts";
import { usePageLink } from "./usePageLink.ts";

const TOP_BAR = "top-bar";

/** The frame around every page. */
export function Shell() {
  const { messages } = useLocale();
  const [isOpen, setIsOpen] = useState(true);
  usePageFocus();
  return (
    <>
      <div id={TOP_BAR}>
        <TopBar />
      </div>
      <AppLayoutToolbar
        headerSelector={`#${TOP_BAR}`}
        navigation={<Navigation />}
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setIsOpen(detail.open)}
        navigationWidth={220}
        toolsHide
        notifications={<Notifications />}
        content={<Outlet />}
        ariaLabels={{ navigation: messages.shell.navigation, notifications: messages.shell.notifications }}
      />
    </>
  );
}

function Navigation() {
  const { messages } = useLocale();
  const follow = usePageLink();
  const { pathname } = useLocation();
  const section = (path: string, text: string) => ({ type: "link" as const, text, href: follow(path).href });
  const items = [section("customers", messages.customers.title), section("plans", messages.plans.title)];
  const active = items.find(({ href }) => (import.meta.env.BASE_URL + pathname.slice(1)).startsWith(href));
  return (
    <SideNavigation
      activeHref={active?.href ?? ""}
      items={items}
      onFollow={(event) => follow(event.detail.href.slice(import.meta.env.BASE_URL.length)).onFollow(event)}
    />
  );
}
