import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Customer } from "../api/api.ts";
import { useLocale } from "../locale.tsx";

export function CustomerStatus({ customer }: { customer: Customer }) {
  const { customers } = useLocale().messages;
  return customer.isActive ? (
    <StatusIndicator type="success">{customers.isActive}</StatusIndicator>
  ) : (
    <StatusIndicator type="stopped">{customers.isArchived}</StatusIndicator>
  );
}
