import type { ReactNode } from "react";
import { SignIn } from "../pages/SignIn.tsx";
import { useSession } from "../session.tsx";

/** The sign-in page in place of everything else, at the address that was asked for, until somebody signs in. */
export function SignedIn({ children }: { children: ReactNode }) {
  return useSession().api ? children : <SignIn />;
}
