import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Customer, UpdateCustomer } from "../api/api.ts";
import { newerVersion, showCustomer, updateCustomer, type Versioned } from "../api/customers.ts";
import { useApi } from "../session.ts";
import { useWrite, type Write } from "./useWrite.ts";

/** Somebody else's changes while a dialog was open. */
export interface Conflict {
  before: Customer;
  after: Customer;
}

interface SaveCustomer {
  /** The version that the dialog's changes are based on. */
  base: Versioned;
  conflict: Conflict | undefined;
  write: Write<UpdateCustomer>;
}

/**
 * Saves a dialog's changes to a customer, based on the version that the dialog shows. If somebody else was faster,
 * nothing is saved: the newer version becomes the base, and `conflict` holds what changed in it.
 */
export function useSaveCustomer(opened: Versioned, onSaved: () => void): SaveCustomer {
  const api = useApi();
  const queries = useQueryClient();
  const [base, setBase] = useState(opened);
  const [conflict, setConflict] = useState<Conflict>();
  const write = useWrite({
    request: (changes: UpdateCustomer, headers) => updateCustomer(api, base, changes, headers),
    asksReason: true,
    onDone: (saved) => {
      showCustomer(queries, saved);
      onSaved();
    },
    onFailed: (error) => {
      const current = newerVersion(error);
      setConflict(current && { before: base.customer, after: current.customer });
      if (current) setBase(current);
    },
  });
  return { base, conflict, write };
}
