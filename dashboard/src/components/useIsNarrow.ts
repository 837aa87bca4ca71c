import { useSyncExternalStore } from "react";

/** Phones; from here on the kit's own layout has one column. */
const NARROW = matchMedia("(max-width: 688px)");

const subscribe = (listener: () => void) => {
  NARROW.addEventListener("change", listener);
  return () => NARROW.removeEventListener("change", listener);
};

/** Whether the window is too narrow for a table with several columns. */
export const useIsNarrow = (): boolean => useSyncExternalStore(subscribe, () => NARROW.matches);
