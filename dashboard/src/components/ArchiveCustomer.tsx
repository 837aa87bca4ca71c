import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import type { Versioned } from "../api/customers.ts";
import { fill, useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { ConflictAlert } from "./ConflictAlert.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { LookAtCustomer } from "./Look.tsx";
import { useSaveCustomer } from "./useSaveCustomer.ts";

interface ArchiveCustomerProps {
  versioned: Versioned;
  onClose: () => void;
}

/** Archives a customer after its email was typed, because this cannot be undone. */
export function ArchiveCustomer({ versioned, onClose }: ArchiveCustomerProps) {
  const { archive } = useLocale().messages;
  const notify = useNotify();
  const [typed, setTyped] = useState("");
  const { base, conflict, write } = useSaveCustomer(versioned, () => {
    notify(archive.done);
    onClose();
  });
  const { email } = base.customer;
  return (
    <FormDialog
      title={archive.title}
      action={archive.submit}
      write={write}
      // Only the confirmation was typed.
      isDirty={false}
      isDisabled={typed !== email}
      onSubmit={() => write.submit({ isActive: false })}
      onClose={onClose}
      look={<LookAtCustomer base={base} />}
      notice={conflict && <ConflictAlert conflict={conflict} action={archive.submit} />}
    >
      <Alert type="warning">{archive.warning}</Alert>
      <FormField label={fill(archive.confirm, { email })}>
        <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} autoComplete={false} />
      </FormField>
    </FormDialog>
  );
}
