import { useQuery } from "@tanstack/react-query";
import { customerQuery } from "../api/customers.ts";
import { erasureQuery } from "../api/erasures.ts";
import { isOf } from "../api/failure.ts";
import { useApi } from "../session.ts";

/** The customer of a page. Of one that was erased nothing is shown, also when it was loaded before. */
export function useCustomer(id: string) {
  const api = useApi();
  const query = useQuery(customerQuery(api, id));
  // Asked for by what says that it was erased. Of an erasure from this tab the receipt is there before the next answer.
  const { data: erasure } = useQuery({ ...erasureQuery(api, id), enabled: false });
  const isErased = isOf(query.error, "customer_erased") || (query.data === undefined && erasure !== undefined);
  return { query, versioned: isErased ? undefined : query.data, isErased };
}
