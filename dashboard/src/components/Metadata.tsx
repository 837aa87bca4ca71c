import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useState } from "react";
import type { Versioned } from "../api/customers.ts";
import { useLocale } from "../locale.tsx";
import { EditMetadata } from "./EditMetadata.tsx";
import { MetadataPairs } from "./MetadataShown.tsx";
import { useWriteButton } from "./useScope.ts";

/** The caller's own data about the customer. */
export function Metadata({ versioned }: { versioned: Versioned }) {
  const { messages } = useLocale();
  const allowed = useWriteButton();
  const [edited, setEdited] = useState<Versioned>();
  const { customer } = versioned;
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
      <MetadataPairs metadata={customer.metadata} />
      {edited && <EditMetadata versioned={edited} onClose={() => setEdited(undefined)} />}
    </Container>
  );
}
