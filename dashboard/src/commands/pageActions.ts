/** What can be done on the page that is shown, for the command palette and the keyboard. */
import { useEffect } from "react";

export interface PageAction {
  id: string;
  title: string;
  /** The key that does it. */
  key?: string;
  /** Why it cannot be done. */
  disabledReason?: string | undefined;
  run: () => void;
}

const actions = new Map<string, PageAction>();

/** The actions of the page at this moment. */
export const pageActions = (): PageAction[] => [...actions.values()];

/** Offers an action as long as the calling component is shown; undefined offers none. */
export function usePageAction(action: PageAction | undefined): void {
  useEffect(() => {
    if (!action) return;
    actions.set(action.id, action);
    return () => {
      actions.delete(action.id);
    };
  });
}
