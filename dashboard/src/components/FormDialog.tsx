import Modal from "@cloudscape-design/components/modal";
import { type ReactNode, useId } from "react";
import { DialogActions, LeavingQuestion } from "./DialogActions.tsx";
import { DialogForm } from "./DialogForm.tsx";
import { DialogMessage } from "./DialogMessage.tsx";
import { REASON, ReasonField } from "./ReasonField.tsx";
import { useDialogFocus } from "./useDialogFocus.ts";
import { useLeaving } from "./useLeaving.ts";
import type { WriteState } from "./useWrite.ts";

interface FormDialogProps {
  title: string;
  /** The submit button's text. */
  action: string;
  write: WriteState;
  /** Whether something would be lost if the dialog were left. */
  isDirty: boolean;
  isDisabled?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  /** Loads and shows what is stored, for somebody who does not know whether the write was carried out. */
  look: ReactNode;
  /** Says more about the last failure than its error does. */
  notice?: ReactNode;
  /** Whether the dialog shows the API's problems with a field beside that field. */
  isShownInside?: (field: string) => boolean;
  size?: "medium" | "large";
  children: ReactNode;
}

/**
 * A dialog with one write. Enter submits it, Escape leaves it. It owns what all such dialogs share: nobody can leave while
 * the write is under way, nor lose what was typed without being asked; errors are shown, focused and announced. Where the
 * write takes one, it asks for a reason.
 */
export function FormDialog({ title, action, write, isDirty, isDisabled = false, ...props }: FormDialogProps) {
  const form = useId();
  const focus = useDialogFocus(write);
  const { reason } = write;
  const leaving = useLeaving(write, isDirty || Boolean(reason?.text), props.onClose);
  const isFixed = write.isBusy || write.isInDoubt;
  const submit = () => {
    if (isFixed || isDisabled) return;
    props.onSubmit();
    focus.onSubmitted();
  };
  return (
    <Modal
      visible
      header={title}
      size={props.size ?? "medium"}
      onDismiss={leaving.isAsking ? leaving.stay : leaving.leave}
      footer={
        leaving.isAsking ? (
          <LeavingQuestion form={focus.form} onStay={leaving.stay} onDiscard={leaving.discard} />
        ) : (
          <DialogActions
            form={form}
            action={action}
            write={write}
            isDisabled={isDisabled}
            submit={focus.submit}
            onLeave={leaving.leave}
          />
        )
      }
    >
      <DialogMessage
        write={write}
        notice={props.notice}
        look={props.look}
        isShownInside={(field) => (reason && field === REASON) || (props.isShownInside?.(field) ?? false)}
        box={focus.message}
      />
      <DialogForm id={form} element={focus.form} isFixed={isFixed} onSubmit={submit}>
        {props.children}
        {reason && <ReasonField reason={reason} error={write.error} />}
      </DialogForm>
    </Modal>
  );
}
