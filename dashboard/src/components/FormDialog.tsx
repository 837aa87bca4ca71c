import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type FormEvent, type ReactNode, useId } from "react";
import { useLocale } from "../locale.tsx";

interface FormDialogProps {
  title: string;
  /** The submit button's text. */
  action: string;
  isBusy: boolean;
  isDisabled?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog with one action. Enter submits it, Escape closes it. */
export function FormDialog({
  title,
  action,
  isBusy,
  isDisabled = false,
  onSubmit,
  onClose,
  children,
}: FormDialogProps) {
  const { common } = useLocale().messages;
  const form = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy && !isDisabled) onSubmit();
  };
  return (
    <Modal
      visible
      header={title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button variant="primary" form={form} loading={isBusy} disabled={isDisabled}>
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <SpaceBetween size="m">{children}</SpaceBetween>
      </form>
    </Modal>
  );
}
