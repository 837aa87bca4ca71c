import { useQuery } from "@tanstack/react-query";
import { meQuery } from "../api/me.ts";
import { useApi } from "../session.ts";
import { useErasureTexts } from "./useErasureTexts.ts";
import { useWriteButton } from "./useScope.ts";

/** Props for the button that erases: disabled, with the reason, for a key that lacks one of the two scopes it takes. */
export function useEraseButton(): ReturnType<typeof useWriteButton> {
  const allowed = useWriteButton();
  const { data: me } = useQuery(meQuery(useApi()));
  const { lacksScope } = useErasureTexts();
  if (allowed.disabled || !me || me.scopes.includes("erase")) return allowed;
  return { disabled: true, disabledReason: lacksScope };
}
