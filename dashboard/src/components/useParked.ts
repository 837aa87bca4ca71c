import { fill, useLocale } from "../locale.tsx";

/** Of more customers the API does not say how many they are. */
const MOST_COUNTED = 1_000;

/** A number of parked customers, as far as they were counted. */
export function useCount(): (customers: number) => string {
  const { moreThan } = useLocale().messages.subscribers;
  return (customers) => (customers >= MOST_COUNTED ? fill(moreThan, { count: MOST_COUNTED }) : String(customers));
}
