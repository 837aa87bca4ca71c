import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { refreshCustomers } from "../api/customers.ts";
import type { Matching } from "../importing/columns.ts";
import type { Table } from "../importing/file.ts";
import type { RowProblem } from "../importing/rules.ts";
import { batchesOf, type Outcome, outcomesOf, sendBatch } from "../importing/run.ts";
import { useApi } from "../session.ts";

export interface Import {
  outcomes: readonly Outcome[];
  isRunning: boolean;
  isDone: boolean;
  /** Why it has stopped by itself. */
  error: unknown;
  /** Begins, or goes on where it has stopped. */
  start: () => void;
  /** Stops once the batch under way is answered. */
  stop: () => void;
}

interface State {
  outcomes: readonly Outcome[];
  isRunning: boolean;
  isDone: boolean;
  error: unknown;
}

const BEFORE: State = { outcomes: [], isRunning: false, isDone: false, error: undefined };

/** Imports the rows of a file, one batch after the other. It ends with the component. */
export function useImport(table: Table, matching: Matching, problems: readonly RowProblem[]): Import {
  const api = useApi();
  const queries = useQueryClient();
  const [state, setState] = useState(BEFORE);
  const place = useRef({ next: 0, stopping: new AbortController(), begunAt: 0, seen: new Set<string>() });
  useEffect(() => {
    const { current } = place;
    return () => current.stopping.abort();
  }, []);
  const run = async () => {
    const { current } = place;
    const { signal } = current.stopping;
    const batches = batchesOf(table, matching, new Set(problems.map(({ line }) => line)));
    current.begunAt ||= Date.now();
    for (const batch of batches.slice(current.next)) {
      if (signal.aborted) return;
      const found = outcomesOf(batch, await sendBatch(api, batch, signal), current.seen, current.begunAt);
      current.next++;
      setState((before) => ({ ...before, outcomes: [...before.outcomes, ...found] }));
    }
    setState((before) => ({ ...before, isDone: true }));
  };
  const start = () => {
    place.current.stopping = new AbortController();
    setState((before) => ({ ...before, isRunning: true, error: undefined }));
    void run()
      .catch((error: unknown) => setState((before) => ({ ...before, error })))
      .finally(() => {
        setState((before) => ({ ...before, isRunning: false }));
        refreshCustomers(queries);
      });
  };
  const stop = () => place.current.stopping.abort();
  return { ...state, start, stop };
}
