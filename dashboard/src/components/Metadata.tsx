import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { useState } from "react";
import type { Versioned } from "../api/customers.ts";
import { useLocale } from "../locale.tsx";
import { type Row, rowsOf } from "../metadata.ts";
import { EditMetadata } from "./EditMetadata.tsx";
import { Text, visible } from "./Text.tsx";
import { useWriteButton } from "./useScope.ts";

/** The caller's own data about the customer. */
export function Metadata({ versioned }: { versioned: Versioned }) {
  const { messages } = useLocale();
  const allowed = useWriteButton();
  const [edited, setEdited] = useState<Versioned>();
  const { customer } = versioned;
  const rows = rowsOf(customer.metadata ?? {});
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            customer.isActive && (
              <Button onClick={() => setEdited(versioned)} {...allowed}>
                {messages.metadata.action}
              </Button>
            )
          }
        >
          {messages.fields.metadata}
        </Header>
      }
    >
      {rows.length === 0 ? (
        messages.metadata.none
      ) : (
        <div className="others">
          <KeyValuePairs
            columns={3}
            items={rows.map((row) => ({ label: visible(row.key), value: <Value row={row} /> }))}
          />
        </div>
      )}
      {edited && <EditMetadata versioned={edited} onClose={() => setEdited(undefined)} />}
    </Container>
  );
}

/** A value, with its kind unless it is text. */
function Value({ row: { kind, text } }: { row: Row }) {
  const { common, metadata } = useLocale().messages;
  const shown = kind === "boolean" ? (text === "true" ? common.yes : common.no) : text;
  return (
    <>
      <span className="lines">
        <Text>{shown}</Text>
      </span>{" "}
      {kind !== "text" && (
        <Box variant="small" color="text-body-secondary">
          {metadata.kinds[kind]}
        </Box>
      )}
    </>
  );
}
