import { Fragment, type ReactNode } from "react";
import { SignIn } from "../pages/SignIn.tsx";
import { useSessionState } from "../session.ts";
import { SignInAgain } from "./SignInAgain.tsx";

/**
 * Shows the sign-in page instead of the requested page, at the same address, until somebody signs in. When the API no
 * longer accepts the key, the page stays, with all that was typed in it, behind a dialog that asks for another.
 */
export function SignedIn({ children }: { children: ReactNode }) {
  const { isSignedIn, isRefused, round } = useSessionState();
  if (!isSignedIn) return <SignIn />;
  return (
    <>
      <Fragment key={round}>{children}</Fragment>
      {isRefused && <SignInAgain />}
    </>
  );
}
