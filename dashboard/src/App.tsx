/** All that somebody sees who is signed in. It is loaded then: the sign-in page needs a fraction of it. */
import "@cloudscape-design/global-styles/index.css";
import "./dashboard.css";
import { I18nProvider } from "@cloudscape-design/components/i18n";
import { RouterProvider } from "@tanstack/react-router";
import { use } from "react";
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
  return (
    <I18nProvider locale={language} messages={[use(kitMessagesOf(language))]}>
      <NotificationsProvider key={round}>
        <RouterProvider router={router} />
      </NotificationsProvider>
      {isRefused && <SignInAgain />}
    </I18nProvider>
  );
}
