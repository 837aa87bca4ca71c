/** Short messages above the page, such as "Saved". They stay until dismissed or replaced by the next one. */
import Flashbar from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useLocale } from "./locale.tsx";

interface Notifications {
  text: string | undefined;
  notify: (text: string | undefined) => void;
}

const NotificationsContext = createContext<Notifications>({ text: undefined, notify: () => {} });

export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [text, notify] = useState<string>();
  return <NotificationsContext value={{ text, notify }}>{children}</NotificationsContext>;
}

export const useNotify = () => useContext(NotificationsContext).notify;

export function Notifications() {
  const { messages } = useLocale();
  const { text, notify } = useContext(NotificationsContext);
  const dismissible = { dismissible: true, dismissLabel: messages.common.dismiss, onDismiss: () => notify(undefined) };
  return <Flashbar items={text ? [{ id: text, type: "success", content: text, ...dismissible }] : []} />;
}
