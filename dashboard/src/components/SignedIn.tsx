import type { ReactNode } from "react";
import { SignIn } from "../pages/SignIn.tsx";
import { useSession } from "../session.tsx";

/** Shows the sign-in page instead of the requested page, at the same address, until somebody signs in. */
export function SignedIn({ children }: { children: ReactNode }) {
  return useSession().api ? children : <SignIn />;
}
