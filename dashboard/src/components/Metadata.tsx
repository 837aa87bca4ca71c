import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { Customer } from "../api/api.ts";
import { useLocale } from "../locale.tsx";
import { type Row, rowsOf } from "../metadata.ts";

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
        <KeyValuePairs columns={3} items={rows.map((row) => ({ label: row.key, value: <Value row={row} /> }))} />
      )}
    </Container>
  );
}

/** A value, with its kind unless it is text. */
function Value({ row: { kind, text } }: { row: Row }) {
  const { common, metadata } = useLocale().messages;
  const shown = kind === "boolean" ? (text === "true" ? common.yes : common.no) : text;
  return (
    <>
      <span className="lines">{shown}</span>{" "}
      {kind !== "text" && (
        <Box variant="small" color="text-body-secondary">
          {metadata.kinds[kind]}
        </Box>
      )}
    </>
  );
}
