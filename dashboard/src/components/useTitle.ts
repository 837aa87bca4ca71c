import { useEffect } from "react";

/** The tab's title, which screen readers read out first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} - Clientela`;
  }, [title]);
}
