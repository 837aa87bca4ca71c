import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Customer, UpdateCustomer } from "../api/api.ts";
import { customerQuery, refreshCustomers, updateCustomer, type Versioned } from "../api/customers.ts";
import { ApiFailure } from "../api/failure.ts";
import { useApi } from "../session.tsx";

/** Somebody else's changes while a dialog was open. */
export interface Conflict {
  before: Customer;
  after: Customer;
}

/**
 * Saves a dialog's changes to a customer, based on the version that the dialog shows. If somebody else was faster,
 * nothing is saved: the newer version becomes the base, and `conflict` holds what changed in it.
 */
export function useSaveCustomer(opened: Versioned, onSaved: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  const [base, setBase] = useState(opened);
  const [conflict, setConflict] = useState<Conflict>();
  const { id } = base.customer;
  const save = useMutation({
    mutationFn: (changes: UpdateCustomer) => updateCustomer(api, id, base.etag, changes),
    onSuccess: async () => {
      await refreshCustomers(queries);
      onSaved();
    },
    onError: async (error) => {
      setConflict(undefined);
      if (!(error instanceof ApiFailure && error.code === "version_mismatch")) return;
      const current = await queries.fetchQuery({ ...customerQuery(api, id), staleTime: 0 });
      setConflict({ before: base.customer, after: current.customer });
      setBase(current);
    },
  });
  return { base, conflict, save, error: conflict ? null : save.error };
}
