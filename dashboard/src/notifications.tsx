/** Short messages above the page, such as "Saved". Each belongs to the page it was made for, and goes with it. */
import Alert from "@cloudscape-design/components/alert";
import { onlineManager } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useLocale } from "./locale.tsx";

interface Notice {
  text: string;
  type: "success" | "warning";
  /** The page's path. */
  path: string;
}

interface Notifications {
  notice: Notice | undefined;
  setNotice: (notice: Notice | undefined) => void;
}

const NotificationsContext = createContext<Notifications>({ notice: undefined, setNotice: () => {} });

export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice>();
  const notifications = useMemo(() => ({ notice, setNotice }), [notice]);
  return <NotificationsContext value={notifications}>{children}</NotificationsContext>;
}

interface NoticeOptions {
  type?: Notice["type"];
  /** Another page than this one. */
  path?: string;
}

/** Shows a message on this page, in place of the one before. */
export function useNotify(): (text: string, options?: NoticeOptions) => void {
  const { setNotice } = useContext(NotificationsContext);
  const { pathname } = useLocation();
  return (text, { type = "success", path = pathname } = {}) => setNotice({ text, type, path });
}

export function Notifications() {
  const { messages } = useLocale();
  const { notice, setNotice } = useContext(NotificationsContext);
  const { pathname } = useLocation();
  const isOnline = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
  const isHere = notice?.path === pathname;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a message may be made for a page before that is shown
  useEffect(() => {
    if (notice && notice.path !== pathname) setNotice(undefined);
  }, [pathname]);
  return (
    <div role="status" aria-live="polite" aria-atomic="false" className="notifications">
      {!isOnline && <Alert type="warning">{messages.shell.offline}</Alert>}
      {notice && isHere && (
        <Alert
          key={notice.text}
          type={notice.type}
          dismissible
          dismissAriaLabel={messages.common.dismiss}
          onDismiss={() => setNotice(undefined)}
        >
          {notice.text}
        </Alert>
      )}
    </div>
  );
}
