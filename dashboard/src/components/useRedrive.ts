import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Redrive } from "../api/api.ts";
import { type RedriveRequest, redrive, refreshSubscribers } from "../api/subscribers.ts";
import { useApi } from "../session.ts";
import { focusHeadingIfLost } from "./focus.ts";

/** What was sent so far, and how the last request ended. */
export interface RedriveProgress {
  sent: number;
  last: Redrive | undefined;
  /** Whether somebody has ended it. */
  isStopped: boolean;
}

interface RedriveState {
  isRunning: boolean;
  progress: RedriveProgress | undefined;
  error: unknown;
  start: (request: RedriveRequest) => void;
  /** The request that is under way ends by itself; none follows. */
  stop: () => void;
}

const NOTHING: RedriveProgress = { sent: 0, last: undefined, isStopped: false };

/**
 * Sends what is parked, one request after the other until the API says that there is no more. It ends with the page, and
 * with a request that sent nothing and left as much as before.
 */
export function useRedrive(): RedriveState {
  const api = useApi();
  const queries = useQueryClient();
  const [isRunning, setIsRunning] = useState(false);
  const [progress, setProgress] = useState<RedriveProgress>();
  const [error, setError] = useState<unknown>();
  const stopping = useRef(new AbortController());
  useEffect(() => () => stopping.current.abort(), []);
  const run = async (request: RedriveRequest, { signal }: AbortController) => {
    let now = NOTHING;
    setProgress(now);
    setError(undefined);
    setIsRunning(true);
    try {
      for (let hasMore = true; hasMore && !signal.aborted; ) {
        // Not stopped in the middle: what is sent by then would not be counted.
        const last = await redrive(api, request, new AbortController().signal);
        hasMore = last.hasMore && (last.sent > 0 || last.remaining !== now.last?.remaining);
        now = { sent: now.sent + last.sent, last, isStopped: signal.aborted };
        setProgress(now);
      }
    } catch (failure) {
      setError(failure);
    }
    setIsRunning(false);
    await refreshSubscribers(queries);
    // The button of what was sent is gone.
    focusHeadingIfLost();
  };
  return {
    isRunning,
    progress,
    error,
    start: (request) => {
      if (isRunning) return;
      stopping.current = new AbortController();
      void run(request, stopping.current);
    },
    stop: () => stopping.current.abort(),
  };
}
