import { useState } from "react";
import { type ColumnChoice, readColumnChoice } from "../columns.ts";

const STORED_AS = "clientela.columns";

/** Which columns the list shows in this browser, and how wide; and a function that changes it. */
export function useColumnChoice() {
  const [choice, setChoice] = useState(() => readColumnChoice(localStorage.getItem(STORED_AS)));
  const choose = (change: Partial<ColumnChoice>) => {
    const next = { ...choice, ...change };
    localStorage.setItem(STORED_AS, JSON.stringify(next));
    setChoice(next);
  };
  return { choice, choose };
}
