import Box from "@cloudscape-design/components/box";
import type { UpdateCustomer } from "../api/api.ts";
import type { Versioned } from "../api/customers.ts";
import { type Change, valueNow } from "../changes.ts";
import { useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { restoringUpdate } from "../restore.ts";
import { Changes } from "./Changes.tsx";
import { ConflictAlert } from "./ConflictAlert.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { LookAtCustomer } from "./Look.tsx";
import { useSaveCustomer } from "./useSaveCustomer.ts";

interface RestoreValueProps {
  versioned: Versioned;
  /** The change whose former value comes back. */
  change: Change;
  update: UpdateCustomer;
  onClose: () => void;
}

/** Gives one field, or one key of metadata, the value that it had before a change. */
export function RestoreValue({ versioned, change, update, onClose }: RestoreValueProps) {
  const { restore } = useLocale().messages;
  const notify = useNotify();
  const { base, conflict, write } = useSaveCustomer(versioned, () => {
    notify(restore.done);
    onClose();
  });
  const { customer } = base;
  const restored = { ...change, before: valueNow(customer, change.field), after: change.before };
  return (
    <FormDialog
      title={restore.title}
      action={restore.submit}
      write={write}
      isDirty={false}
      isDisabled={restoringUpdate(customer, change) === undefined}
      onSubmit={() => write.submit(update)}
      onClose={onClose}
      look={<LookAtCustomer base={base} />}
      notice={conflict && <ConflictAlert conflict={conflict} action={restore.submit} />}
    >
      <Box>{restore.explanation}</Box>
      <Changes changes={[restored]} />
    </FormDialog>
  );
}
