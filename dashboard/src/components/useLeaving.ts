import { useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { refreshCustomers } from "../api/customers.ts";
import type { WriteState } from "./useWrite.ts";

export interface Leaving {
  /** Whether somebody has to say if what was typed may be lost. */
  isAsking: boolean;
  /** Leaves the dialog, unless its write is under way; asks first if something would be lost. */
  leave: () => void;
  stay: () => void;
  discard: () => void;
}

/** Leaving a dialog, by its own buttons or by leaving its page. */
export function useLeaving({ isBusy, isInDoubt }: WriteState, isDirty: boolean, onClose: () => void): Leaving {
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const isHeld = isBusy || isDirty;
  const blocker = useBlocker({ shouldBlockFn: () => true, disabled: !isHeld, withResolver: true });
  useEffect(() => {
    if (isBusy) blocker.reset?.();
  }, [isBusy, blocker]);
  const close = () => {
    if (isInDoubt) refreshCustomers(queries);
    onClose();
  };
  return {
    isAsking: !isBusy && (isAsking || blocker.status === "blocked"),
    leave: () => {
      if (isBusy) return;
      if (isDirty) setIsAsking(true);
      else close();
    },
    stay: () => {
      setIsAsking(false);
      blocker.reset?.();
    },
    discard: () => {
      close();
      blocker.proceed?.();
    },
  };
}
