import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useId } from "react";
import { useLocale } from "../locale.tsx";
import { useSession } from "../session.ts";
import { DialogForm } from "./DialogForm.tsx";
import { KeyField, useKeyCheck } from "./KeyField.tsx";

/** Asks for another key when the API refuses the one there was. It cannot be left but by signing in or out. */
export function SignInAgain() {
  const { signIn: texts, shell } = useLocale().messages;
  const { signOut } = useSession();
  const check = useKeyCheck();
  const form = useId();
  return (
    <Modal
      visible
      header={texts.title}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={signOut}>
              {shell.signOut}
            </Button>
            <Button variant="primary" form={form} loading={check.isBusy}>
              {texts.submit}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <DialogForm id={form} isFixed={false} onSubmit={check.submit}>
        <Alert type="warning">{texts.refused}</Alert>
        <KeyField check={check} />
      </DialogForm>
    </Modal>
  );
}
