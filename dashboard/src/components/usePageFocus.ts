import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { focusHeading } from "./focus.ts";

/** Moves the focus to the heading when another page is shown, as it begins there when a browser loads a page. */
export function usePageFocus(): void {
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== undefined && before.current !== path) focusHeading();
    before.current = path;
  }, [path]);
}
