import { useEffect } from "react";

/** Sets the tab's title, which screen readers read first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} - Clientela`;
  }, [title]);
}
