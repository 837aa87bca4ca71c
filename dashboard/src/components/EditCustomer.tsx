import { useState } from "react";
import type { Versioned } from "../api/customers.ts";
import { changesIn, type FormValues, formOf, isInForm } from "../customerForm.ts";
import { useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { ConflictAlert } from "./ConflictAlert.tsx";
import { CustomerFields } from "./CustomerFields.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { problemsOf } from "./FormFailure.tsx";
import { LookAtCustomer } from "./Look.tsx";
import { useSaveCustomer } from "./useSaveCustomer.ts";

interface EditCustomerProps {
  versioned: Versioned;
  onClose: () => void;
}

/** Edits a customer. Fields that were not edited here follow what somebody else saves meanwhile. */
export function EditCustomer({ versioned, onClose }: EditCustomerProps) {
  const { editCustomer, common } = useLocale().messages;
  const notify = useNotify();
  const [edits, setEdits] = useState<Partial<FormValues>>({});
  const { base, conflict, write } = useSaveCustomer(versioned, () => {
    notify(editCustomer.done);
    onClose();
  });
  const before = formOf(base.customer);
  const values = { ...before, ...edits };
  const changes = changesIn(values, before);
  const isChanged = Object.keys(changes).length > 0;
  return (
    <FormDialog
      title={editCustomer.title}
      action={common.save}
      write={write}
      isDirty={isChanged}
      isDisabled={!isChanged}
      onSubmit={() => write.submit(changes)}
      onClose={onClose}
      look={<LookAtCustomer base={base} />}
      isShownInside={isInForm}
      notice={conflict && <ConflictAlert conflict={conflict} action={common.save} />}
    >
      <CustomerFields
        values={values}
        problems={problemsOf(write.error)}
        isIdFixed={base.customer.externalId !== null}
        onChange={(name, value) => setEdits({ ...edits, [name]: value })}
      />
    </FormDialog>
  );
}
