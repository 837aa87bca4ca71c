import { lazy, Suspense } from "react";
import { kitMessagesOf } from "../kitMessages.ts";
import { useLocale } from "../locale.tsx";
import { fileOf } from "../missingFiles.ts";
import { SignIn } from "../pages/SignIn.tsx";
import { useSessionState } from "../session.ts";
import { TopBar } from "./TopBar.tsx";

const App = lazy(() => fileOf(import("../App.tsx")));

/** Shows the sign-in page instead of the requested page, at the same address, until somebody signs in. */
export function SignedIn() {
  const { isSignedIn } = useSessionState();
  const { language } = useLocale();
  if (!isSignedIn) return <SignIn />;
  // Both are needed before anything is shown, so neither waits for the other.
  void kitMessagesOf(language);
  return (
    <Suspense fallback={<TopBar />}>
      <App />
    </Suspense>
  );
}
