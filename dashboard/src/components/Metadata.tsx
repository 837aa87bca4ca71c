import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { Customer } from "../api/api.ts";
import { useLocale } from "../locale.tsx";
import { rowsOf } from "../metadata.ts";

interface MetadataProps {
  customer: Customer;
  onEdit: () => void;
}

/** The caller's own data about the customer. */
export function Metadata({ customer, onEdit }: MetadataProps) {
  const { messages } = useLocale();
  const rows = rowsOf(customer.metadata ?? {});
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={customer.isActive && <Button onClick={onEdit}>{messages.metadata.action}</Button>}
        >
          {messages.fields.metadata}
        </Header>
      }
    >
      {rows.length === 0 ? (
        messages.metadata.none
      ) : (
        <KeyValuePairs columns={3} items={rows.map(({ key, value }) => ({ label: key, value }))} />
      )}
    </Container>
  );
}
