/** All that somebody sees who is signed in. It is loaded then: the sign-in page needs a fraction of it. */
import "@cloudscape-design/global-styles/index.css";
import "./dashboard.css";
import { I18nProvider } from "@cloudscape-design/components/i18n";
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { use, useEffect } from "react";
import { SignInAgain } from "./components/SignInAgain.tsx";
import { kitMessagesOf } from "./kitMessages.ts";
import { useLocale } from "./locale.tsx";
import { NotificationsProvider } from "./notifications.tsx";
import { router } from "./router.tsx";
import { useSessionState } from "./session.ts";

/** The pages; behind a dialog that asks for another key when the API refuses the one there is. */
export default function App() {
  const { isRefused, round } = useSessionState();
  const { language } = useLocale();
  useLaterFiles();
  return (
    <I18nProvider locale={language} messages={[use(kitMessagesOf(language))]}>
      <NotificationsProvider key={round}>
        <RouterProvider router={router} />
      </NotificationsProvider>
      {isRefused && <SignInAgain />}
    </I18nProvider>
  );
}

/** Requests the files of other pages and dialogs once nothing is asked for any more. */
function useLaterFiles(): void {
  const queries = useQueryClient();
  const isFetching = useIsFetching() > 0;
  useEffect(() => {
    if (isFetching || queries.getQueryCache().getAll().length === 0) return;
    const files = document.querySelector<HTMLTemplateElement>("template#later");
    // A second time there is nothing left in it.
    if (files) document.head.append(files.content);
  }, [queries, isFetching]);
}
