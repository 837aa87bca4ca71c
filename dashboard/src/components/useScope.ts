import { useQuery } from "@tanstack/react-query";
import { meQuery } from "../api/me.ts";
import { useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";

/** Props for buttons that change something: disabled, with the reason, for a key that may only read. */
export function useWriteButton(): { disabled: boolean; disabledReason?: string } {
  const { data: me } = useQuery(meQuery(useApi()));
  const { errors } = useLocale().messages;
  return me && !me.scopes.includes("write")
    ? { disabled: true, disabledReason: errors.forbidden }
    : { disabled: false };
}
